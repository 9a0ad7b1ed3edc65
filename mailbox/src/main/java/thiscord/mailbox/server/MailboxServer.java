package thiscord.mailbox.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.mailbox.blocks.Blocks;
import thiscord.tls.Listening;
import thiscord.tls.ServerTls;

/** Mailboxes served over TCP. First it has its port, then it serves. Thread-safe. */
public final class MailboxServer implements AutoCloseable {
    /** What the kernel holds for a client that does not read, and of one that sends what nobody reads yet. */
    private static final int KERNEL_BYTES = 256 * 1024;

    private static final int MOST_READ_BYTES = 64 * 1024;
    private static final boolean NATIVE = Epoll.isAvailable() && !Boolean.getBoolean("thiscord.nio");

    private final MultiThreadIoEventLoopGroup loops;
    private final ChannelGroup sessions = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final List<Channel> listeners = new ArrayList<>();
    private final List<Channel> outside = new ArrayList<>();
    private final @Nullable ServerTls tls;
    private volatile @Nullable Desk desk;

    private MailboxServer(MailboxSettings settings) {
        MailboxSettings.Remote remote = settings.remote();
        Listening listening = remote == null ? Listening.on(Address.loopback(settings.port())) : remote.listening();
        tls = remote == null ? null : listening.open();
        int number = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
        loops = new MultiThreadIoEventLoopGroup(
                number,
                new DefaultThreadFactory("mailbox-loop"),
                NATIVE ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NATIVE ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, KERNEL_BYTES)
                .childOption(ChannelOption.SO_RCVBUF, KERNEL_BYTES)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(1024, 4096, MOST_READ_BYTES).maxMessagesPerRead(1))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
        List<Address> addresses = listening.addresses();
        for (int i = 0; i < addresses.size(); i++) {
            Address address = addresses.get(i);
            var bound = bootstrap
                    .bind(new InetSocketAddress(address.host(), address.port()))
                    .awaitUninterruptibly();
            if (!bound.isSuccess()) {
                close();
                throw Failure.cannotBind(address, i == 0 ? "PORT" : "--listen", bound.cause());
            }
            bound.channel().pipeline().addLast(new MailboxAcceptHandler("mailbox"));
            listeners.add(bound.channel());
            boolean everywhere = ((InetSocketAddress) bound.channel().localAddress())
                    .getAddress()
                    .isAnyLocalAddress();
            if (i > 0 || everywhere) {
                outside.add(bound.channel());
            }
        }
    }

    /**
     * Takes the port; nobody is served yet.
     *
     * @throws Failure if it cannot be bound
     */
    public static MailboxServer bind(MailboxSettings settings) {
        return new MailboxServer(settings);
    }

    /**
     * Begins to serve.
     *
     * @param blocks closed by the caller, after the server
     * @param asked answers, on a loop and without waiting, what the commands of the same user ask ({@code TOKEN WORD}); with
     *     an empty line if the token is wrong
     */
    public void serve(MailboxSettings settings, Blocks blocks, UnaryOperator<String> asked) {
        desk = new Desk(settings, blocks, asked);
        listeners.forEach(listener -> listener.config().setAutoRead(true));
    }

    private void accept(Channel channel) {
        Desk served = desk;
        if (served == null) {
            channel.close();
            return;
        }
        sessions.add(channel);
        boolean remote = fromOutside(channel);
        if (tls != null) {
            channel.pipeline().addLast(new ProtocolDetector(tls, !remote));
        }
        channel.pipeline().addLast(new Session(served, remote));
    }

    /** True if it came in by {@code --listen}; a listener on all addresses serves this machine as well. */
    private boolean fromOutside(Channel channel) {
        boolean everywhere = ((InetSocketAddress) channel.parent().localAddress())
                .getAddress()
                .isAnyLocalAddress();
        boolean local =
                ((InetSocketAddress) channel.localAddress()).getAddress().isLoopbackAddress();
        return outside.contains(channel.parent()) && !(everywhere && local);
    }

    /** Where other machines connect. */
    public List<Address> outside() {
        return outside.stream()
                .map(listener -> Listening.reachable((InetSocketAddress) listener.localAddress()))
                .toList();
    }

    private List<InetSocketAddress> bound() {
        return listeners.stream()
                .map(listener -> (InetSocketAddress) listener.localAddress())
                .toList();
    }

    /** Where programs of this machine connect. */
    public Address address() {
        return Listening.reachable(bound().get(0));
    }

    /** A line about other machines, without its end; empty if none can connect. */
    public String opened() {
        ServerTls key = tls;
        return Listening.opened("mailboxes", Listening.beyond(bound()), () -> key == null ? null : key.fingerprint());
    }

    /** What it has counted, as words and numbers. */
    public String counts() {
        return counts(0);
    }

    /** The same without the connection over which it is asked for. */
    public String countsWithoutAsker() {
        return counts(1);
    }

    private String counts(int askers) {
        Desk served = desk;
        return served == null
                ? "nothing yet"
                : "clients " + (served.clients.get() - askers) + ", reads " + served.reads + ", writes " + served.writes
                        + ", refused " + served.refused;
    }

    /** Ends all connections, then the loops; blocks for at most a second and a half. */
    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly(200));
        sessions.close().awaitUninterruptibly(300);
        loops.shutdownGracefully(0, 800, TimeUnit.MILLISECONDS).awaitUninterruptibly(1000);
        if (tls != null) {
            tls.close();
        }
    }
}

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
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.mailbox.blocks.Blocks;

/** Mailboxes served over TCP. First it has its port, then it serves. Thread-safe. */
public final class MailboxServer implements AutoCloseable {
    /** What the kernel holds for a client that does not read, and of one that sends what nobody reads yet. */
    private static final int KERNEL_BYTES = 256 * 1024;

    private static final int MOST_READ_BYTES = 64 * 1024;
    private static final boolean NATIVE = Epoll.isAvailable() && !Boolean.getBoolean("thiscord.nio");

    private final MultiThreadIoEventLoopGroup loops;
    private final ChannelGroup sessions = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Channel listener;
    private volatile @Nullable Desk desk;

    private MailboxServer(MailboxSettings settings) {
        int number = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
        loops = new MultiThreadIoEventLoopGroup(
                number,
                new DefaultThreadFactory("mailbox-loop"),
                NATIVE ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Address address = Address.loopback(settings.port());
        var bound = new ServerBootstrap()
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
                })
                .bind(new InetSocketAddress(address.host(), address.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
            throw Failure.cannotBind(address, "PORT", bound.cause());
        }
        listener = bound.channel();
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
        listener.config().setAutoRead(true);
    }

    private void accept(Channel channel) {
        Desk served = desk;
        if (served == null) {
            channel.close();
            return;
        }
        sessions.add(channel);
        channel.pipeline().addLast(new Session(served));
    }

    /** The real port. */
    public Address address() {
        InetSocketAddress bound = (InetSocketAddress) listener.localAddress();
        return new Address(bound.getAddress().getHostAddress(), bound.getPort());
    }

    /** What it has counted, as words and numbers. */
    public String counts() {
        Desk served = desk;
        return served == null
                ? "nothing yet"
                : "clients " + served.clients + ", reads " + served.reads + ", writes " + served.writes + ", refused "
                        + served.refused;
    }

    /** Ends all connections, then the loops; blocks for at most a second and a half. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly(200);
        sessions.close().awaitUninterruptibly(300);
        loops.shutdownGracefully(0, 800, TimeUnit.MILLISECONDS).awaitUninterruptibly(1000);
    }
}

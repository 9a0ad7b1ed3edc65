package thiscord.hub;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import thiscord.hub.fanout.Loop;

/** The hub's event loops: native epoll on Linux, NIO elsewhere or with {@code -Dthiscord.nio=true}. Thread-safe. */
final class Loops implements AutoCloseable {
    private static final boolean NATIVE = Epoll.isAvailable() && !Boolean.getBoolean("thiscord.nio");

    private final MultiThreadIoEventLoopGroup group;
    private final Loop[] loops;
    private final Map<EventLoop, Loop> byEventLoop = new IdentityHashMap<>();

    Loops(int number) {
        IoHandlerFactory factory = NATIVE ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(number, new DefaultThreadFactory("hub-loop"), factory);
        loops = new Loop[number];
        int i = 0;
        for (EventExecutor executor : group) {
            loops[i] = new Loop((EventLoop) executor, i);
            byEventLoop.put((EventLoop) executor, loops[i]);
            i++;
        }
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    Loop[] all() {
        return loops;
    }

    Loop of(EventLoop eventLoop) {
        return byEventLoop.get(eventLoop);
    }

    Class<? extends ServerChannel> serverChannel() {
        return NATIVE ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Has the kernel ask silent peers whether they are there; how soon is the system's choice without epoll. */
    static void keepAlive(ServerBootstrap bootstrap, Duration after) {
        bootstrap.childOption(ChannelOption.SO_KEEPALIVE, !after.isZero());
        if (NATIVE && !after.isZero()) {
            bootstrap.childOption(EpollChannelOption.TCP_KEEPIDLE, (int) Math.min(32_767, after.toSeconds()));
            bootstrap.childOption(EpollChannelOption.TCP_KEEPINTVL, 15);
            bootstrap.childOption(EpollChannelOption.TCP_KEEPCNT, 4);
        }
    }

    static String kind() {
        return NATIVE ? "epoll" : "nio";
    }

    /** Ends the loops; blocks until they have, at most a second. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 800, TimeUnit.MILLISECONDS).awaitUninterruptibly(1000);
    }
}

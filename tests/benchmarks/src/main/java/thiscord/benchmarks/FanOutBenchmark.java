package thiscord.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.Feed;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Outbox;
import thiscord.hub.fanout.Subscription;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;

/**
 * How long does it take until all members of a room have what was said in one turn of their loop, and how much less is
 * that for each message when the turn holds more of them? Outboxes and sockets are real, and the readers cost as well.
 *
 * <pre>java -jar tests/benchmarks/target/benchmarks.jar FanOut -prof gc</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FanOutBenchmark {
    private static final Dialect[] DIALECTS = {Dialects.TEXT.dialect, Dialects.JSON.dialect};
    private static final Event MESSAGE = new Event.Message(
            "general", 123_456, "alice", false, Dialects.TEXT_OF_64_BYTES, 1_700_000_000_123L, null, false);

    @Param({"1", "100", "1000"})
    private int members = 1;

    @Param({"1", "10"})
    private int messagesATurn = 1;

    private @Nullable MultiThreadIoEventLoopGroup group;
    private @Nullable Readers readers;
    private @Nullable FanOut fanOut;
    private @Nullable EventLoop eventLoop;
    private long seq;

    @Setup
    public void fill() throws Exception {
        group = new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        LinkedBlockingQueue<Channel> arrived = new LinkedBlockingQueue<>();
        Channel listener = new ServerBootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public boolean isSharable() {
                        return true;
                    }

                    @Override
                    public void channelActive(ChannelHandlerContext ctx) {
                        arrived.add(ctx.channel());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        long bytesATurn = (long) members * messagesATurn * DIALECTS[0].encode(MESSAGE).length;
        readers = new Readers(members, (InetSocketAddress) listener.localAddress(), bytesATurn);
        eventLoop = listener.eventLoop();
        Loop loop = new Loop(eventLoop, 0);
        fanOut = new FanOut(new Loop[] {loop}, DIALECTS);
        for (int i = 0; i < members; i++) {
            Channel channel = arrived.take();
            FanOut room = fanOut;
            eventLoop.submit(() -> admit(room, loop, channel)).get();
        }
    }

    private static void admit(FanOut room, Loop loop, Channel channel) {
        Subscription member = new Subscription("general", DIALECTS[0], new Outbox(channel, loop, true), new Nothing());
        room.add(loop, member);
        room.admit(loop, member, 1, 0).run();
    }

    /** Blocks until the readers have all of it. */
    @Benchmark
    public void turn() throws InterruptedException {
        EventLoop on = eventLoop;
        FanOut room = fanOut;
        Readers by = readers;
        if (on == null || room == null || by == null) {
            throw new IllegalStateException("not set up");
        }
        on.execute(() -> {
            for (int i = 0; i < messagesATurn; i++) {
                room.deliver(MESSAGE, ++seq);
            }
        });
        by.awaitTurn();
    }

    @TearDown
    public void empty() throws Exception {
        if (readers != null) {
            readers.close();
        }
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    /** Nobody here falls behind: a turn begins when the last one has been read. */
    private static final class Nothing implements Feed {
        @Override
        public void read(Subscription reader, long next) {
            throw new IllegalStateException("a reader fell behind at " + next);
        }

        @Override
        public void refresh(Subscription reader) {
            throw new IllegalStateException("a reader fell behind");
        }
    }
}

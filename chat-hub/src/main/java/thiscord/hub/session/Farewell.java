package thiscord.hub.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns connections away so that they hear why. A socket that is closed while its peer still sends is reset, and the
 * reset may overtake the last line; so the stream is ended after that line, and what comes is thrown away until the peer
 * closes, or for two seconds. Of those turned away only so many wait at a time; the others are closed at once.
 * Thread-safe.
 */
@Sharable
final class Farewell extends ChannelInboundHandlerAdapter {
    static final int MOST_WAITING = 256;
    private static final long WAIT_MILLIS = 2000;

    private final AtomicInteger waiting = new AtomicInteger();

    /** Sends a connection that nothing else serves one line, and ends it. */
    void say(Channel channel, byte[] line) {
        var written = channel.writeAndFlush(Unpooled.wrappedBuffer(line));
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            channel.config().setAutoRead(false);
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        channel.closeFuture().addListener(closed -> waiting.decrementAndGet());
        channel.pipeline().addLast(this);
        written.addListener(done -> endStream(channel));
        channel.eventLoop().schedule(() -> channel.close(), WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Tells the peer that nothing more comes; closes if that cannot be told. */
    private static void endStream(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            endSocket(channel);
        } else {
            tls.closeOutbound().addListener(told -> endSocket(channel));
        }
    }

    private static void endSocket(Channel channel) {
        if (channel instanceof DuplexChannel) {
            ((DuplexChannel) channel).shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        } else {
            channel.close();
        }
    }

    /** Once all is written, ends the stream if the peer may be sending, else closes. */
    static void afterWriting(Channel channel, boolean peerMaySend) {
        var written = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (peerMaySend) {
            written.addListener(done -> endStream(channel));
        } else {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable broken) {
        ctx.close();
    }
}

package thiscord.hub.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Keeps what a peer sends until there is a handler for it, and does not read on meanwhile. Lives on its loop. */
final class HeldBack extends ChannelInboundHandlerAdapter {
    private static final int MOST_BYTES = 1 << 20;

    private final Queue<ByteBuf> held = new ArrayDeque<>();
    private int bytes;
    private @Nullable ChannelHandlerContext here;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        here = ctx;
        ctx.channel().config().setAutoRead(false);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf one = (ByteBuf) message;
        held.add(one);
        bytes += one.readableBytes();
        if (bytes > MOST_BYTES) {
            ctx.close();
        }
    }

    /** Puts the handler in its own place. */
    void giveTo(ChannelHandler handler) {
        ChannelHandlerContext ctx = Objects.requireNonNull(here, "was added");
        ctx.pipeline().replace(this, ctx.name(), handler);
        for (ByteBuf one = held.poll(); one != null; one = held.poll()) {
            ctx.pipeline().fireChannelRead(one);
        }
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) {
            held.forEach(ByteBuf::release);
            held.clear();
        }
    }
}

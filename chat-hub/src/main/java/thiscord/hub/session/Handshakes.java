package thiscord.hub.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Failure;
import thiscord.tls.Fingerprint;
import thiscord.tls.ServerTls;

/**
 * TLS for a hub's connections. Its arithmetic is done on threads of its own ({@code hub-tls}), so that a flood of
 * handshakes does not hold the loops. Only so many are under way at once: then the oldest makes room, which is one of
 * those that are never finished where there is such a flood. Thread-safe.
 */
public final class Handshakes implements AutoCloseable {
    static final int MOST_UNDER_WAY = 256;
    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final String NAME = "tls";
    private static final long DEADLINE_MILLIS = 10_000;
    private static final int THREADS = 2;

    private final ServerTls tls;
    private final ThreadPoolExecutor arithmetic;
    private final Set<Channel> underWay = new LinkedHashSet<>();
    private long madeRoom;

    public Handshakes(ServerTls tls) {
        this.tls = tls;
        // Each handshake has one task at a time, so the queue is never full.
        this.arithmetic = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(64 * MOST_UNDER_WAY), task -> {
                    Thread thread = new Thread(task, "hub-tls");
                    thread.setDaemon(true);
                    return thread;
                });
        arithmetic.allowCoreThreadTimeOut(true);
    }

    /** Puts TLS before a handler whose peer begins with it, and gives it the first bytes; to be called on its loop. */
    void begin(ChannelHandlerContext ctx, ByteBuf first) {
        Channel channel = ctx.channel();
        Channel oldest = add(channel);
        channel.closeFuture().addListener(closed -> remove(channel));
        if (oldest != null) {
            oldest.close();
        }
        if (tls.ready()) {
            ctx.pipeline().addBefore(ctx.name(), NAME, handler(channel));
            ctx.pipeline().fireChannelRead(first);
        } else {
            ctx.pipeline().addBefore(ctx.name(), NAME, new HeldBack());
            ctx.pipeline().fireChannelRead(first);
            arithmetic.execute(() -> load(channel));
        }
    }

    private void load(Channel channel) {
        try {
            tls.fingerprint();
            channel.eventLoop().execute(() -> {
                HeldBack held = (HeldBack) channel.pipeline().get(NAME);
                if (held != null) {
                    held.giveTo(handler(channel));
                }
            });
        } catch (Failure e) {
            LOG.log(Level.WARNING, () -> "hub: TLS was asked for, but " + e.getMessage());
            channel.close();
        }
    }

    private SslHandler handler(Channel channel) {
        SslHandler handler = new SslHandler(tls.engine(), false, arithmetic);
        handler.setHandshakeTimeoutMillis(DEADLINE_MILLIS);
        handler.handshakeFuture().addListener(over -> remove(channel));
        return handler;
    }

    private synchronized @Nullable Channel add(Channel channel) {
        Channel oldest = null;
        if (underWay.size() >= MOST_UNDER_WAY) {
            Iterator<Channel> inOrder = underWay.iterator();
            oldest = inOrder.next();
            inOrder.remove();
            madeRoom++;
        }
        underWay.add(channel);
        return oldest;
    }

    private synchronized void remove(Channel channel) {
        underWay.remove(channel);
    }

    /** The key that clients see now; may block for as long as it takes to make one. */
    public Fingerprint fingerprint() {
        return tls.fingerprint();
    }

    /** Looks at the files of the key now, if there is one. */
    public void lookAgain() {
        tls.lookAgain();
    }

    /** How many are under way. */
    synchronized int underWay() {
        return underWay.size();
    }

    /** How many were ended to make room for newer ones. */
    synchronized long madeRoom() {
        return madeRoom;
    }

    @Override
    public void close() {
        tls.close();
        arithmetic.shutdown();
    }
}

package thiscord.hub.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Outbox;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * A peer's socket: reads bytes, finds the dialect by the first of them, cuts lines, hands commands over, and slows the
 * peer down while its session is held or its outbox is full. Lives on its loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger("thiscord.hub");

    private final long id;
    private final Loop loop;
    private final Dialect[] dialects;
    private final Lobby lobby;
    private final Sessions sessions;
    private final Framing framing;
    private @Nullable Channel channel;
    private @Nullable Session session;
    private @Nullable Commands commands;
    private @Nullable CloseReason why;
    private boolean pumping;
    private boolean flushArmed;
    private boolean noMore;
    private long reads;

    Connection(long id, Loop loop, Dialect[] dialects, Lobby lobby, Sessions sessions) {
        this.id = id;
        this.loop = loop;
        this.dialects = dialects;
        this.lobby = lobby;
        this.sessions = sessions;
        this.framing = new LineFraming(lobby.limits().lineBytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable() && why == null) {
                received(ctx.channel(), bytes);
            }
        } finally {
            ReferenceCountUtil.release(bytes);
        }
    }

    private void received(Channel from, ByteBuf bytes) {
        byte[] scratch = loop.scratch();
        int length = Math.min(bytes.readableBytes(), scratch.length);
        bytes.readBytes(scratch, 0, length);
        reads++;
        if (session == null && !sniff(from, scratch, length)) {
            return;
        }
        framing.wrap(scratch, 0, length);
        pump();
    }

    /** Finds the dialect; false if the bytes are of a protocol that is not spoken here. */
    private boolean sniff(Channel from, byte[] bytes, int length) {
        byte first = bytes[0];
        Dialect dialect = dialects[first == '{' ? 1 : 0];
        Session opened = new Session(id, loop, this, new Outbox(from, loop), dialect, lobby);
        session = opened;
        commands = new Commands(opened);
        sessions.add(opened);
        String strange = Sniffer.notSpoken(bytes, length);
        if (strange != null) {
            opened.refuse(Reason.NOT_SUPPORTED, strange, null);
            end(CloseReason.NOT_OUR_PROTOCOL);
        }
        return strange == null;
    }

    /** Carries out the lines that are whole, until the session is held. */
    private void pump() {
        Session s = session;
        if (s == null || pumping) {
            return;
        }
        pumping = true;
        Framing.Result found = Framing.Result.NONE;
        while (!s.held() && why == null && (found = framing.next()) != Framing.Result.NONE) {
            if (found == Framing.Result.FRAME) {
                carryOut();
            } else {
                tooLong(s);
            }
        }
        framing.retain();
        pumping = false;
        armFlush(s);
    }

    private void carryOut() {
        Session s = session;
        Commands to = commands;
        if (s != null && to != null) {
            s.dialect()
                    .decode(framing.frameBytes(), framing.frameStart(), framing.frameLength())
                    .accept(to);
        }
    }

    private void tooLong(Session s) {
        Refusal refusal = new Refusal(
                Reason.LINE_TOO_LONG,
                "A line has at most " + lobby.limits().lineBytes() + " bytes; that one was longer.");
        s.refuse(refusal, null);
        if (s.dialect().strict()) {
            s.bye(CloseReason.LINE_TOO_LONG, "A line was too long.");
        }
    }

    /** Takes a text peer's line as ended when it pauses in it, if the hub is told to. */
    private void armFlush(Session s) {
        if (lobby.flushAfter().isZero() || s.dialect().strict() || flushArmed || !framing.partial()) {
            return;
        }
        flushArmed = true;
        long seen = reads;
        loop.postAfter(lobby.flushAfter().toMillis(), () -> {
            flushArmed = false;
            if (seen == reads && !s.held() && why == null && framing.flush() == Framing.Result.FRAME) {
                carryOut();
                framing.retain();
            } else {
                armFlush(s);
            }
        });
    }

    void enter(String room) {
        if (commands != null) {
            commands.joinFromElsewhere(room);
        }
    }

    /** The session is no longer held. */
    void goOn() {
        pump();
        reading();
        endIfDone();
    }

    /** A peer that has said its last line, ended or not, still gets the answers to all of them. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            noMore = true;
            endIfDone();
        }
    }

    private void endIfDone() {
        Session s = session;
        if (!noMore || why != null || (s != null && s.held())) {
            return;
        }
        if (s != null && framing.flush() == Framing.Result.FRAME) {
            carryOut();
            framing.retain();
            endIfDone();
        } else if (s == null) {
            end(CloseReason.PEER_CLOSED);
        } else {
            s.whenHeard(() -> end(CloseReason.PEER_CLOSED));
        }
    }

    /** Reads from the peer only while its session is free and it takes what it is sent. */
    void reading() {
        Channel c = channel;
        Session s = session;
        if (c != null && s != null) {
            c.config().setAutoRead(!s.held() && c.isWritable());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        reading();
        Session s = session;
        if (ctx.channel().isWritable() && s != null) {
            s.writable();
        }
    }

    /** Closes once what was told is written. */
    void end(CloseReason reason) {
        Channel c = channel;
        if (why == null && c != null) {
            why = reason;
            if (session != null) {
                session.settle();
                session.outbox().flush();
            }
            c.writeAndFlush(c.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        CloseReason reason = why == null ? CloseReason.PEER_CLOSED : why;
        why = reason;
        Session s = session;
        sessions.closed(ctx.channel(), s);
        if (s != null) {
            LOG.log(Level.DEBUG, () -> s + ": ended, " + reason.meaning());
            s.gone(reason == CloseReason.QUIT);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean broken = cause instanceof IOException;
        if (!broken) {
            LOG.log(Level.ERROR, () -> "session " + id + ": " + CloseReason.INTERNAL.meaning(), cause);
        }
        why = broken ? CloseReason.PEER_RESET : CloseReason.INTERNAL;
        if (!broken && session != null) {
            session.tell(new Event.Bye("The server failed to serve you; its log says more."));
            session.outbox().flush();
        }
        ctx.close();
    }

    /** The peer's host, for logs. */
    String address() {
        SocketAddress remote = channel == null ? null : channel.remoteAddress();
        return remote instanceof InetSocketAddress
                ? ((InetSocketAddress) remote).getHostString()
                : String.valueOf(remote);
    }
}

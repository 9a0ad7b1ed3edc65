package thiscord.hub.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Outbox;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;
import thiscord.protocol.Reason;

/**
 * A peer's socket: reads bytes, finds the dialect by the first of them, cuts lines, hands commands over. Lives on its
 * loop.
 *
 * <p>The peer is not read while its session is held, while its outbox is full, and while it is over its pace; lines that
 * were read already wait in the framing. It is ended when a deadline passes ({@link Patience}).
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final int MOST_TOLD_A_TURN = 64 * 1024;
    private static final int TICKS_TO_WRITE = 40;
    private static final int TICKS_TO_DISCARD = 8;

    private final long id;
    private final Loop loop;
    private final Throttle throttle;
    private final Addresses.@Nullable Entry neighbours;
    private final Sessions sessions;
    private final Framing framing;
    private final Patience patience;
    private @Nullable Channel channel;
    private @Nullable Session session;
    private @Nullable Commands commands;
    private @Nullable LinePause pause;
    private @Nullable CloseReason why;
    private boolean gone;
    private boolean full;
    private boolean pumping;
    private boolean noMore;

    /**
     * @param pace null for a peer that may send as it likes
     * @param neighbours null for a peer whose address is not counted
     */
    Connection(
            long id,
            Loop loop,
            Watch watch,
            @Nullable Pace pace,
            Addresses.@Nullable Entry neighbours,
            Sessions sessions) {
        this.id = id;
        this.loop = loop;
        this.neighbours = neighbours;
        this.sessions = sessions;
        int lineBytes = sessions.lobby().limits().lineBytes();
        this.framing = new LineFraming(lineBytes);
        this.throttle = new Throttle(this, loop, pace, lineBytes);
        this.patience = new Patience(this, watch, sessions.deadlines());
    }

    Loop loop() {
        return loop;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        patience.begin();
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
        patience.heard();
        if (pause != null) {
            pause.read();
        }
        if (session == null && !sniff(from, scratch, length)) {
            return;
        }
        framing.wrap(scratch, 0, length);
        throttle.bytes(length);
        pump();
    }

    /** Finds the dialect; false if the bytes are of a protocol that is not spoken here. */
    private boolean sniff(Channel from, byte[] bytes, int length) {
        byte first = bytes[0];
        Dialect dialect = sessions.dialects()[first == '{' ? 1 : 0];
        Session opened = new Session(id, loop, this, new Outbox(from, loop), dialect, sessions.lobby());
        session = opened;
        commands = new Commands(opened);
        Duration flushAfter = sessions.lobby().flushAfter();
        pause = dialect.strict() || flushAfter.isZero() ? null : new LinePause(this, loop, flushAfter);
        String strange = Sniffer.notSpoken(bytes, length);
        if (strange != null) {
            opened.refuse(Reason.NOT_SUPPORTED, strange, null);
            end(CloseReason.NOT_OUR_PROTOCOL);
        }
        return strange == null;
    }

    /** Carries out the lines that are whole, until the session is held, is over its pace, or its outbox is full. */
    private void pump() {
        Session s = session;
        if (s == null || pumping) {
            return;
        }
        pumping = true;
        long now = throttle.now();
        boolean any = false;
        Framing.Result found = Framing.Result.NONE;
        while (mayGoOn(s) && (found = framing.next()) != Framing.Result.NONE) {
            any = true;
            if (found == Framing.Result.FRAME) {
                carryOut();
            } else {
                s.lineTooLong();
            }
            throttle.line(now);
        }
        framing.retain();
        pumping = false;
        patience.lines(framing.unfinished(), any);
        if (pause != null) {
            pause.arm();
        }
    }

    private boolean mayGoOn(Session s) {
        if (s.held() || throttle.slowed() || full || why != null) {
            return false;
        }
        if (s.told() >= MOST_TOLD_A_TURN) {
            s.flush();
            full = !s.outbox().writable();
        }
        return !full;
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

    /** It was over its pace for too long. */
    void tooFast() {
        if (session != null) {
            session.tooFast();
        }
    }

    /** Carries out a line that is not ended as if it were; false if there is none, or it may not go on. */
    boolean takeUnended() {
        Session s = session;
        boolean taken = s != null && mayGoOn(s) && framing.flush() == Framing.Result.FRAME;
        if (taken) {
            carryOut();
            framing.retain();
        }
        return taken;
    }

    /** Something that kept the session from going on may have ended: lines that wait are carried out. */
    void goOn() {
        Session s = session;
        Commands to = commands;
        while (s != null && to != null && !pumping && !s.held() && why == null) {
            String room = s.nextInvitation();
            if (room == null) {
                break;
            }
            to.joinFromElsewhere(room);
        }
        pump();
        reading();
        endIfDone();
    }

    /** A peer that has said its last line, ended or not, still gets the answers to all of them. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            noMore = true;
            reading();
            if (why != null) {
                patience.closeIn(TICKS_TO_DISCARD);
            }
            endIfDone();
        }
    }

    private void endIfDone() {
        Session s = session;
        if (!noMore || why != null || pumping || (s != null && !mayGoOn(s))) {
            return;
        }
        if (takeUnended()) {
            endIfDone();
        } else if (s == null) {
            end(CloseReason.PEER_CLOSED);
        } else {
            s.whenHeard(() -> end(CloseReason.PEER_CLOSED));
        }
    }

    /** Reads from the peer only while its session is free, it keeps its pace and it takes what it is sent. */
    void reading() {
        Channel c = channel;
        if (c != null) {
            // To read after the end closes the channel, and what still waits to be written would be lost.
            c.config().setAutoRead(!noMore && (why != null || mayRead(c)));
        }
    }

    private boolean mayRead(Channel c) {
        Session s = session;
        return s == null || (!s.held() && !throttle.slowed() && c.isWritable());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Session s = session;
        if (s == null || !ctx.channel().isWritable()) {
            reading();
            return;
        }
        full = false;
        s.writable();
        goOn();
    }

    boolean isGone() {
        return gone;
    }

    boolean ending() {
        return why != null;
    }

    /** True while the peer is not read, for whatever it did or the hub does. */
    boolean unread() {
        Channel c = channel;
        return c != null && !mayRead(c);
    }

    boolean partial() {
        return framing.partial();
    }

    boolean inLine() {
        return framing.unfinished();
    }

    /** True once it has said what is waited for at first. */
    boolean greeted() {
        Session s = session;
        return s != null && (!s.dialect().strict() || s.nick() != null);
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    /** A deadline has passed. */
    void expire(CloseReason passed) {
        endWith(passed, "This connection ends: " + passed.meaning() + ".");
    }

    /** The hub stops. */
    void shutdown() {
        endWith(CloseReason.SHUTDOWN, "The server stops; come back in a moment.");
    }

    private void endWith(CloseReason reason, String text) {
        if (session == null) {
            end(reason);
        } else {
            session.bye(reason, text);
        }
    }

    /** Ends the connection once what was told is written. Of a peer that may be sending, the rest is thrown away. */
    void end(CloseReason reason) {
        Channel c = channel;
        if (why != null || c == null) {
            return;
        }
        why = reason;
        Session s = session;
        if (s != null) {
            s.settle();
            s.outbox().flush();
        }
        boolean discard = reason.whileSending() && !noMore;
        patience.closeIn(discard ? TICKS_TO_DISCARD : TICKS_TO_WRITE);
        if (discard && s != null) {
            s.gone(false);
        }
        Farewell.afterWriting(c, discard);
        reading();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        gone();
    }

    private void gone() {
        if (gone) {
            return;
        }
        gone = true;
        CloseReason reason = why == null ? CloseReason.PEER_CLOSED : why;
        why = reason;
        Session s = session;
        if (s != null) {
            LOG.log(Level.DEBUG, () -> s + ": ended, " + reason.meaning());
            s.gone(reason == CloseReason.QUIT);
        }
        sessions.closed(this, neighbours, reason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            why = why == null ? CloseReason.PEER_RESET : why;
            ctx.close();
        } else {
            failed(cause);
        }
    }

    /** Runs a task of this connection's that was posted; what it throws ends the connection. */
    void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        LOG.log(Level.ERROR, () -> "session " + id + ": " + CloseReason.INTERNAL.meaning(), cause);
        Session s = session;
        boolean first = why == null;
        why = first ? CloseReason.INTERNAL : why;
        try {
            if (s != null && first) {
                s.tell(new Event.Bye("The server failed to serve you; its log says more."));
                s.outbox().flush();
            }
        } finally {
            close();
        }
    }

    /** The peer's host, for logs. */
    String address() {
        return channel == null ? "-" : Sessions.host(channel);
    }
}

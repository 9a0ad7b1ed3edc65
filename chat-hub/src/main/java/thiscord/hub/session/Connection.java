package thiscord.hub.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.hub.fanout.Loop;
import thiscord.protocol.Event;

/**
 * A peer's socket, from its first byte to its end. What comes is taken by its {@link Intake}. Lives on its loop.
 *
 * <p>The peer is not read while its session is held, while its outbox is full, and while it is over its pace. It is
 * ended when a deadline passes ({@link Patience}).
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final int TICKS_TO_WRITE = 40;
    private static final int TICKS_TO_DISCARD = 8;

    private final long id;
    private final Loop loop;
    private final Addresses.@Nullable Entry neighbours;
    private final Sessions sessions;
    private final Patience patience;
    private final Intake intake;
    private @Nullable Channel channel;
    private @Nullable CloseReason why;
    private final boolean takesPlain;
    private boolean secured;
    private boolean gone;
    private boolean noMore;

    /**
     * @param pace null for a peer that may send as it likes
     * @param neighbours null for a peer whose address is not counted
     * @param takesPlain false for a peer that is to speak TLS
     */
    Connection(
            long id,
            Loop loop,
            Watch watch,
            @Nullable Pace pace,
            Addresses.@Nullable Entry neighbours,
            boolean takesPlain,
            Sessions sessions) {
        this.id = id;
        this.loop = loop;
        this.neighbours = neighbours;
        this.takesPlain = takesPlain;
        this.sessions = sessions;
        this.patience = new Patience(this, watch, sessions.deadlines());
        this.intake = new Intake(id, this, sessions, patience, pace);
    }

    /** 1, 2, 3 … within the hub; for any thread. */
    long id() {
        return id;
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
        if (intake.session() == null && why == null && secures(ctx, bytes)) {
            return;
        }
        try {
            while (bytes.isReadable() && why == null) {
                intake.received(ctx.channel(), bytes);
            }
        } finally {
            ReferenceCountUtil.release(bytes);
        }
    }

    /** True if TLS begins with these bytes; then they are taken, and what is in it comes in their place. */
    private boolean secures(ChannelHandlerContext ctx, ByteBuf bytes) {
        Handshakes offered = sessions.handshakes();
        if (secured || offered == null || !bytes.isReadable() || !Sniffer.tls(bytes.getByte(bytes.readerIndex()))) {
            return false;
        }
        secured = true;
        offered.begin(ctx, bytes);
        return true;
    }

    /** True if what this peer says is heard by nobody on the way, or nobody minds. */
    boolean mayTalk() {
        return secured || takesPlain;
    }

    /** True if bytes for the peer may go to its socket as they are. */
    boolean straight() {
        return !secured;
    }

    /** Something that kept the session from going on may have ended. */
    void goOn() {
        intake.goOn();
        reading();
        endIfDone();
    }

    /** A peer that has said its last line, ended or not, still gets the answers to all of them. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            noMore = true;
            reading();
            if (why != null) {
                patience.closeIn(TICKS_TO_DISCARD);
            }
            endIfDone();
        }
    }

    private void endIfDone() {
        if (!noMore || why != null || !intake.finished()) {
            return;
        }
        Session s = intake.session();
        if (intake.takeUnended()) {
            endIfDone();
        } else if (s == null) {
            end(CloseReason.PEER_CLOSED);
        } else {
            s.seating().whenHeard(() -> end(CloseReason.PEER_CLOSED));
        }
    }

    /** Reads from the peer only while that is wanted; and when it ends, so as to see the peer's end. */
    void reading() {
        Channel c = channel;
        if (c != null) {
            // To read after the end closes the channel, and what still waits to be written would be lost.
            c.config().setAutoRead(!noMore && (why != null || intake.wantsMore(c)));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Session s = intake.session();
        if (s == null || !ctx.channel().isWritable()) {
            reading();
            return;
        }
        intake.writable(s);
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
        return c != null && !intake.wantsMore(c);
    }

    boolean inLine() {
        return intake.inLine();
    }

    boolean greeted() {
        return intake.greeted();
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    /** What the peer said last cost as much as so many lines. */
    void charge(int lines) {
        intake.charge(lines);
    }

    /** It was over its pace for too long. */
    void tooFast() {
        Session s = intake.session();
        if (s != null) {
            s.tooFast();
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
        Session s = intake.session();
        if (s == null) {
            end(reason);
        } else {
            s.bye(reason, text);
        }
    }

    /** Tells the peer something, if it talks here: who has not said hello, or sends lines to get them back, is not told. */
    void notice(String text) {
        Session s = intake.session();
        if (s != null && why == null && s.hears()) {
            s.tell(new Event.Notice(null, text, null, null));
        }
    }

    /** Tells once, at once or later, whether the peer's machine answers. */
    void probe(Consumer<Boolean> answers) {
        Channel c = channel;
        if (c == null) {
            answers.accept(false);
        } else {
            PeerProbe.ask(c, there -> guard(() -> answers.accept(there)));
        }
    }

    /** Ends if the peer's machine was asked and has answered nothing for that long. */
    void endIfSilent(Duration atLeast) {
        Channel c = channel;
        if (c != null && PeerProbe.silent(c, atLeast)) {
            why = why == null ? CloseReason.PEER_SILENT : why;
            c.close();
        }
    }

    /** Whoever runs the hub wants it gone. */
    void endByOperator() {
        endWith(CloseReason.ENDED_BY_OPERATOR, "Whoever runs this server ended your connection.");
    }

    SessionView view() {
        Session s = intake.session();
        String nick = s == null ? null : s.identity().nick();
        return new SessionView(id, address(), nick == null ? "" : nick, secured);
    }

    /** Ends the connection once what was told is written. Of a peer that may be sending, the rest is thrown away. */
    void end(CloseReason reason) {
        Channel c = channel;
        if (why != null || c == null) {
            return;
        }
        why = reason;
        Session s = intake.session();
        if (s != null) {
            s.seating().settle();
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
        Session s = intake.session();
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
        } else if (secured && cause instanceof DecoderException) {
            why = why == null ? CloseReason.TLS_FAILED : why;
            ctx.close();
        } else {
            failed(cause);
        }
    }

    /** Runs a task once all that was told so far is written to the socket; never if the connection ends before that. */
    void whenWritten(Runnable task) {
        Channel c = channel;
        Session s = intake.session();
        if (c != null && s != null) {
            s.flush();
            c.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                if (written.isSuccess()) {
                    guard(task);
                }
            });
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
        Session s = intake.session();
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

    /** True if the peer is on this machine. */
    boolean isLocal() {
        return channel != null
                && (!(channel.remoteAddress() instanceof InetSocketAddress)
                        || ((InetSocketAddress) channel.remoteAddress())
                                .getAddress()
                                .isLoopbackAddress());
    }

    /** The peer's host, for logs. */
    String address() {
        return channel == null ? "-" : Sessions.host(channel);
    }
}

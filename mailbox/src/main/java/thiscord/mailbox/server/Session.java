package thiscord.mailbox.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.FirstLine;

/**
 * One connection: cuts its bytes into requests, does one after the other, and watches the clock. Lives on its channel's
 * event loop and is touched nowhere else. It reads only what it has a use for: nothing while a request is at work, so a peer
 * that sends on is held back by TCP.
 */
final class Session extends ChannelInboundHandlerAdapter {
    private static final long TICK_MILLIS = 250;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    /** How long data may come, or an answer be taken, while others wait for the memory. */
    private static final Duration HASTE = Duration.ofSeconds(1);

    private final Desk desk;
    private final Work work;
    private final Pause pause;
    private final Login login;
    private final VersionWait newer;
    private final FirstLine firstLine = new FirstLine();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> ticking;
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;
    private Stage stage = Stage.LINE;
    private Request request = new Request(Request.Kind.NOTHING, 0, 0, null);
    private int left;
    private String refusal = "";
    private boolean paused;
    private boolean inputEnded;
    private long since;
    private long due;

    /** @param loginNeeded true for a connection from another machine */
    Session(Desk desk, boolean loginNeeded) {
        this.desk = desk;
        this.login = new Login(desk, loginNeeded);
        this.newer = new VersionWait(desk, this);
        this.work = new Work(desk, this);
        this.pause = new Pause(desk.settings.flushAfter(), this::pausedLongEnough);
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        to(Stage.LINE, login.idle());
        ticking = active.executor().scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (desk.clients.incrementAndGet() > desk.settings.clients()) {
            end(Reason.FULL.line("there are " + desk.settings.clients() + " clients already; try again later"));
        } else if (!login.admits(channel())) {
            end(Reason.FULL.line(
                    "your address has " + PendingLogins.PER_ADDRESS + " connections that have not logged in"));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
        desk.clients.decrementAndGet();
        if (ticking != null) {
            ticking.cancel(false);
        }
        pause.stop();
        newer.end();
        work.giveUp();
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
        stage = Stage.END;
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (stage == Stage.END) {
            bytes.release();
            return;
        }
        pause.stop();
        if (ProtocolDetector.isHttp(firstLine, bytes)) {
            bytes.release();
            end(Reason.NOT_SUPPORTED.line("HTTP is not spoken here; these are mailboxes"));
            return;
        }
        if (pending.isReadable()) {
            ByteBuf both = active.alloc().buffer(pending.readableBytes() + bytes.readableBytes());
            both.writeBytes(pending).writeBytes(bytes);
            bytes.release();
            bytes = both;
        }
        pending.release();
        pending = bytes;
        proceed();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext active, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            inputEnded = true;
            if (stage == Stage.END) {
                active.close();
            } else {
                proceed();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        if (!(cause instanceof IOException)) {
            System.getLogger("thiscord.mailbox").log(System.Logger.Level.WARNING, "session: closed by an error", cause);
        }
        active.close();
    }

    /** Does what can be done with what has come. */
    void proceed() {
        boolean more = true;
        while (more) {
            more = switch (stage) {
                case LINE -> line();
                case DATA -> data();
                case SKIP -> skip();
                case AWAIT, WORK, DRAIN, END -> false;
            };
        }
        paused = false;
        readOrNot();
    }

    /** Reads only what there is a use for; changed seldom, since it is a call of the system. */
    private void readOrNot() {
        boolean wants = stage != Stage.AWAIT && stage != Stage.WORK && stage != Stage.DRAIN;
        if (channel().config().isAutoRead() != wants) {
            channel().config().setAutoRead(wants);
        }
    }

    private boolean line() {
        int most = Math.min(pending.readableBytes(), Request.MOST_LINE_BYTES + 1);
        int length = pending.bytesBefore(most, (byte) '\n');
        if (length < 0 && most > Request.MOST_LINE_BYTES) {
            end(Reason.LINE_TOO_LONG.line("a request is one line of at most " + Request.MOST_LINE_BYTES
                    + " bytes; what is to be written comes behind it"));
            return false;
        }
        if (length < 0 && most == 0 && inputEnded) {
            channel().close();
            return false;
        }
        if (length < 0 && (most == 0 || !(inputEnded || paused))) {
            startPauseIf(most > 0);
            return false;
        }
        String text = pending.readString(length < 0 ? most : length, StandardCharsets.ISO_8859_1);
        if (length >= 0) {
            pending.skipBytes(1);
        }
        paused = false;
        begin(Request.of(text, desk.settings));
        return true;
    }

    private void begin(Request asked) {
        request = asked;
        String barred = login.bars(asked, channel());
        if (barred != null) {
            end(barred);
            return;
        }
        switch (asked.kind()) {
            case NOTHING -> to(Stage.LINE, desk.settings.idle());
            case QUIT -> end("ok bye");
            case UNKNOWN -> answer(String.valueOf(asked.refusal()));
            case ASK -> ask(asked.word());
            case LOGIN -> answer("ok");
            case READ -> {
                if (asked.refusal() != null) {
                    answer(asked.refusal());
                } else if (asked.after() >= 0) {
                    to(Stage.AWAIT, Duration.ofMillis(asked.within()));
                    newer.begin(asked.mailbox(), asked.after());
                } else {
                    read();
                }
            }
            case WRITE -> {
                if (asked.refusal() != null) {
                    refuseWrite(asked.refusal());
                } else {
                    to(Stage.WORK, desk.settings.waiting());
                    work.collect(asked.length());
                }
            }
        }
    }

    /** Reads what {@link Request#mailbox} of the request at work names. */
    void read() {
        to(Stage.WORK, desk.settings.waiting());
        work.read(request.mailbox());
    }

    private void ask(String word) {
        String line = desk.asked.apply(word);
        if (line.isEmpty()) {
            end(Reason.NOT_ALLOWED.line("only thiscord mailbox of the same user may ask that"));
        } else {
            answer(line);
        }
    }

    /** The data follow, and must be passed over; where their end is not to be known the connection ends. */
    private void refuseWrite(String why) {
        boolean known = request.length() >= 0;
        if (known
                ? request.length() > desk.settings.packetBytes()
                : desk.settings.flushAfter().isZero()) {
            end(why);
            return;
        }
        refusal = why;
        left = request.length();
        to(Stage.SKIP, desk.settings.patience());
        startPauseIf(!known);
    }

    /** There is memory for the data now. */
    void collects() {
        to(Stage.DATA, desk.settings.patience());
    }

    private boolean data() {
        ByteBuf data = work.data();
        boolean known = request.length() >= 0;
        int most = known ? request.length() : desk.settings.mostData();
        int room = most - data.readableBytes();
        if (!known && pending.readableBytes() > room) {
            work.giveUp();
            refuseWrite(Request.tooLarge(most));
            return true;
        }
        data.writeBytes(pending, Math.min(room, pending.readableBytes()));
        if (known ? data.readableBytes() == most : inputEnded || paused) {
            pause.stop();
            paused = false;
            to(Stage.WORK, desk.settings.waiting());
            work.write(request.mailbox());
            return true;
        }
        if (inputEnded) {
            end(Reason.CUT_SHORT.line(data.readableBytes() + " of " + most + " bytes came; nothing was written"));
            return false;
        }
        startPauseIf(!known && data.isReadable());
        return false;
    }

    private boolean skip() {
        boolean known = left >= 0;
        int now = known ? Math.min(left, pending.readableBytes()) : pending.readableBytes();
        pending.skipBytes(now);
        left -= known ? now : 0;
        if (left == 0 || inputEnded || (!known && paused)) {
            paused = false;
            answer(refusal);
            return true;
        }
        startPauseIf(!known);
        return false;
    }

    private void startPauseIf(boolean guess) {
        if (guess) {
            pause.start(channel().eventLoop());
        }
    }

    private void pausedLongEnough() {
        paused = true;
        proceed();
    }

    /** Answers with a line. */
    void answer(String line) {
        answer(bytes(line));
    }

    private ByteBuf bytes(String line) {
        if (line.startsWith("!")) {
            desk.refused.increment();
        }
        return Unpooled.copiedBuffer(line + "\n", StandardCharsets.US_ASCII);
    }

    /** Answers; the next request begins when the peer has taken it, or at least the system has. */
    void answer(ByteBuf bytes) {
        pause.stop();
        to(Stage.DRAIN, desk.settings.patience());
        ChannelFuture written = channel().writeAndFlush(bytes);
        if (written.isDone()) {
            drained(written);
        } else {
            written.addListener(done -> {
                drained(written);
                proceed();
            });
        }
    }

    private void drained(ChannelFuture written) {
        work.giveUp();
        if (!written.isSuccess()) {
            written.channel().close();
        } else if (stage == Stage.DRAIN) {
            to(Stage.LINE, desk.settings.idle());
        }
    }

    /** Says one last line, and closes when the peer has closed, or soon. */
    private void end(String line) {
        pause.stop();
        work.giveUp();
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
        to(Stage.END, LAST_WORDS);
        channel().writeAndFlush(bytes(line)).addListener(done -> ProtocolDetector.endOutput(channel()));
        if (inputEnded) {
            to(Stage.END, Duration.ZERO);
        }
        readOrNot();
    }

    private void tick() {
        long now = System.nanoTime();
        boolean holds = stage == Stage.DATA || stage == Stage.DRAIN;
        boolean inTheWay = holds && now - since > HASTE.toNanos() && desk.memory.waiting() > 0;
        if (now - due < 0 && !inTheWay) {
            return;
        }
        switch (stage) {
            case LINE ->
                end(Reason.TOO_SLOW.line("no request came for " + login.idle().toMillis() + " ms"));
            case AWAIT -> {
                newer.end();
                answer(Reason.NOT_NEWER.line("the mailbox has version " + request.after() + " still after "
                        + request.within() + " ms; ask again"));
                proceed();
            }
            case DATA, SKIP ->
                end(Reason.TOO_SLOW.line("the data did not come within "
                        + desk.settings.patience().toMillis() + " ms; nothing was written"));
            case WORK -> {
                if (work.waits()) {
                    crowded();
                    proceed();
                }
            }
            case DRAIN, END -> channel().close();
        }
    }

    /** Refuses: others came first, or too many wait already. */
    void crowded() {
        work.giveUp();
        String why = Reason.BUSY.line(
                "others came first for " + desk.settings.waiting().toMillis() + " ms; try again");
        if (request.kind() == Request.Kind.WRITE && !work.collected()) {
            refuseWrite(why);
        } else {
            answer(why);
        }
    }

    private void to(Stage next, Duration within) {
        stage = next;
        since = System.nanoTime();
        due = since + within.toNanos();
    }

    Channel channel() {
        if (context == null) {
            throw new IllegalStateException("not connected yet");
        }
        return context.channel();
    }
}

package thiscord.hub.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Outbox;
import thiscord.protocol.Dialect;
import thiscord.protocol.FirstLine;
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;
import thiscord.protocol.Reason;

/**
 * What a peer sends: finds the dialect by the first byte, ends HTTP, cuts lines, hands commands over. Lines that were read while
 * the session may not go on wait in the framing. Lives on the connection's loop.
 */
final class Intake {
    private static final int MOST_TOLD_A_TURN = 64 * 1024;

    private final long id;
    private final Connection connection;
    private final Sessions sessions;
    private final Patience patience;
    private final Throttle throttle;
    private final Loop loop;
    private final Framing framing;
    private final FirstLine firstLine = new FirstLine();
    private @Nullable Session session;
    private @Nullable Commands commands;
    private @Nullable LinePause pause;
    private boolean full;
    private boolean pumping;

    /** @param pace null for a peer that may send as it likes */
    Intake(long id, Connection connection, Sessions sessions, Patience patience, @Nullable Pace pace) {
        this.id = id;
        this.connection = connection;
        this.sessions = sessions;
        this.patience = patience;
        this.loop = connection.loop();
        int lineBytes = sessions.lobby().limits().lineBytes();
        this.framing = new LineFraming(lineBytes);
        this.throttle = new Throttle(connection, loop, pace, lineBytes);
    }

    /** Who it is that sends; null before the first byte. */
    @Nullable
    Session session() {
        return session;
    }

    /** Takes as many bytes as fit at once, and carries out what they complete. */
    void received(Channel from, ByteBuf bytes) {
        byte[] scratch = loop.scratch();
        int length = Math.min(bytes.readableBytes(), scratch.length);
        bytes.readBytes(scratch, 0, length);
        patience.heard();
        if (session == null && !begin(from, scratch[0])) {
            return;
        }
        if (firstLine.read(scratch, 0, length) == FirstLine.Kind.HTTP) {
            http();
            return;
        }
        if (pause != null) {
            pause.read(scratch, length);
        }
        framing.wrap(scratch, 0, length);
        throttle.bytes(length);
        pump();
    }

    /** Finds the dialect; false if the first byte is of a protocol that is not spoken here. */
    private boolean begin(Channel from, byte first) {
        Dialect dialect = sessions.dialects()[first == '{' ? 1 : 0];
        Session opened = new Session(
                id, loop, connection, new Outbox(from, loop, connection.straight()), dialect, sessions.lobby());
        session = opened;
        commands = new Commands(opened);
        Duration flushAfter = sessions.lobby().flushAfter();
        pause = dialect.strict() ? null : new LinePause(connection, this, flushAfter);
        String strange = Sniffer.notSpoken(first, connection.mayTalk());
        if (strange != null) {
            notSpoken(strange);
        }
        return strange == null;
    }

    /** A browser may have been made to send this by a page of somebody else: nothing of it is carried out. */
    private void http() {
        notSpoken("HTTP is not spoken here; this is a ThisCord chat hub.");
    }

    private void notSpoken(String text) {
        Session s = session;
        if (s != null) {
            s.refuse(Reason.NOT_SUPPORTED, text, null);
        }
        connection.end(CloseReason.NOT_OUR_PROTOCOL);
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
        if (s.held() || throttle.slowed() || full || connection.ending()) {
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

    /** What is being carried out costs as much as so many lines. */
    void charge(int lines) {
        throttle.charge(lines);
    }

    /** Something that kept the session from going on may have ended: lines that wait are carried out. */
    void goOn() {
        Session s = session;
        Commands to = commands;
        while (s != null && to != null && !pumping && !s.held() && !connection.ending()) {
            String room = s.nextInvitation();
            if (room == null) {
                break;
            }
            to.joinFromElsewhere(room);
        }
        pump();
    }

    /** The outbox can take more. */
    void writable(Session s) {
        full = false;
        s.seating().resume();
    }

    /** False while there may be lines that are carried out later. */
    boolean finished() {
        return !pumping && (session == null || mayGoOn(session));
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

    /** True if the peer is to be read: its session is free, it keeps its pace and it takes what it is sent. */
    boolean wantsMore(Channel from) {
        Session s = session;
        return s == null || (!s.held() && !throttle.slowed() && from.isWritable());
    }

    boolean partial() {
        return framing.partial();
    }

    boolean inLine() {
        return framing.unfinished();
    }

    boolean inNoRoom() {
        Session s = session;
        return s == null || s.seating().all().isEmpty();
    }

    /** True once the peer has said what is waited for at first. */
    boolean greeted() {
        Session s = session;
        return s != null && (!s.dialect().strict() || s.identity().nick() != null);
    }
}

package thiscord.hub.session;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Outbox;
import thiscord.hub.room.Occupant;
import thiscord.hub.room.Seat;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * One peer: what it is told, and whether it may go on. Lives on its loop; {@link #loop} and {@link #id} are for any
 * thread. What a peer asks is carried out in {@link Commands}.
 *
 * <p>Commands are carried out in order, one at a time: one that needs an answer from elsewhere holds the session
 * ({@link #hold}), and no further line is read until it is released.
 */
public final class Session implements Occupant {
    private static final int MOST_AHEAD = 512;
    /** What a message counts there that passes processors, of which only so many may be on their way. */
    private static final int PASSING = 16;

    private final long id;
    private final Loop loop;
    private final Connection connection;
    private final Outbox outbox;
    private final Dialect dialect;
    private final Lobby lobby;
    private final Identity identity;
    private final Seating seating = new Seating();
    private final Invitations invitations;
    private final Delivery delivery;
    private final TakeOver takeOver = new TakeOver(this);
    private int told;
    private int ahead;
    private boolean held;
    private boolean ended;

    Session(long id, Loop loop, Connection connection, Outbox outbox, Dialect dialect, Lobby lobby) {
        this.id = id;
        this.loop = loop;
        this.connection = connection;
        this.outbox = outbox;
        this.dialect = dialect;
        this.lobby = lobby;
        this.identity = new Identity(this, lobby);
        this.delivery = new Delivery(this);
        this.invitations = new Invitations(lobby.limits().roomsPerSession());
    }

    /** 1, 2, 3 … within the hub. */
    public long id() {
        return id;
    }

    /** Where it lives. */
    public Loop loop() {
        return loop;
    }

    Lobby lobby() {
        return lobby;
    }

    Dialect dialect() {
        return dialect;
    }

    Outbox outbox() {
        return outbox;
    }

    Identity identity() {
        return identity;
    }

    Seating seating() {
        return seating;
    }

    Delivery delivery() {
        return delivery;
    }

    TakeOver takeOver() {
        return takeOver;
    }

    boolean ended() {
        return ended;
    }

    /** Until {@link #release}, no further line is read. */
    void hold() {
        held = true;
        connection.reading();
    }

    /** Holds it until the room has answered to all that was asked of it so far. */
    void waitFor(Seat seat) {
        hold();
        seat.room().whenSaid(seat, this::release);
    }

    /** It said something in a room; now and then it waits, so as not to be far ahead of a room on another loop. */
    void spoke(Seat seat) {
        ahead += seat.room().passes() ? PASSING : 1;
        if (ahead >= MOST_AHEAD) {
            ahead = 0;
            waitFor(seat);
        }
    }

    void release() {
        if (held) {
            held = false;
            connection.goOn();
        }
    }

    /** Ends a hold with a task that may begin another. */
    void releaseAfter(Runnable task) {
        boolean was = held;
        held = false;
        task.run();
        if (was && !held) {
            connection.goOn();
        }
    }

    boolean held() {
        return held;
    }

    /** Adds an event behind everything that the rooms said before. */
    @Override
    public void tell(Event event) {
        if (!ended) {
            seating.settle();
            if (event instanceof Event.Refused) {
                lobby.tally().refused(((Event.Refused) event).refusal().reason());
            }
            byte[] line = dialect.encode(event);
            told += line.length;
            outbox.append(line);
        }
    }

    /** How many bytes were told since this was asked last; a turn that tells many must look whether they are taken. */
    int told() {
        return told;
    }

    /** Writes what was told. */
    void flush() {
        told = 0;
        outbox.flush();
    }

    /** Runs a task once all that was told so far is written to the peer; never if the connection ends before that. */
    void whenWritten(Runnable task) {
        connection.whenWritten(task);
    }

    @Override
    public String address() {
        return connection.address();
    }

    @Override
    public String key() {
        return "#" + id;
    }

    @Override
    public String guestAddress() {
        return isLocal() || identity.isAnyAccount() ? "" : address();
    }

    /** Runs a task on this session's loop, later or at once; if it fails, so does the session, and nothing else. */
    void post(Runnable task) {
        loop.post(() -> connection.guard(task));
    }

    void refuse(Refusal refusal, @Nullable String answerTo) {
        tell(new Event.Refused(refusal, answerTo));
    }

    void refuse(Reason reason, String text, @Nullable String answerTo) {
        refuse(new Refusal(reason, text), answerTo);
    }

    @Override
    public boolean entered(Seat seat, Event joined) {
        if (ended) {
            return false;
        }
        tell(joined);
        seating.take(seat);
        return true;
    }

    @Override
    public void seated() {
        release();
    }

    @Override
    public void turnedAway(Seat seat, Event refused) {
        tell(refused);
        release();
    }

    @Override
    public void removed(Seat seat, String why) {
        if (seating.has(seat)) {
            seating.putOut(seat);
            tell(new Event.Left(seat.room().name(), why, null));
        }
    }

    /** It was made a member of a room elsewhere; it enters once it is free. */
    void enterFromElsewhere(String room) {
        if (!ended && invitations.add(room)) {
            connection.goOn();
        }
    }

    /** Takes the next room that it was made a member of elsewhere; null if there is none. */
    @Nullable
    String nextInvitation() {
        return invitations.next();
    }

    /** Refuses a line over the limit; a strict dialect ends with it, since its next line cannot be trusted. */
    void lineTooLong() {
        int most = lobby.limits().lineBytes();
        refuse(Reason.LINE_TOO_LONG, "A line has at most " + most + " bytes; that one was longer.", null);
        if (dialect.strict()) {
            bye(CloseReason.LINE_TOO_LONG, "A line was too long.");
        }
    }

    /** True once it has a nick, or is in a room. */
    boolean hears() {
        return identity.nick() != null || !seating.all().isEmpty();
    }

    /** True if the peer is on this machine. */
    boolean isLocal() {
        return connection.isLocal();
    }

    /** True if it is the account of that nick. On its loop. */
    public boolean isAccount(String nick) {
        return identity.isAccount(nick);
    }

    /** Accounts have changed. */
    void accountsChanged() {
        endIfVoid(true);
    }

    /** Ends if it may not go on under its nick, see {@link Identity#isVoid}. */
    void endIfVoid(boolean known) {
        String why = ended ? null : identity.isVoid(known);
        if (why != null) {
            bye(CloseReason.ACCOUNT_CHANGED, why);
        }
    }

    /** Ends for having been over its pace for too long. */
    void tooFast() {
        refuse(Reason.TOO_FAST, "You sent faster than allowed for too long; come back and send less.", null);
        bye(CloseReason.TOO_FAST, "You sent too fast for too long.");
    }

    /** What it said last cost as much as so many lines. */
    void charge(int lines) {
        connection.charge(lines);
    }

    /** Tells once whether the peer's machine answers, see {@link PeerProbe}. */
    void probe(Consumer<Boolean> answers) {
        connection.probe(answers);
    }

    /** Ends because another session takes its place; its nick and seats are free when this returns. */
    void takenOver() {
        bye(CloseReason.TAKEN_OVER, "You came back on another connection, which takes the place of this one.");
        gone(false);
    }

    /** Says goodbye; the connection closes once that is written. */
    void bye(CloseReason reason, String why) {
        tell(new Event.Bye(why));
        connection.end(reason);
    }

    void end(CloseReason reason) {
        connection.end(reason);
    }

    /** The connection is gone: seats and nick are given back. */
    void gone(boolean meant) {
        if (!ended) {
            ended = true;
            try {
                seating.leaveAll(meant);
            } finally {
                identity.giveUp();
            }
        }
    }

    @Override
    public String toString() {
        return "session " + id + " " + identity + "@" + connection.address();
    }
}

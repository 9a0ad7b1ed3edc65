package thiscord.client;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Event;

/**
 * How far one room was read, and whether the session is in it. It tells news from twins and finds holes: what it lets
 * through is each message once, in order.
 */
final class RoomTrack {
    /** Where the session stands with the room. */
    enum State {
        /** To be joined as soon as there is a connection. */
        WANTED,
        /** The join was sent. */
        JOINING,
        IN
    }

    /** What to do with a message. */
    enum Verdict {
        /** It is the next one, or the first of an unknown place. */
        NEWS,
        /** It was seen before. */
        TWIN,
        /** It belongs to an answer to {@code history}. */
        OLD,
        /** It is news, but messages before it are missing: {@link #hole}. */
        AFTER_A_HOLE
    }

    private final int last;
    private String name;
    private @Nullable String epoch;
    private long read = Command.Join.NONE;
    private boolean anyStart;
    private boolean entered;
    private long catchUpTo;
    private int historyAsked;
    private Event.@Nullable Missed hole;
    State state = State.WANTED;
    String joinId;
    /** When to try a join again that was refused for now, or 0. */
    long retryAt;
    /** When what waits for the catching up is sent at the latest. */
    long holdUntil;

    RoomTrack(Command.Join wish, String joinId) {
        this.name = wish.room();
        this.last = wish.last();
        this.epoch = wish.epoch();
        this.read = wish.after();
        this.joinId = joinId;
    }

    String name() {
        return name;
    }

    /** True once the room was joined or a place to resume from is known. */
    boolean known() {
        return epoch != null;
    }

    /** True once the room was joined. */
    boolean entered() {
        return entered;
    }

    /** The join to send now. */
    Command.Join join() {
        return new Command.Join(name, read, epoch, read == Command.Join.NONE ? last : 0, joinId);
    }

    /** The session is in the room; a second {@code joined} only describes it. */
    void joined(Event.Joined e) {
        if (state == State.IN) {
            return;
        }
        boolean resumed = read != Command.Join.NONE;
        boolean sameNumbers = epoch == null || epoch.equals(e.epoch());
        name = e.room();
        epoch = e.epoch();
        state = State.IN;
        entered = true;
        retryAt = 0;
        historyAsked = 0;
        catchUpTo = resumed ? e.seq() : 0;
        if (!resumed) {
            read = Math.max(0, e.seq() - last);
        } else if (sameNumbers) {
            read = Math.min(read, e.seq());
        } else {
            read = 0;
        }
        anyStart = !resumed || !sameNumbers;
    }

    /** The connection is gone. */
    void lost() {
        state = State.WANTED;
        retryAt = 0;
        historyAsked = 0;
    }

    /** True if what was not echoed may be sent again: an echo that was on its way would have been read by now. */
    boolean caughtUp() {
        return state == State.IN && read >= catchUpTo;
    }

    /** Gives up waiting for messages that do not come. */
    void giveUpCatchingUp() {
        catchUpTo = 0;
    }

    Verdict take(Event.Message m) {
        hole = null;
        if (m.seq() == read + 1 || (anyStart && m.seq() > read)) {
            read = m.seq();
            anyStart = false;
            return Verdict.NEWS;
        }
        if (m.replay() && historyAsked > 0) {
            return Verdict.OLD;
        }
        if (m.seq() <= read) {
            return Verdict.TWIN;
        }
        hole = new Event.Missed(name, read + 1, m.seq() - 1);
        read = m.seq();
        return Verdict.AFTER_A_HOLE;
    }

    /** What is missing before the message that was just taken. */
    Event.@Nullable Missed hole() {
        return hole;
    }

    void missed(Event.Missed e) {
        if (e.to() > read) {
            read = e.to();
        }
    }

    void historyAsked() {
        historyAsked++;
    }

    void historyAnswered() {
        historyAsked = Math.max(0, historyAsked - 1);
    }

    /** Null while nothing is known. */
    @Nullable
    ReadMark mark() {
        String numbering = epoch;
        return numbering == null || read == Command.Join.NONE ? null : new ReadMark(name, numbering, read);
    }
}

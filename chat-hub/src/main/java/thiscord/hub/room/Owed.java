package thiscord.hub.room;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/** What a room owes for messages that are not stored yet, in the order in which it came. Lives on the room's loop. */
final class Owed {
    /** Beyond so many a resent message is not noted: its sender hears the echo, but no refusal. */
    private static final int MOST = 100_000;

    /** Until that seq is stored: a refusal to that seat if it never is, or a task in either case. */
    private record Debt(
            long seq, @Nullable Seat seat, @Nullable String id, Runnable task) {}

    private final ArrayDeque<Debt> debts = new ArrayDeque<>();

    /** A seat said this. */
    void said(long seq, Seat seat, @Nullable String id) {
        debts.add(new Debt(seq, seat, id, Owed::nothing));
    }

    /** A seat said it again. */
    void saidAgain(long seq, Seat seat, @Nullable String id) {
        if (debts.size() < MOST) {
            said(seq, seat, id);
        }
    }

    /** Runs a task when that seq, and all that came before in any way, is stored or refused. */
    void whenDone(long seq, Runnable task) {
        debts.add(new Debt(seq, null, null, task));
    }

    boolean isEmpty() {
        return debts.isEmpty();
    }

    /** All up to that seq is stored. */
    void stored(long seq) {
        while (!debts.isEmpty() && debts.getFirst().seq() <= seq) {
            debts.removeFirst().task().run();
        }
    }

    /** Nothing after that seq will be. */
    void failed(long last, Refusal why) {
        // What a task leads to may owe more, which goes behind these and stays.
        for (int left = debts.size(); left > 0; left--) {
            Debt debt = debts.removeFirst();
            Seat seat = debt.seat();
            if (seat != null && debt.seq() > last) {
                seat.tell(new Event.Refused(why, debt.id()));
            }
            debt.task().run();
        }
        stored(last);
    }

    private static void nothing() {
        // A message that is stored is delivered to all.
    }
}

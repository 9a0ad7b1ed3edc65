package thiscord.mailbox.turnstile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A fair gate to so much room. Who fits goes in at once if nobody waits; else they wait in one line, and go in in the order
 * in which they came. Nobody passes anybody, so nobody starves: who is behind somebody heavy waits with them.
 *
 * <p>With readers of weight 1 and writers as heavy as the room it is a lock for many readers or one writer.
 *
 * <p>Thread-safe; no call blocks. Whoever waited is told by {@link Pass#onEntry}, once, on the thread that made the room and
 * after it has let go of the gate; it must only post. Whoever is in, or waits and does not want to any more, calls {@link
 * #leave}; that may be called again without effect.
 */
public final class Turnstile {
    /** What came of {@link #enter}. */
    public enum Entry {
        IN,
        WAITS,
        /** There are too many in the line already; nothing happened. */
        FULL
    }

    private enum State {
        NEW,
        WAITS,
        IN,
        LEFT
    }

    /** One visit: used once, at one gate. */
    public static final class Pass {
        private final Runnable onEntry;
        private long weight;
        private State state = State.NEW;

        /**
         * @param weight how much room it takes; at least 1
         * @param onEntry called if it had to wait and is in now; not called if it got in at once
         */
        public Pass(long weight, Runnable onEntry) {
            if (weight < 1) {
                throw new IllegalArgumentException("a weight is at least 1, not " + weight);
            }
            this.weight = weight;
            this.onEntry = onEntry;
        }
    }

    private final long room;
    private final int mostWaiting;
    private final ArrayDeque<Pass> line = new ArrayDeque<>();
    private long taken;

    /**
     * @param room how much fits in together; at least 1
     * @param mostWaiting how many may wait
     */
    public Turnstile(long room, int mostWaiting) {
        if (room < 1 || mostWaiting < 0) {
            throw new IllegalArgumentException("room " + room + ", most waiting " + mostWaiting);
        }
        this.room = room;
        this.mostWaiting = mostWaiting;
    }

    /** How much fits in together. */
    public long room() {
        return room;
    }

    /**
     * Goes in, or into the line.
     *
     * @throws IllegalArgumentException if it could never fit
     * @throws IllegalStateException if the pass was used before
     */
    public synchronized Entry enter(Pass pass) {
        if (pass.weight > room) {
            throw new IllegalArgumentException("of weight " + pass.weight + " where there is room for " + room);
        }
        if (pass.state != State.NEW) {
            throw new IllegalStateException("a pass is used once");
        }
        if (line.isEmpty() && fits(pass)) {
            letIn(pass);
            return Entry.IN;
        }
        if (line.size() >= mostWaiting) {
            return Entry.FULL;
        }
        pass.state = State.WAITS;
        line.add(pass);
        return Entry.WAITS;
    }

    /** Ends the visit: gives the room back, or leaves the line. */
    public void leave(Pass pass) {
        List<Pass> entered;
        synchronized (this) {
            if (pass.state == State.WAITS) {
                line.remove(pass);
            } else if (pass.state == State.IN) {
                taken -= pass.weight;
            }
            pass.state = State.LEFT;
            entered = nextOnes();
        }
        entered.forEach(next -> next.onEntry.run());
    }

    /** Gives part of the room back; without effect for who is not in or not heavier. */
    public void shrink(Pass pass, long weight) {
        List<Pass> entered;
        synchronized (this) {
            if (pass.state == State.IN && weight >= 1 && weight < pass.weight) {
                taken -= pass.weight - weight;
                pass.weight = weight;
            }
            entered = nextOnes();
        }
        entered.forEach(next -> next.onEntry.run());
    }

    private List<Pass> nextOnes() {
        List<Pass> entered = List.of();
        for (Pass next = line.peek(); next != null && fits(next); next = line.peek()) {
            line.remove();
            letIn(next);
            entered = entered.isEmpty() ? new ArrayList<>() : entered;
            entered.add(next);
        }
        return entered;
    }

    private boolean fits(Pass pass) {
        return pass.weight <= room - taken;
    }

    private void letIn(Pass pass) {
        taken += pass.weight;
        pass.state = State.IN;
    }

    /** How many wait. */
    public synchronized int waiting() {
        return line.size();
    }

    /** How much room is taken. */
    public synchronized long taken() {
        return taken;
    }
}

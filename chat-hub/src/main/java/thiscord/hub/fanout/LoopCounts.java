package thiscord.hub.fanout;

import java.util.concurrent.atomic.AtomicLong;

/** What one loop counts. Written on the loop alone, without the cost of an exchange; read by any thread. */
public final class LoopCounts {
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong behind = new AtomicLong();
    private final AtomicLong caughtUp = new AtomicLong();

    private static void increment(AtomicLong count) {
        count.lazySet(count.getPlain() + 1);
    }

    /** On the loop. A room here had a message. */
    public void addMessage() {
        increment(messages);
    }

    void addBehind() {
        increment(behind);
    }

    void addCaughtUp() {
        increment(caughtUp);
    }

    /** Messages of the rooms here. */
    public long messages() {
        return messages.get();
    }

    /** How often a reader here was moved to the log. */
    public long behind() {
        return behind.get();
    }

    /** How often one was moved back. */
    public long caughtUp() {
        return caughtUp.get();
    }
}

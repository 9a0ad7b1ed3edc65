package thiscord.hub.log;

import java.util.ArrayList;
import java.util.List;

/** What waits for the writer, in the order in which it came. Thread-safe; its lock is held for a few instructions. */
final class LogQueue {
    private final Object lock = new Object();
    private List<Object> incoming = new ArrayList<>();
    private boolean idle;
    private boolean closing;
    private volatile long bytes;

    /** How much waits; of now, or of a moment ago. */
    long bytes() {
        return bytes;
    }

    /** Adds work that counts for so much until {@link #done}. */
    void add(Object work, int cost) {
        synchronized (lock) {
            bytes += cost;
            offer(work);
        }
    }

    /** Adds a task, unless the queue is closing. */
    void addTask(Runnable task) {
        synchronized (lock) {
            if (!closing) {
                offer(task);
            }
        }
    }

    private void offer(Object work) {
        incoming.add(work);
        if (idle) {
            idle = false;
            lock.notifyAll();
        }
    }

    /** Work of that cost was done. */
    void done(long cost) {
        synchronized (lock) {
            bytes -= cost;
        }
    }

    /**
     * Takes all that has come; for the writer.
     *
     * @param spare an empty list, for what comes from now on
     * @param millis how long to wait if there is nothing
     */
    List<Object> take(List<Object> spare, long millis) {
        synchronized (lock) {
            try {
                if (incoming.isEmpty() && !closing && millis > 0) {
                    idle = true;
                    lock.wait(millis);
                    idle = false;
                }
            } catch (InterruptedException e) {
                closing = true;
            }
            List<Object> work = incoming;
            incoming = spare;
            return work;
        }
    }

    /** No task is taken any more, and nobody waits. */
    void close() {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
    }

    /** True if it is closing and nothing waits. */
    boolean isDrained() {
        synchronized (lock) {
            return closing && incoming.isEmpty();
        }
    }
}

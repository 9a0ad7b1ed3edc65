package thiscord.ctl.door;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A connection at the door, as the work sees it that is done for it. Thread-safe. */
public final class Visit {
    private final Set<Runnable> atEnd = new LinkedHashSet<>();
    private boolean over;

    /** True once the connection has ended: nobody waits for an answer. */
    synchronized boolean over() {
        return over;
    }

    /** Runs it once the connection has ended, now if it has; it must not block. */
    void atEnd(Runnable task) {
        synchronized (this) {
            if (!over) {
                atEnd.add(task);
                return;
            }
        }
        task.run();
    }

    /** It is not to be run any more. */
    synchronized void forget(Runnable task) {
        atEnd.remove(task);
    }

    void end() {
        List<Runnable> left;
        synchronized (this) {
            over = true;
            left = List.copyOf(atEnd);
            atEnd.clear();
        }
        left.forEach(Runnable::run);
    }
}

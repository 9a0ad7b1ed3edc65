package thiscord.hub.directory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import thiscord.protocol.Names;
import thiscord.protocol.directory.Presence;

/**
 * Who is in which room here, and what of that the room service has not been told. Thread-safe; only {@link #take}
 * waits. Bounded by the seats there are: what waits is replaced by what is when it grows past {@link #MOST}.
 */
final class PresenceQueue {
    static final int MOST = 50_000;

    private final Map<String, Presence> present = new LinkedHashMap<>();
    private final ArrayDeque<Presence> waiting = new ArrayDeque<>();
    private boolean overrun;

    synchronized void add(Presence change) {
        String seat = Names.key(change.room()) + ' ' + Names.key(change.nick());
        if (change.here()) {
            present.put(seat, change);
        } else {
            present.remove(seat);
        }
        if (waiting.size() >= MOST) {
            waiting.clear();
            overrun = true;
        }
        waiting.add(change);
        notifyAll();
    }

    /** A new session begins, which knows nobody: all who are here are told to it, after those who left for good. */
    synchronized void restart() {
        waiting.removeIf(change -> !change.left());
        waiting.addAll(present.values());
        overrun = false;
        notifyAll();
    }

    /** True once changes were lost, until {@link #restart}: the session must be begun anew. */
    synchronized boolean overrun() {
        return overrun;
    }

    /** Takes the next changes, in order; waits for the first, at most {@code millis}. */
    synchronized List<Presence> take(int most, long millis) throws InterruptedException {
        if (waiting.isEmpty()) {
            wait(millis);
        }
        List<Presence> taken = new ArrayList<>(Math.min(most, waiting.size()));
        while (taken.size() < most && !waiting.isEmpty()) {
            taken.add(waiting.poll());
        }
        return taken;
    }

    /** Puts back what could not be told. */
    synchronized void putBack(List<Presence> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            waiting.addFirst(taken.get(i));
        }
    }
}

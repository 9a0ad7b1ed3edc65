package thiscord.hub.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import thiscord.protocol.Reason;

/** Counts what was refused and how sessions ended, since the start. Thread-safe. */
public final class Tally {
    private final AtomicLongArray refused = new AtomicLongArray(Reason.values().length);
    private final AtomicLongArray closed = new AtomicLongArray(CloseReason.values().length);

    void refused(Reason reason) {
        refused.incrementAndGet(reason.ordinal());
    }

    void closed(CloseReason reason) {
        closed.incrementAndGet(reason.ordinal());
    }

    /** Refusals by reason, without those that never came to pass. */
    public Map<Reason, Long> refused() {
        Map<Reason, Long> counts = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            add(counts, reason, refused.get(reason.ordinal()));
        }
        return Map.copyOf(counts);
    }

    /** Ends by reason, without those that never came to pass. */
    public Map<CloseReason, Long> closed() {
        Map<CloseReason, Long> counts = new EnumMap<>(CloseReason.class);
        for (CloseReason reason : CloseReason.values()) {
            add(counts, reason, closed.get(reason.ordinal()));
        }
        return Map.copyOf(counts);
    }

    private static <K> void add(Map<K, Long> counts, K key, long count) {
        if (count > 0) {
            counts.put(key, count);
        }
    }
}

package thiscord.rmi;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How often peers were turned away since the start, by kind. Thread-safe. */
public final class Rebuffs {
    private final EnumMap<Rebuff, LongAdder> counts = new EnumMap<>(Rebuff.class);

    public Rebuffs() {
        for (Rebuff kind : Rebuff.values()) {
            counts.put(kind, new LongAdder());
        }
    }

    void count(Rebuff kind) {
        counts.get(kind).increment();
    }

    long of(Rebuff kind) {
        return counts.get(kind).sum();
    }

    /** All kinds by their wire names, in their order. */
    public Map<String, Long> counts() {
        Map<String, Long> all = new LinkedHashMap<>();
        counts.forEach((kind, count) -> all.put(kind.wire(), count.sum()));
        return all;
    }

    /** What came since {@code before}, as a line for the log; empty if nothing did. */
    public static String since(Map<String, Long> before, Map<String, Long> now) {
        return now.entrySet().stream()
                .filter(one -> one.getValue() > before.getOrDefault(one.getKey(), 0L))
                .map(one -> one.getKey() + " " + (one.getValue() - before.getOrDefault(one.getKey(), 0L)))
                .collect(Collectors.joining(", "));
    }
}

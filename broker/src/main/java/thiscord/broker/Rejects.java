package thiscord.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Counts what is dropped and warns once per source and minute, for a bounded number of sources. The loop's thread only;
 * the total may be read by any.
 */
final class Rejects {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_SOURCES = 20;

    private final Consumer<String> warn;
    /** What came from whom in this minute, behind the one that was warned of. */
    private final Map<String, Long> sources = new HashMap<>();

    private long minuteFrom;
    private long unnamed;
    private volatile long total;

    Rejects(Consumer<String> warn, long nanoTime) {
        this.warn = warn;
        this.minuteFrom = nanoTime;
    }

    void reject(String source, String why, long nanoTime) {
        total++;
        tick(nanoTime);
        if (sources.containsKey(source)) {
            sources.merge(source, 1L, Long::sum);
        } else if (sources.size() < MOST_SOURCES) {
            sources.put(source, 0L);
            warn.accept("dropped an event from " + source + ": " + why);
        } else {
            unnamed++;
        }
    }

    /** Ends the minute if it is over, and says how many more there were. */
    void tick(long nanoTime) {
        if (nanoTime - minuteFrom < MINUTE_NANOS) {
            return;
        }
        minuteFrom = nanoTime;
        sources.forEach((source, more) -> {
            if (more > 0) {
                warn.accept("dropped " + more + " more events from " + source + " within a minute");
            }
        });
        if (unnamed > 0) {
            warn.accept("dropped " + unnamed + " events from further sources within a minute");
        }
        sources.clear();
        unnamed = 0;
    }

    long total() {
        return total;
    }
}

package thiscord.broker.gate;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Lets one log line a minute of each subject through, and says with the next how many there were. Thread-safe, bounded. */
final class Sparingly {
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_SUBJECTS = 1000;

    private static final class Line {
        long nextAt;
        long heldBack;
    }

    private final Consumer<String> log;
    private final Map<String, Line> lines = new HashMap<>();

    Sparingly(Consumer<String> log) {
        this.log = log;
    }

    /** @param nanoTime now */
    void say(String subject, String text, long nanoTime) {
        String more;
        synchronized (this) {
            if (lines.size() >= MOST_SUBJECTS && !lines.containsKey(subject)) {
                lines.values().removeIf(line -> line.nextAt - nanoTime <= 0);
            }
            boolean isNew = !lines.containsKey(subject);
            if (isNew && lines.size() >= MOST_SUBJECTS) {
                return;
            }
            Line line = lines.computeIfAbsent(subject, none -> new Line());
            if (!isNew && line.nextAt - nanoTime > 0) {
                line.heldBack++;
                return;
            }
            more = line.heldBack == 0 ? "" : " (and " + line.heldBack + " more of that since)";
            line.heldBack = 0;
            line.nextAt = nanoTime + INTERVAL_NANOS;
        }
        log.accept(text + more);
    }
}

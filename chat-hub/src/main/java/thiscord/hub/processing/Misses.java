package thiscord.hub.processing;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** Tells the log of messages that a processor did not answer: of the first at once, then once a minute of how many. Thread-safe. */
final class Misses {
    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String processor;
    private boolean toldOnce;
    private long toldAt;
    private long untold;

    Misses(String processor) {
        this.processor = processor;
    }

    /** One more; {@code why} has nothing of the message. */
    void count(String why) {
        long told = toTell();
        if (told > 0) {
            LOG.log(
                    Level.WARNING,
                    () -> "processor " + processor + ": " + told + (told == 1 ? " message was" : " messages were")
                            + " not processed; the last: " + why);
        }
    }

    private synchronized long toTell() {
        long now = System.nanoTime();
        untold++;
        if (toldOnce && now - toldAt < EVERY_NANOS) {
            return 0;
        }
        toldOnce = true;
        toldAt = now;
        long told = untold;
        untold = 0;
        return told;
    }
}

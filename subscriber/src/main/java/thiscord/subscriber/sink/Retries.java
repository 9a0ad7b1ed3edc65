package thiscord.subscriber.sink;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often an event is tried again, and when.
 *
 * @param most 0 for once only
 * @param first the pause before the first, from 1 ms on; each one is about twice as long as the one before, up to a minute
 */
public record Retries(int most, Duration first) {
    private static final long LONGEST_MILLIS = 60_000;
    /** What a sink asks for is granted up to that. */
    private static final long LONGEST_ASKED_MILLIS = 600_000;

    public Retries {
        if (most < 0 || first.toMillis() < 1) {
            throw new IllegalArgumentException("--retries is 0 or more, --retry-pause 1ms or more");
        }
    }

    /** The pause before the retry of that number, from 1 on; a little random, so that many do not come at once. */
    long pauseMillis(int number, Duration asked) {
        int doublings = Math.min(number - 1, 20);
        long longest = Math.min(LONGEST_MILLIS, Math.min(first.toMillis(), LONGEST_MILLIS) << doublings);
        long pause = longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
        return Math.max(pause, Math.min(asked.toMillis(), LONGEST_ASKED_MILLIS));
    }
}

package thiscord.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the n-th try: doubling from 0.5 s to 30 s, each shortened at random by up to half. */
final class Backoff {
    private static final long FIRST_MILLIS = 500;
    private static final long LONGEST_MILLIS = Duration.ofSeconds(30).toMillis();

    private final RandomGenerator random;
    private int tries;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Milliseconds to wait before the next try. */
    long next() {
        long whole = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(tries, 10));
        tries++;
        return whole - (long) (whole / 2.0 * random.nextDouble());
    }

    /** It worked: the next wait is a short one. */
    void reset() {
        tries = 0;
    }
}

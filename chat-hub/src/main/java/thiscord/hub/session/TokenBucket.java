package thiscord.hub.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tokens that come back at a steady rate, up to a burst. Has no clock: it is told the time, in nanoseconds from any
 * origin. Thread-safe, without a lock: all it knows is when it will be full again, and a token spent moves that on by
 * the time that a token takes to come back (the generic cell rate algorithm).
 */
final class TokenBucket {
    private final long nanosPerToken;
    private final long burstNanos;
    private final AtomicLong fullAt;

    /**
     * A full one.
     *
     * @param rate tokens a second, 1 to 1,000,000
     * @param burst how many it holds, at least 1
     */
    TokenBucket(int rate, int burst, long now) {
        nanosPerToken = 1_000_000_000L / rate;
        burstNanos = burst * nanosPerToken;
        fullAt = new AtomicLong(now);
    }

    /** Spends tokens, if need be into debt; answers how many nanoseconds later the next one is there, 0 for now. */
    long spend(int tokens, long now) {
        while (true) {
            long before = fullAt.get();
            long after = (before - now < 0 ? now : before) + tokens * nanosPerToken;
            if (fullAt.compareAndSet(before, after)) {
                return Math.max(0, after - now + nanosPerToken - burstNanos);
            }
        }
    }

    boolean full(long now) {
        return fullAt.get() - now <= 0;
    }
}

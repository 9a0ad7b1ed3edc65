package thiscord.hub.session;

import org.jspecify.annotations.Nullable;

/**
 * How fast one session's lines are taken: by its own bucket and its address's, whichever has less. Over it the session
 * is not read for a while. If it sends more as soon as it is read again, and so for longer than the patience there is,
 * it is lost; a second without being slowed is a new beginning, so that a big paste or a loud neighbour at the same
 * address does not end a session. Lives on its session's loop.
 */
final class Pace {
    private static final long RELIEF_NANOS = 1_000_000_000L;
    private static final long LEAST_PAUSE_NANOS = 50_000_000L;

    private final @Nullable TokenBucket own;
    private final @Nullable TokenBucket address;
    private final long patienceNanos;
    private boolean over;
    private long overSince;
    private long freeAt;

    /** @param patienceNanos 0 for no end */
    Pace(@Nullable TokenBucket own, @Nullable TokenBucket address, long patienceNanos) {
        this.own = own;
        this.address = address;
        this.patienceNanos = patienceNanos;
    }

    /** Takes note of lines that were read; answers for how many nanoseconds no more is to be read, 0 for none. */
    long spend(int lines, long now) {
        long wait = own == null ? 0 : own.spend(lines, now);
        if (address != null) {
            wait = Math.max(wait, address.spend(lines, now));
        }
        if (wait > 0) {
            if (!over || now - freeAt > RELIEF_NANOS) {
                over = true;
                overSince = now;
            }
            wait = Math.max(wait, LEAST_PAUSE_NANOS);
            freeAt = now + wait;
        }
        return wait;
    }

    /** True if it has been too fast for longer than there is patience. */
    boolean lost(long now) {
        return over && patienceNanos > 0 && now - overSince > patienceNanos;
    }
}

package thiscord.hub.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Notices that the machine's clock was set. For one thread. */
final class ClockWatch {
    /** By less a clock may be set without a word. */
    static final long MOST_MILLIS = 60_000;

    private static final Logger LOG = System.getLogger("thiscord.hub");

    private final LongSupplier steadyNanos;
    private long offset = Long.MIN_VALUE;

    /** @param steadyNanos nanoseconds of a clock that nobody sets */
    ClockWatch(LongSupplier steadyNanos) {
        this.steadyNanos = steadyNanos;
    }

    /**
     * To be called now and then.
     *
     * @param nowMillis what the clock says, since 1970
     * @return true if it was set since the last call
     */
    boolean wasSet(long nowMillis) {
        long now = nowMillis - TimeUnit.NANOSECONDS.toMillis(steadyNanos.getAsLong());
        long by = offset == Long.MIN_VALUE ? 0 : now - offset;
        offset = now;
        if (Math.abs(by) < MOST_MILLIS) {
            return false;
        }
        LOG.log(
                Level.WARNING,
                "hub: the clock went " + (by > 0 ? "ahead" : "back") + " by " + Math.abs(by) / 1000 + " s, to "
                        + Instant.ofEpochMilli(nowMillis)
                        + "; rooms that keep messages for a time go by it, so see that it is right");
        return true;
    }
}

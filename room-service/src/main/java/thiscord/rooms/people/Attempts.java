package thiscord.rooms.people;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often logins may fail, by one name or from one place: a bucket of tokens each. A token is taken before a login is
 * looked at and given back if it was right, so that only failures count. At most {@link #MOST} are remembered; the one that
 * was not used for longest is forgotten first. Thread-safe.
 */
final class Attempts {
    static final int MOST = 10_000;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final class Bucket {
        /** Time in hand; a token costs {@link #nanosEach} of it. */
        private long nanos;

        private long at;
    }

    private final int burst;
    private final long nanosEach;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST;
        }
    };

    /**
     * @param burst how many in a row
     * @param seconds after which one more is given
     */
    Attempts(int burst, int seconds, LongSupplier nanoTime) {
        this.burst = burst;
        this.nanosEach = TimeUnit.SECONDS.toNanos(seconds);
        this.nanoTime = nanoTime;
    }

    /** Takes a token: 0, or after how many seconds there will be one. */
    synchronized long take(String who) {
        Bucket bucket = filled(who);
        if (bucket.nanos >= nanosEach) {
            bucket.nanos -= nanosEach;
            return 0;
        }
        return (nanosEach - bucket.nanos + SECOND - 1) / SECOND;
    }

    /** Gives one back. */
    synchronized void giveBack(String who) {
        Bucket bucket = filled(who);
        bucket.nanos = Math.min(burst * nanosEach, bucket.nanos + nanosEach);
    }

    private Bucket filled(String who) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.get(who);
        if (bucket == null) {
            bucket = new Bucket();
            bucket.nanos = burst * nanosEach;
            bucket.at = now;
            buckets.put(who, bucket);
        }
        bucket.nanos = Math.min(burst * nanosEach, bucket.nanos + now - bucket.at);
        bucket.at = now;
        return bucket;
    }

    synchronized int remembered() {
        return buckets.size();
    }
}

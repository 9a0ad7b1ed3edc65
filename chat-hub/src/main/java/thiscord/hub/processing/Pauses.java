package thiscord.hub.processing;

/**
 * How long to wait before a process that ended is started again: 100 ms, then twice as long each time up to 30 s, and from
 * the beginning after one that worked for a while. Each pause is shortened at random by up to a half, so that several do not
 * start at once for ever. Not thread-safe.
 */
final class Pauses {
    static final long FIRST_MILLIS = 100;
    static final long LONGEST_MILLIS = 30_000;
    /** One that ran so long, and answered, worked. */
    static final long GOOD_MILLIS = 10_000;

    private long next = FIRST_MILLIS;

    /**
     * The next pause.
     *
     * @param ranMillis how long the process ran
     * @param answered whether it ever answered
     * @param random 0 to 1
     */
    long next(long ranMillis, boolean answered, double random) {
        if (answered && ranMillis >= GOOD_MILLIS) {
            next = FIRST_MILLIS;
        }
        long pause = next;
        next = Math.min(LONGEST_MILLIS, pause * 2);
        return pause - (long) (random * pause / 2);
    }
}

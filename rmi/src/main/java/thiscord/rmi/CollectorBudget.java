package thiscord.rmi;

/**
 * How many calls of the distributed garbage collector are taken, since anybody may make them and each can cost memory until
 * its lease is over: a thousand a second, four thousand at once, and one for each object that was given away. Thread-safe.
 */
final class CollectorBudget {
    private static final long MOST = 4000;
    private static final long NANOS_EACH = 1_000_000;

    private long left = MOST;
    private long at = System.nanoTime();

    /** False if there is none left. */
    synchronized boolean take() {
        long came = (System.nanoTime() - at) / NANOS_EACH;
        if (came > 0) {
            left = Math.max(left, Math.min(MOST, left + came));
            at += came * NANOS_EACH;
        }
        if (left <= 0) {
            return false;
        }
        left--;
        return true;
    }

    /** Whoever holds the object that was given away will say so. */
    synchronized void given() {
        left++;
    }
}

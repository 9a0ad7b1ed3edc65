package thiscord.subscriber;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a subscriber's thread has, until somebody takes it. Bounded. Thread-safe. */
final class Waiting<T> {
    private static final int MOST = 1000;

    private final BlockingQueue<T> queue = new ArrayBlockingQueue<>(MOST);
    private volatile boolean closed;

    /** Adds, for the subscriber's thread; waits for room, and gives up when it is closed. */
    void put(T one) {
        try {
            boolean kept = false;
            while (!kept && !closed) {
                kept = queue.offer(one, Feed.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("the subscriber's thread is never interrupted", e);
        }
    }

    /**
     * Takes the next; null if none came within that time, or it is closed and all has been taken.
     *
     * @param whileEmpty runs each time before it waits; what it throws ends the waiting
     */
    @Nullable
    T next(Duration patience, Runnable whileEmpty) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        T next = queue.poll();
        while (next == null && !closed) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            whileEmpty.run();
            next = queue.poll(Math.min(left, TimeUnit.MILLISECONDS.toNanos(Feed.WAIT_MILLIS)), TimeUnit.NANOSECONDS);
        }
        return next == null ? queue.poll() : next;
    }

    /** Nothing is waited for any more. */
    void close() {
        closed = true;
    }
}

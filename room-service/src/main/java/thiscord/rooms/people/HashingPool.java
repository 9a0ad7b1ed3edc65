package thiscord.rooms.people;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Refused;

/**
 * The one thread that hashes passwords, so that logins take one processor and the memory of one hash at the most, and the few
 * who wait for it. Thread-safe; {@link #run} blocks, {@link HubSession#PASSWORD_MILLIS} at the most.
 */
final class HashingPool implements AutoCloseable {
    /** How many may wait: each stands in a thread of the caller's. */
    static final int QUEUE = 16;

    private final ThreadPoolExecutor one =
            new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                Thread thread = new Thread(task, "rooms-passwords");
                thread.setDaemon(true);
                return thread;
            });

    HashingPool() {
        one.allowCoreThreadTimeOut(true);
    }

    /** @throws Refused too-fast if too many wait already, or it takes too long; then it is not done later either */
    <T> T run(Callable<T> work) throws Refused, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        try {
            one.execute(task);
            return task.get(HubSession.PASSWORD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException | TimeoutException e) {
            task.cancel(false);
            one.remove(task);
            if (one.isShutdown()) {
                throw new Refused(Reason.SHUTTING_DOWN, "The room service is stopping.");
            }
            throw new Refused(Reason.TOO_FAST, "More passwords come than can be checked; try again in 3 seconds.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing failed", e.getCause());
        }
    }

    @Override
    public void close() {
        one.shutdownNow();
    }
}

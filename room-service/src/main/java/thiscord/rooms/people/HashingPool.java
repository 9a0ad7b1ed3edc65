package thiscord.rooms.people;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import thiscord.cli.FairExecutor;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Refused;

/**
 * The one thread that hashes passwords, so that logins take one processor and the memory of one hash at the most, and the few
 * who wait for it, fair by address. Thread-safe; {@link #run} blocks, {@link HubSession#PASSWORD_MILLIS} at the most.
 */
final class HashingPool implements AutoCloseable {
    /** How many may wait: each stands in a thread of the caller's. */
    static final int QUEUE = 16;

    private final FairExecutor one = new FairExecutor("rooms-passwords", 1, QUEUE);

    /**
     * Does it when its turn comes.
     *
     * @param from the address that asks, by which turns are taken
     * @throws Refused too-fast if too many wait already, or it takes too long; then it is not done later either
     */
    <T> T run(String from, Callable<T> work) throws Refused, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        if (!one.execute(from, task, () -> task.cancel(false))) {
            throw tooMany();
        }
        try {
            return task.get(HubSession.PASSWORD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (CancellationException madeRoom) {
            throw tooMany();
        } catch (TimeoutException e) {
            task.cancel(false);
            throw tooMany();
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing failed", e.getCause());
        }
    }

    private Refused tooMany() {
        return one.isClosed()
                ? new Refused(Reason.SHUTTING_DOWN, "The room service is stopping.")
                : new Refused(Reason.TOO_FAST, "More passwords come than can be checked; try again in 3 seconds.");
    }

    @Override
    public void close() {
        one.close();
    }
}

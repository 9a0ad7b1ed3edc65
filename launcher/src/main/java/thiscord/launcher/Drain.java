package thiscord.launcher;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ThreadFaults;
import thiscord.hub.Hub;

/**
 * An end that is announced: no new sessions, a word to those who are there, and the end once they are gone and nothing else is
 * under way, at the latest after some time. Thread-safe; a thread of its own, {@code up-drain}, looks.
 */
final class Drain implements AutoCloseable {
    /** The first look comes so late that whoever asked has the answer. */
    private static final long FIRST_LOOK_MILLIS = 500;

    private static final long LOOK_EVERY_MILLIS = 100;

    private final Hub hub;
    private final BooleanSupplier underWay;
    private final Runnable end;
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "up-drain");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ScheduledFuture<?> looking;
    private long until;
    private boolean ended;

    /**
     * @param underWay true while something besides sessions is to be waited for
     * @param end ends the process
     */
    Drain(Hub hub, BooleanSupplier underWay, Runnable end) {
        this.hub = hub;
        this.underWay = underWay;
        this.end = end;
    }

    /** Begins, or changes how long it may take. */
    synchronized void begin(Duration within) {
        until = System.nanoTime() + within.toNanos();
        hub.takeNoMore("The server restarts within " + within.toSeconds()
                + " s: finish what you are saying, and come back in a moment.");
        if (looking == null) {
            looking = clock.scheduleWithFixedDelay(
                    ThreadFaults.recurring("looking after the drain", this::look),
                    FIRST_LOOK_MILLIS,
                    LOOK_EVERY_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    /** Takes it back; false if there is nothing to be taken back, or not any more. */
    synchronized boolean cancel() {
        if (looking == null || ended) {
            return false;
        }
        looking.cancel(false);
        looking = null;
        hub.takeAgain("The server does not restart after all; stay.");
        return true;
    }

    /** How long it may still take; null if nothing was announced. */
    synchronized @Nullable Duration left() {
        return looking == null ? null : Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    private void look() {
        synchronized (this) {
            boolean waits = hub.sessions() > 0 || underWay.getAsBoolean();
            if (ended || looking == null || (waits && until - System.nanoTime() > 0)) {
                return;
            }
            ended = true;
        }
        end.run();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}

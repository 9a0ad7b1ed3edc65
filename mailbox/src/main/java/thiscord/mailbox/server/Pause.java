package thiscord.mailbox.server;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells once that a peer has sent nothing for a while. Lives on one event loop. */
final class Pause {
    private final Duration length;
    private final Runnable over;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * Makes it; it does not run yet.
     *
     * @param length zero: it never comes
     */
    Pause(Duration length, Runnable over) {
        this.length = length;
        this.over = over;
    }

    /** Begins to wait, if it does not. */
    void start(EventExecutor loop) {
        if (timer == null && !length.isZero()) {
            timer = loop.schedule(this::passed, length.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Something was sent, or nothing is waited for any more. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void passed() {
        timer = null;
        over.run();
    }
}

package thiscord.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Connections that could not be accepted, mostly because the process has no file descriptors left. Says so once a minute, names
 * the limit, and how long to wait: to try again at once would keep a processor busy. Thread-safe.
 */
public final class AcceptFailures {
    /** How long nobody is accepted after a failure. */
    public static final Duration PAUSE = Duration.ofMillis(100);

    private static final Logger LOG = System.getLogger("thiscord.cli");
    private static final long SAY_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String server;
    private @Nullable Long saidAt;

    /** @param server what accepts, for the log */
    public AcceptFailures(String server) {
        this.server = server;
    }

    /** Logs it, unless that was done a short time ago. */
    public void log(Throwable why) {
        if (due(System.nanoTime())) {
            LOG.log(Level.WARNING, () -> line(why));
        }
    }

    /** Logs it likewise, and blocks for {@link #PAUSE}. */
    public void pause(Throwable why) {
        log(why);
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    synchronized boolean due(long now) {
        Long said = saidAt;
        boolean due = said == null || now - said >= SAY_EVERY_NANOS;
        saidAt = due ? Long.valueOf(now) : said;
        return due;
    }

    String line(Throwable why) {
        String text = String.valueOf(why.getMessage());
        boolean files = text.contains("Too many open files");
        return server + ": cannot accept connections for now: " + text
                + (files ? "; raise the limit of open files (ulimit -n, in systemd LimitNOFILE)" : "");
    }
}

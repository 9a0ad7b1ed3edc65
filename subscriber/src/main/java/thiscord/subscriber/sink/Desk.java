package thiscord.subscriber.sink;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/**
 * Takes events to a sink: so many at a time, those of one topic one behind the other, with one thread all in the order in
 * which they were handed in. What the sink does not take is tried again, and holds up its topic meanwhile; what it does not
 * take for good is named in the log, and ends everything or is passed over.
 *
 * <p>{@link #hand} and {@link #awaitIdle} are for one thread, the taking has threads of its own, daemons.
 */
public final class Desk implements AutoCloseable {
    /** Hears that an event needs no more care: it was taken, or passed over. Called in each topic's order, one call at a time. */
    public interface Done {
        void done(SinkEvent event) throws IOException;
    }

    private static final Logger LOG = System.getLogger("thiscord.subscriber");
    /** Further ones wait with who hands them in. */
    private static final int MOST_WAITING = 100;

    private final Sink sink;
    private final Retries retries;
    private final boolean passesOver;
    private final Done done;

    /** Guards what follows; notified when it changes. */
    private final Object lock = new Object();

    private final Deque<SinkEvent> waiting = new ArrayDeque<>();
    /** Topics of which an event is being taken. */
    private final Set<String> busy = new HashSet<>();

    private @Nullable Failure failure;
    private boolean closed;

    /**
     * Starts.
     *
     * @param parallel how many events are taken at a time, 1 or more
     * @param passesOver true to go on behind an event that is not taken for good, false to fail
     */
    public Desk(Sink sink, Retries retries, int parallel, boolean passesOver, Done done) {
        this.sink = sink;
        this.retries = retries;
        this.passesOver = passesOver;
        this.done = done;
        for (int i = 0; i < parallel; i++) {
            Thread thread = new Thread(this::work, "sink-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /**
     * Hands an event in; waits while there are too many.
     *
     * @throws Failure if an event before was not taken for good and is not passed over
     */
    public void hand(SinkEvent event) throws InterruptedException {
        synchronized (lock) {
            while (waiting.size() >= MOST_WAITING && failure == null) {
                lock.wait();
            }
            fail();
            waiting.add(event);
            lock.notifyAll();
        }
    }

    /** Waits until everything that was handed in is done; see {@link #hand}. */
    public void awaitIdle() throws InterruptedException {
        synchronized (lock) {
            while (!(waiting.isEmpty() && busy.isEmpty()) && failure == null) {
                lock.wait();
            }
            fail();
        }
    }

    /** Throws what went wrong, if anything did; for who waits for events elsewhere. */
    public void check() {
        synchronized (lock) {
            fail();
        }
    }

    private void fail() {
        if (failure != null) {
            throw failure;
        }
    }

    private void work() {
        try {
            for (SinkEvent event = next(); event != null; event = next()) {
                boolean ended = false;
                try {
                    ended = take(event);
                } finally {
                    finished(event, ended);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable SinkEvent next() throws InterruptedException {
        synchronized (lock) {
            while (!closed && failure == null) {
                for (Iterator<SinkEvent> all = waiting.iterator(); all.hasNext(); ) {
                    SinkEvent event = all.next();
                    if (busy.add(event.topic())) {
                        all.remove();
                        lock.notifyAll();
                        return event;
                    }
                }
                lock.wait();
            }
            return null;
        }
    }

    /** True if it needs no more care. */
    private boolean take(SinkEvent event) throws InterruptedException {
        for (int tries = 0; ; tries++) {
            try {
                sink.take(event);
                return true;
            } catch (NotTaken e) {
                if (e.isForGood() || tries == retries.most()) {
                    return isPassedOver(event, tries + 1, String.valueOf(e.getMessage()));
                }
                LOG.log(Level.DEBUG, () -> "subscriber: " + event.name() + " is tried again: " + e.getMessage());
                if (!pause(retries.pauseMillis(tries + 1, e.patience()))) {
                    return false;
                }
            } catch (RuntimeException | Error e) {
                fail(new Failure(ExitCode.UNEXPECTED, event.name() + " was not taken: unexpected " + e, e));
                return false;
            }
        }
    }

    private boolean isPassedOver(SinkEvent event, int tries, String why) {
        String what = event.name() + " was not taken" + (tries > 1 ? " in " + tries + " tries" : "") + ": " + why;
        synchronized (lock) {
            if (closed) {
                return false;
            }
        }
        if (passesOver) {
            LOG.log(Level.WARNING, "subscriber: passed over: " + what);
        } else {
            fail(new Failure(ExitCode.CANNOT_REACH, what + "; --on-failure skip passes over such events"));
        }
        return passesOver;
    }

    /** False if nothing is to be tried any more. */
    private boolean pause(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        synchronized (lock) {
            long left = millis;
            while (left > 0 && !closed && failure == null) {
                lock.wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
            return !closed && failure == null;
        }
    }

    private void finished(SinkEvent event, boolean ended) {
        synchronized (lock) {
            if (ended) {
                try {
                    done.done(event);
                } catch (IOException e) {
                    fail(new Failure(ExitCode.BAD_CONFIGURATION, "cannot note what was taken: " + Failure.why(e), e));
                }
            }
            busy.remove(event.topic());
            lock.notifyAll();
        }
    }

    private void fail(Failure why) {
        synchronized (lock) {
            if (failure == null) {
                failure = why;
            }
            lock.notifyAll();
        }
    }

    /** Ends; what is not done yet is not tried any more. Closes the sink. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        sink.close();
    }
}

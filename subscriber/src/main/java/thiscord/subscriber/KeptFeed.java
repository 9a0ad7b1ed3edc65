package thiscord.subscriber;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.link.GateTunnel;

/**
 * A feed that is made anew when it is lost. {@link #feed}, {@link #pause} and {@link #close} are for the subscriber's thread, the
 * questions for any.
 */
final class KeptFeed implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.subscriber");
    /** How long a lost feed may stay so before it is made anew; JeroMQ's own retry takes over well before that. */
    static final long RENEW_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Address broker;
    private final List<byte[]> prefixes;
    private @Nullable Feed feed;
    private final long since = System.nanoTime();
    private boolean saidAbsent;

    /** Guards the state; notified when it changes. */
    private final Object lock = new Object();

    private Feed.State state = Feed.State.LOST;
    private long stateSince = System.nanoTime() - RENEW_AFTER_NANOS;
    private long connection;
    private boolean ended;

    KeptFeed(Address broker, List<byte[]> prefixes) {
        this.broker = broker;
        this.prefixes = prefixes;
    }

    /** The feed, made if need be; null if there can be none now. One that is not subscribed is helped on. */
    @Nullable
    Feed feed() {
        if (isLost()) {
            renew();
        }
        sayIfAbsent();
        Feed now = feed;
        if (now != null && !subscribed()) {
            now.adaptPatience();
            now.askIfSubscribed();
        }
        return now;
    }

    /** Once: a broker that never was there is most likely not running, or elsewhere. */
    private void sayIfAbsent() {
        if (!saidAbsent && System.nanoTime() - since > PATIENCE_NANOS) {
            saidAbsent = true;
            if (connection() == 0) {
                LOG.log(
                        Level.WARNING,
                        "subscriber: no broker answers at " + GateTunnel.shown(broker)
                                + "; is it running? See --address; waiting for it");
            }
        }
    }

    private boolean isLost() {
        synchronized (lock) {
            return state == Feed.State.LOST && System.nanoTime() - stateSince >= RENEW_AFTER_NANOS;
        }
    }

    private void renew() {
        close();
        became(Feed.State.CONNECTING);
        try {
            feed = new Feed(broker, prefixes, this::became);
        } catch (RuntimeException e) {
            // An unknown host, mostly: it may be known later.
            LOG.log(Level.DEBUG, "subscriber: cannot use " + broker, e);
            became(Feed.State.LOST);
        }
    }

    /** Has it made again, where a fault ended the thread's work before. */
    void begin() {
        close();
        synchronized (lock) {
            state = Feed.State.LOST;
            stateSince = System.nanoTime() - RENEW_AFTER_NANOS;
        }
    }

    /** Called from the I/O thread too. */
    private void became(Feed.State now) {
        synchronized (lock) {
            stateSince = System.nanoTime();
            if (now == Feed.State.SUBSCRIBED && state != now) {
                connection++;
            }
            state = now;
            lock.notifyAll();
        }
    }

    /** True while a broker is there and has the subscriptions. */
    boolean subscribed() {
        synchronized (lock) {
            return state == Feed.State.SUBSCRIBED;
        }
    }

    /** How many connections have had the subscriptions, this one included. */
    long connection() {
        synchronized (lock) {
            return connection;
        }
    }

    /** Waits until the broker has the subscriptions; false if it had not in that time, or the waiting was ended. */
    boolean awaitSubscribed(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (state != Feed.State.SUBSCRIBED && !ended) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            return state == Feed.State.SUBSCRIBED;
        }
    }

    /** A moment's rest, or less if the state changes. */
    void pause() {
        synchronized (lock) {
            try {
                lock.wait(Feed.WAIT_MILLIS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("the subscriber's thread is never interrupted", e);
            }
        }
    }

    /** Ends all waiting. Any thread. */
    void endWaiting() {
        synchronized (lock) {
            ended = true;
            lock.notifyAll();
        }
    }

    @Override
    public void close() {
        if (feed != null) {
            feed.close();
            feed = null;
        }
    }
}

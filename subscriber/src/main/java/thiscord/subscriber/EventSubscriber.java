package thiscord.subscriber;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.protocol.event.Topics;

/**
 * Follows topics. Events of one publisher come in its order, each at most once. What is published while the broker cannot
 * be reached, or while this subscriber is some thousand events behind, is missed without a word. The broker may be away
 * or be restarted at any time; the subscriber finds it again by itself.
 *
 * <p>Safe for use by any number of threads; each event goes to one of those that wait in {@link #next}. The ZeroMQ socket
 * belongs to a thread of this object, a daemon.
 */
public final class EventSubscriber implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.subscriber");
    private static final int QUEUE = 1000;
    /** A dead I/O thread would keep ZeroMQ from ending for ever. */
    private static final long MOST_CLOSING_MILLIS = 1500;

    private static final long RENEW_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Address broker;
    private final List<byte[]> prefixes;
    private final BlockingQueue<ReceivedEvent> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;

    /** Guards the state; notified when it changes. */
    private final Object lock = new Object();

    private Feed.State state = Feed.State.LOST;
    private long stateSince = System.nanoTime() - RENEW_AFTER_NANOS;
    private volatile boolean closing;

    private EventSubscriber(Address broker, List<byte[]> prefixes) {
        this.broker = broker;
        this.prefixes = prefixes;
        this.thread = new Thread(this::run, "subscriber");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Starts; returns at once and keeps trying to reach the broker until closed.
     *
     * @param brokerOut where the broker gives events out
     * @param prefixes beginnings of topics, each at most {@link Topics#MAX_BYTES}; an empty one, or none, is everything
     */
    public static EventSubscriber connect(Address brokerOut, Collection<String> prefixes) {
        List<byte[]> bytes = (prefixes.isEmpty() ? List.of("") : prefixes)
                .stream().map(EventSubscriber::prefix).toList();
        return new EventSubscriber(brokerOut, bytes);
    }

    static byte[] prefix(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String wrong = bytes.length == 0 ? null : Topics.wrong(bytes);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
        return bytes;
    }

    /** The next event; null if none came within that time, or this is closed and all has been taken. */
    public @Nullable ReceivedEvent next(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        ReceivedEvent event = queue.poll();
        while (event == null && !closing) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            event = queue.poll(Math.min(left, TimeUnit.MILLISECONDS.toNanos(Feed.WAIT_MILLIS)), TimeUnit.NANOSECONDS);
        }
        return event == null ? queue.poll() : event;
    }

    /** Waits until the broker has the subscriptions, so that what is published from then on comes; false if not in time. */
    public boolean awaitSubscribed(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (state != Feed.State.SUBSCRIBED && !closing) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            return state == Feed.State.SUBSCRIBED;
        }
    }

    /** True while a broker is there and has the subscriptions. */
    public boolean subscribed() {
        synchronized (lock) {
            return state == Feed.State.SUBSCRIBED;
        }
    }

    /** Ends. What had come may still be taken with {@link #next}. No thread or socket is left. May be called twice. */
    @Override
    public void close() {
        closing = true;
        synchronized (lock) {
            lock.notifyAll();
        }
        try {
            thread.join(MOST_CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Feed feed = null;
        boolean saidSubscribed = false;
        boolean everSubscribed = false;
        while (!closing) {
            feed = renewed(feed);
            if (feed == null) {
                pause();
            } else {
                if (!subscribed()) {
                    feed.adaptPatience();
                    feed.askIfSubscribed();
                }
                ReceivedEvent event = feed.next();
                if (event != null) {
                    keep(event);
                }
            }
            boolean now = subscribed();
            if (now != saidSubscribed) {
                saidSubscribed = now;
                Level level = everSubscribed ? Level.INFO : Level.DEBUG;
                everSubscribed = true;
                LOG.log(level, "subscriber: broker " + broker + (now ? " gives events" : " is gone; trying again"));
            }
        }
        if (feed != null) {
            feed.close();
        }
    }

    private @Nullable Feed renewed(@Nullable Feed feed) {
        synchronized (lock) {
            if (state != Feed.State.LOST || System.nanoTime() - stateSince < RENEW_AFTER_NANOS) {
                return feed;
            }
        }
        if (feed != null) {
            feed.close();
        }
        became(Feed.State.CONNECTING);
        try {
            return new Feed(broker, prefixes, this::became);
        } catch (RuntimeException e) {
            // An unknown host, mostly: it may be known later.
            LOG.log(Level.DEBUG, "subscriber: cannot use " + broker, e);
            became(Feed.State.LOST);
            return null;
        }
    }

    /** Called from the I/O thread too. */
    private void became(Feed.State now) {
        synchronized (lock) {
            state = now;
            stateSince = System.nanoTime();
            lock.notifyAll();
        }
    }

    private void pause() {
        synchronized (lock) {
            try {
                lock.wait(Feed.WAIT_MILLIS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("the subscriber's thread is never interrupted", e);
            }
        }
    }

    private void keep(ReceivedEvent event) {
        try {
            boolean kept = false;
            while (!kept && !closing) {
                kept = queue.offer(event, Feed.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("the subscriber's thread is never interrupted", e);
        }
    }
}

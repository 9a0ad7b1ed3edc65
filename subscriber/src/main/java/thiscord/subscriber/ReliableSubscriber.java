package thiscord.subscriber;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
 * Follows topics on the numbered lane: each event of a topic comes once and in order, and what cannot come any more is told
 * as a {@link Numbered.Gap}. What was lost on the way, while the broker could not be reached, or while this subscriber was
 * slow, is asked of the replay door.
 *
 * <p>Safe for use by any number of threads. The ZeroMQ sockets belong to a thread of this object, a daemon. At most
 * {@value #QUEUE} events wait to be taken; then the lane drops them, and they are asked for later.
 */
public final class ReliableSubscriber implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.subscriber");
    private static final int QUEUE = 1000;
    private static final long MOST_CLOSING_MILLIS = 3000;
    private static final long RENEW_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Address out;
    private final Address replay;
    private final List<byte[]> prefixes;
    private final Beginning beginning;
    private final Cursors cursors;
    private final BlockingQueue<Numbered> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;

    private volatile Feed.State state = Feed.State.LOST;
    private volatile long stateSince = System.nanoTime() - RENEW_AFTER_NANOS;
    /** Counts connections that have the subscriptions. */
    private volatile long connection;

    private volatile boolean current;
    private volatile @Nullable String refused;
    private volatile boolean closing;
    private long inStep;

    private ReliableSubscriber(
            Address out,
            Address replay,
            List<byte[]> prefixes,
            Beginning beginning,
            Numbered.@Nullable Position resume) {
        this.out = out;
        this.replay = replay;
        this.prefixes = prefixes;
        this.beginning = beginning;
        this.cursors = new Cursors(beginning, this::keep);
        if (resume != null) {
            cursors.resume(resume);
        }
        this.thread = new Thread(this::run, "subscriber");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Starts; returns at once and keeps trying to reach the broker until closed.
     *
     * @param out where the broker gives events out
     * @param replay where it is asked for them again
     * @param prefixes beginnings of topics, each at most {@link Topics#MAX_BYTES}; an empty one, or none, is everything
     * @param beginning where to begin if there is nothing to resume
     * @param resume where somebody was that had the same prefixes; null for nowhere
     */
    public static ReliableSubscriber connect(
            Address out,
            Address replay,
            Collection<String> prefixes,
            Beginning beginning,
            Numbered.@Nullable Position resume) {
        List<byte[]> bytes = (prefixes.isEmpty() ? List.of("") : prefixes)
                .stream().map(EventSubscriber::prefix).toList();
        return new ReliableSubscriber(out, replay, bytes, beginning, resume);
    }

    /**
     * What comes next; null if nothing came within that time, or this is closed and all has been taken.
     *
     * @throws IllegalArgumentException if the broker will not number these prefixes; with its reason
     */
    public @Nullable Numbered next(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Numbered next = queue.poll();
        while (next == null && !closing) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            String why = refused;
            if (why != null) {
                throw new IllegalArgumentException(why);
            }
            next = queue.poll(Math.min(left, TimeUnit.MILLISECONDS.toNanos(Feed.WAIT_MILLIS)), TimeUnit.NANOSECONDS);
        }
        return next == null ? queue.poll() : next;
    }

    /** True while the broker is there, and nothing that it has given out is missing here. */
    public boolean isCurrent() {
        return current;
    }

    /** Ends. What had come may still be taken with {@link #next}. May be called twice. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(MOST_CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Feed feed = null;
        ReplayLink door = null;
        boolean said = false;
        boolean everSaid = false;
        while (!closing && refused == null) {
            feed = renewed(feed);
            door = renewed(door);
            if (feed == null || door == null) {
                pause();
            } else if (!isConnected(feed, door)) {
                current = false;
                // Nothing comes for us now; what does come is asked for when both are there.
                feed.numbered(true, live -> {});
            } else {
                follow(feed, door);
            }
            if (current != said) {
                said = current;
                LOG.log(
                        everSaid ? Level.INFO : Level.DEBUG,
                        "subscriber: broker " + out + (said ? " gives events" : " is gone; trying again"));
                everSaid = true;
            }
        }
        if (feed != null) {
            feed.close();
        }
        if (door != null) {
            door.close();
        }
    }

    private boolean isConnected(Feed feed, ReplayLink door) {
        if (state != Feed.State.SUBSCRIBED) {
            feed.adaptPatience();
            feed.askIfSubscribed();
        }
        if (!door.isReady()) {
            door.adaptPatience();
        }
        return state == Feed.State.SUBSCRIBED && door.isReady();
    }

    private void follow(Feed feed, ReplayLink door) {
        try {
            long now = connection;
            if (inStep != now) {
                // What is in the queue is older than the answer, which tells of it too.
                feed.numbered(false, live -> {});
                if (!getInStep(door)) {
                    return;
                }
                inStep = now;
            }
            Cursors.Question question = cursors.question();
            if (question == null) {
                current = true;
                feed.numbered(true, this::live);
                return;
            }
            ReplayLink.Part part = door.read(question);
            if (part == null) {
                return;
            }
            if (!part.journal().equals(cursors.journal())) {
                inStep = 0;
                return;
            }
            cursors.answer(question, part.first(), part.last(), part.events());
            feed.numbered(false, this::live);
        } catch (ReplayLink.Refused e) {
            refused = e.getMessage();
        }
    }

    /** What comes while the connection changes is asked for again, as it may be of another numbering. */
    private void live(Feed.Live live) {
        if (state == Feed.State.SUBSCRIBED && inStep == connection) {
            cursors.live(live.topic(), live.offset(), live.payload());
        }
    }

    private boolean getInStep(ReplayLink door) throws ReplayLink.Refused {
        Duration since = beginning.since();
        ReplayLink.Heads heads =
                door.heads(prefixes, since == null ? -1 : System.currentTimeMillis() - since.toMillis());
        if (heads != null) {
            cursors.heads(heads.journal(), heads.serial(), heads.heads());
        }
        return heads != null;
    }

    private @Nullable Feed renewed(@Nullable Feed feed) {
        if (state != Feed.State.LOST || System.nanoTime() - stateSince < RENEW_AFTER_NANOS) {
            return feed;
        }
        if (feed != null) {
            feed.close();
        }
        became(Feed.State.CONNECTING);
        try {
            return new Feed(
                    out, prefixes.stream().map(ReliableSubscriber::marked).toList(), this::became);
        } catch (RuntimeException e) {
            // An unknown host, mostly: it may be known later.
            LOG.log(Level.DEBUG, "subscriber: cannot use " + out, e);
            became(Feed.State.LOST);
            return null;
        }
    }

    private @Nullable ReplayLink renewed(@Nullable ReplayLink door) {
        if (door != null && !door.isLostFor(RENEW_AFTER_NANOS)) {
            return door;
        }
        if (door != null) {
            door.close();
        }
        try {
            return new ReplayLink(replay);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "subscriber: cannot use " + replay, e);
            return null;
        }
    }

    private static byte[] marked(byte[] prefix) {
        byte[] marked = new byte[prefix.length + 1];
        marked[0] = Topics.NUMBERED;
        System.arraycopy(prefix, 0, marked, 1, prefix.length);
        return marked;
    }

    /** Called from the I/O thread too. */
    private void became(Feed.State now) {
        stateSince = System.nanoTime();
        if (now == Feed.State.SUBSCRIBED && state != now) {
            connection = connection + 1;
        }
        state = now;
    }

    private static void pause() {
        try {
            Thread.sleep(Feed.WAIT_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the subscriber's thread is never interrupted", e);
        }
    }

    private void keep(Numbered next) {
        try {
            boolean kept = false;
            while (!kept && !closing) {
                kept = queue.offer(next, Feed.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("the subscriber's thread is never interrupted", e);
        }
    }
}

package thiscord.subscriber;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ThreadFaults;
import thiscord.link.GateTunnel;
import thiscord.protocol.event.Topics;

/**
 * Follows topics on the numbered lane: each event of a topic comes once and in order, and what cannot come any more is told
 * as a {@link Numbered.Gap}. What was lost on the way, while the broker could not be reached, or while this subscriber was
 * slow, is asked of the replay door.
 *
 * <p>Safe for use by any number of threads. The ZeroMQ sockets belong to a thread of this object, a daemon. At most
 * 1,000 events wait to be taken; then the lane drops them, and they are asked for later.
 */
public final class ReliableSubscriber implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.subscriber");
    private static final long MOST_CLOSING_MILLIS = 3000;
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_STRANGERS = 3;

    private final Address out;
    private final @Nullable Address replay;
    private final List<byte[]> prefixes;
    private final Beginning beginning;
    private final Cursors cursors;
    private final KeptFeed kept;
    private final Waiting<Numbered> waiting = new Waiting<>();
    private final Thread thread;

    private volatile boolean current;
    private volatile @Nullable String refused;
    private volatile boolean closing;
    private long inStep;
    /** The connection on which the broker was asked who it is, and when. */
    private long askedOn;

    private long askedAt;
    /** How often in a row the doors named different numberings. */
    private int strangers;

    private ReliableSubscriber(
            Address out,
            @Nullable Address replay,
            List<byte[]> prefixes,
            Beginning beginning,
            Numbered.@Nullable Position resume) {
        this.out = out;
        this.replay = replay;
        this.prefixes = prefixes;
        this.beginning = beginning;
        this.kept = new KeptFeed(
                out, prefixes.stream().map(ReliableSubscriber::marked).toList());
        this.cursors = new Cursors(beginning, waiting::put);
        if (resume != null) {
            cursors.resume(resume);
        }
        this.thread = new Thread(ThreadFaults.restarting("subscriber", this::run, () -> !closing), "subscriber");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Starts; returns at once and keeps trying to reach the broker until closed.
     *
     * @param out where the broker gives events out
     * @param replay where it is asked for them again; null for where it says itself, on the same host
     * @param prefixes beginnings of topics, each at most {@link Topics#MAX_BYTES}; an empty one, or none, is everything
     * @param beginning where to begin if there is nothing to resume
     * @param resume where somebody was that had the same prefixes; null for nowhere
     */
    public static ReliableSubscriber connect(
            Address out,
            @Nullable Address replay,
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
     * @throws IllegalArgumentException if the broker will not number these prefixes, with its reason, or if what answers at
     *     {@code replay} is another broker
     */
    public @Nullable Numbered next(Duration patience) throws InterruptedException {
        return waiting.next(patience, () -> {
            String why = refused;
            if (why != null) {
                throw new IllegalArgumentException(why);
            }
        });
    }

    /** True while the broker is there, and nothing that it has given out is missing here. */
    public boolean isCurrent() {
        return current;
    }

    /** Ends. What had come may still be taken with {@link #next}. May be called twice. */
    @Override
    public void close() {
        closing = true;
        waiting.close();
        kept.endWaiting();
        try {
            thread.join(MOST_CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        kept.begin();
        ReplayLink door = null;
        boolean said = false;
        boolean everSaid = false;
        while (!closing && refused == null) {
            Feed feed = kept.feed();
            Feed.Who who = feed == null ? null : who(feed);
            Address at = who == null || replay != null ? replay : new Address(out.host(), who.replayPort());
            door = renewed(door, at);
            if (feed == null) {
                kept.pause();
            } else if (who == null || door == null) {
                current = false;
                // Takes the broker's answer.
                feed.numbered(true, live -> {});
            } else if (!isConnected(door)) {
                current = false;
                // Nothing comes for us now; what does come is asked for when both are there.
                feed.numbered(true, live -> {});
            } else {
                follow(feed, door, who);
            }
            if (current != said) {
                said = current;
                LOG.log(
                        everSaid ? Level.INFO : Level.DEBUG,
                        "subscriber: broker " + GateTunnel.shown(out)
                                + (said ? " gives events" : " is gone; trying again"));
                everSaid = true;
            }
        }
        kept.close();
        if (door != null) {
            door.close();
        }
    }

    private boolean isConnected(ReplayLink door) {
        if (!door.isReady()) {
            door.adaptPatience();
        }
        return kept.subscribed() && door.isReady();
    }

    /** Who the broker is that this connection is to; null if it has not said yet, and is asked. */
    private Feed.@Nullable Who who(Feed feed) {
        long now = System.nanoTime();
        Feed.Who who = askedOn == kept.connection() ? feed.who() : null;
        boolean asks = askedOn != kept.connection() || who == null && now - askedAt > ASK_AGAIN_NANOS;
        if (asks && kept.subscribed()) {
            feed.askWho();
            askedOn = kept.connection();
            askedAt = now;
        }
        return who;
    }

    private void follow(Feed feed, ReplayLink door, Feed.Who who) {
        try {
            long now = kept.connection();
            if (inStep != now) {
                // What is in the queue is older than the answer, which tells of it too.
                feed.numbered(false, live -> {});
                if (!getInStep(door, who)) {
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
        if (kept.subscribed() && inStep == kept.connection()) {
            cursors.live(live.topic(), live.offset(), live.payload());
        }
    }

    private boolean getInStep(ReplayLink door, Feed.Who who) throws ReplayLink.Refused {
        Duration since = beginning.since();
        ReplayLink.Heads heads =
                door.heads(prefixes, since == null ? -1 : System.currentTimeMillis() - since.toMillis());
        if (heads != null && !heads.journal().equals(who.journal())) {
            otherBroker(door);
            return false;
        }
        strangers = 0;
        if (heads != null) {
            cursors.heads(heads.journal(), heads.serial(), heads.heads());
        }
        return heads != null;
    }

    /** The two doors name different numberings: once when the broker was just started anew, again and again if they are of two. */
    private void otherBroker(ReplayLink door) {
        askedOn = 0;
        if (++strangers == MOST_STRANGERS) {
            refused = out + " and " + door.address()
                    + " are not of one broker; --replay is what its ready line calls so, or leave it out";
        }
        kept.pause();
    }

    private @Nullable ReplayLink renewed(@Nullable ReplayLink door, @Nullable Address at) {
        if (at == null) {
            return door;
        }
        if (door != null && door.address().equals(at) && !door.isLostFor(KeptFeed.RENEW_AFTER_NANOS)) {
            return door;
        }
        if (door != null) {
            door.close();
        }
        try {
            return new ReplayLink(at);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "subscriber: cannot use " + at, e);
            return null;
        }
    }

    private static byte[] marked(byte[] prefix) {
        byte[] marked = new byte[prefix.length + 1];
        marked[0] = Topics.NUMBERED;
        System.arraycopy(prefix, 0, marked, 1, prefix.length);
        return marked;
    }
}

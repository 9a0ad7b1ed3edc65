package thiscord.subscriber;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ThreadFaults;
import thiscord.link.GateTunnel;
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
    /** A dead I/O thread would keep ZeroMQ from ending for ever. */
    private static final long MOST_CLOSING_MILLIS = 1500;

    private final Address broker;
    private final KeptFeed kept;
    private final Waiting<ReceivedEvent> waiting = new Waiting<>();
    private final Thread thread;
    private volatile boolean closing;

    private EventSubscriber(Address broker, List<byte[]> prefixes) {
        this.broker = broker;
        this.kept = new KeptFeed(broker, prefixes);
        this.thread = new Thread(ThreadFaults.restarting("subscriber", this::run, () -> !closing), "subscriber");
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
        return waiting.next(patience, () -> {});
    }

    /** Waits until the broker has the subscriptions, so that what is published from then on comes; false if not in time. */
    public boolean awaitSubscribed(Duration patience) throws InterruptedException {
        return kept.awaitSubscribed(patience);
    }

    /** True while a broker is there and has the subscriptions. */
    public boolean subscribed() {
        return kept.subscribed();
    }

    /** Ends. What had come may still be taken with {@link #next}. No thread or socket is left. May be called twice. */
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
        boolean saidSubscribed = false;
        boolean everSubscribed = false;
        while (!closing) {
            Feed feed = kept.feed();
            ReceivedEvent event = feed == null ? null : feed.next();
            if (event != null) {
                waiting.put(event);
            } else if (feed == null) {
                kept.pause();
            }
            boolean now = subscribed();
            if (now != saidSubscribed) {
                saidSubscribed = now;
                Level level = everSubscribed ? Level.INFO : Level.DEBUG;
                everSubscribed = true;
                LOG.log(
                        level,
                        "subscriber: broker " + GateTunnel.shown(broker)
                                + (now ? " gives events" : " is gone; trying again"));
            }
        }
        kept.close();
    }
}

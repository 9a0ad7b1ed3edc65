package thiscord.publisher;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.link.BrokerLink;
import thiscord.protocol.event.Topics;
import thiscord.protocol.json.CloudEventJson;

/**
 * The publisher's thread: takes from the backlog, encodes, hands over to the {@link Link}, and makes a new link when the
 * old one is lost. Only {@link #closeBy} is called from elsewhere.
 */
final class Sender implements Runnable {
    private static final Logger LOG = System.getLogger("thiscord.publisher");
    /** How long a lost link may stay so before it is made anew; JeroMQ's own retry takes over well before that. */
    private static final long RENEW_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long a broker may take to answer for the first time before a word is said of it. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** One line about dropped events in that time at the most. */
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** What was last said of the broker. */
    private enum Said {
        NOTHING,
        READY,
        MISSING
    }

    private final Address broker;
    private final Backlog backlog;

    private @Nullable Link link;
    private volatile BrokerLink.State state = BrokerLink.State.CONNECTING;
    private volatile long stateSince = System.nanoTime();
    private volatile boolean closing;
    private volatile long deadline;

    private final long since = System.nanoTime();
    private Said said = Said.NOTHING;
    private long reported;
    private long reportedAt = System.nanoTime() - REPORT_NANOS;
    private boolean saidUnsendable;

    Sender(Address broker, Backlog backlog) {
        this.broker = broker;
        this.backlog = backlog;
    }

    /** Ends the thread: by that {@link System#nanoTime()} all is sent or dropped. */
    void closeBy(long nanoTime) {
        deadline = nanoTime;
        closing = true;
        backlog.close();
    }

    @Override
    public void run() {
        int turns = 0;
        while (!closing) {
            renewIfLost();
            Backlog.Waiting next = backlog.take(RENEW_AFTER_NANOS);
            if (next != null) {
                send(next);
            } else if (link != null) {
                link.askForConfirmation();
            }
            if (!closing && (next == null || ++turns % 1024 == 0)) {
                sayWhatChanged();
            }
        }
        drain();
        report(true);
    }

    private void drain() {
        while (backlog.stats().queued() > 0 && deadline - System.nanoTime() > 0) {
            renewIfLost();
            backlog.awaitReadyWhenClosed(Math.min(deadline - System.nanoTime(), RENEW_AFTER_NANOS));
            Backlog.Waiting next = backlog.take(0);
            if (next != null) {
                send(next);
            }
        }
        backlog.dropRest();
        if (link != null) {
            backlog.unconfirmed(link.close(deadline));
        }
    }

    private void renewIfLost() {
        boolean lost = state == BrokerLink.State.LOST && System.nanoTime() - stateSince > RENEW_AFTER_NANOS;
        if (link != null && lost) {
            backlog.unconfirmed(link.close(System.nanoTime()));
            link = null;
        }
        if (link != null && state != BrokerLink.State.GREETED) {
            link.adaptPatience();
        }
        if (link == null && (lost || state == BrokerLink.State.CONNECTING)) {
            became(BrokerLink.State.CONNECTING);
            try {
                link = new Link(broker, this::became);
            } catch (RuntimeException e) {
                // An unknown host, mostly: it may be known later.
                became(BrokerLink.State.LOST);
                LOG.log(Level.DEBUG, "publisher: cannot use " + broker, e);
            }
        }
    }

    /** Called from the I/O thread too. */
    private void became(BrokerLink.State now) {
        state = now;
        stateSince = System.nanoTime();
        backlog.ready(now == BrokerLink.State.GREETED);
    }

    private void send(Backlog.Waiting event) {
        byte[] payload = payload(event);
        if (payload == null) {
            backlog.dropped();
        } else if (link != null && link.send(event.topic(), payload)) {
            backlog.sent();
        }
    }

    private byte @Nullable [] payload(Backlog.Waiting event) {
        if (event.payload() != null) {
            return event.payload();
        }
        try {
            byte[] payload = CloudEventJson.write(event.event());
            if (payload.length <= Topics.MAX_PAYLOAD_BYTES) {
                return payload;
            }
            unsendable("it is longer than " + Topics.MAX_PAYLOAD_BYTES + " bytes", null);
        } catch (UncheckedIOException | IllegalArgumentException | ClassCastException e) {
            unsendable("it cannot be written as JSON", e);
        }
        return null;
    }

    private void unsendable(String why, @Nullable Throwable cause) {
        if (!saidUnsendable) {
            saidUnsendable = true;
            LOG.log(Level.WARNING, "publisher: an event is dropped, " + why + "; more such are only counted", cause);
        }
    }

    /** Says when the broker is missing, also at the very start, and when it is back; a good start needs no words. */
    private void sayWhatChanged() {
        Said now = state == BrokerLink.State.GREETED ? Said.READY : Said.MISSING;
        boolean early = said == Said.NOTHING && now == Said.MISSING && System.nanoTime() - since < PATIENCE_NANOS;
        if (now != said && !early) {
            Level level = said == Said.NOTHING && now == Said.READY ? Level.DEBUG : Level.INFO;
            String absent = said == Said.NOTHING ? " does not answer; keeping events" : " is gone; keeping events";
            LOG.log(level, "publisher: broker " + broker + (now == Said.READY ? " takes events" : absent));
            said = now;
        }
        report(false);
    }

    /** Says what was dropped, once all is well again or at the end. */
    private void report(boolean atTheEnd) {
        EventPublisher.Stats now = backlog.stats();
        long lost = now.dropped() - reported;
        boolean healed = now.connected() && now.queued() == 0 && System.nanoTime() - reportedAt > REPORT_NANOS;
        if (lost > 0 && (atTheEnd || healed)) {
            reported = now.dropped();
            reportedAt = System.nanoTime();
            LOG.log(Level.WARNING, "publisher: " + lost + " events for broker " + broker + " were dropped");
        }
    }
}

package thiscord.publisher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.link.BrokerLink;

/**
 * The publisher's thread: takes from the backlog, encodes, hands over to the {@link Link}, and makes a new link when the
 * old one is lost. Only {@link #closeBy} is called from elsewhere.
 */
final class Sender implements Sending {
    private static final Logger LOG = System.getLogger("thiscord.publisher");
    /** How long a lost link may stay so before it is made anew; JeroMQ's own retry takes over well before that. */
    private static final long RENEW_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Address broker;
    private final Backlog backlog;

    private @Nullable Link link;
    private volatile BrokerLink.State state = BrokerLink.State.CONNECTING;
    private volatile long stateSince = System.nanoTime();
    private volatile boolean atReplayDoor;
    private volatile boolean closing;
    private volatile long deadline;

    private final Encoding encoding = new Encoding();
    private final Voice voice;

    Sender(Address broker, Backlog backlog) {
        this.broker = broker;
        this.backlog = backlog;
        this.voice = new Voice(broker, backlog);
    }

    @Override
    public void closeBy(long nanoTime) {
        deadline = nanoTime;
        closing = true;
        backlog.close();
    }

    @Override
    public void run() {
        if (link != null) {
            // A fault ended this thread's work before.
            state = BrokerLink.State.LOST;
        }
        int turns = 0;
        while (!closing && !atReplayDoor) {
            renewIfLost();
            Backlog.Waiting next = backlog.take(RENEW_AFTER_NANOS);
            if (next != null) {
                send(next);
            } else if (link != null) {
                link.askForConfirmation();
            }
            if (!closing && (next == null || ++turns % 1024 == 0)) {
                voice.sayWhatChanged(state == BrokerLink.State.GREETED);
            }
        }
        if (atReplayDoor) {
            if (link != null) {
                link.close(System.nanoTime());
            }
            return;
        }
        drain();
        voice.report(true);
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
                link = new Link(broker, this::became, this::foundReplayDoor);
            } catch (RuntimeException e) {
                // An unknown host, mostly: it may be known later.
                became(BrokerLink.State.LOST);
                LOG.log(Level.DEBUG, "publisher: cannot use " + broker, e);
            }
        }
    }

    /** True once it has ended because it is the replay door that answers, where another has to go on. */
    boolean isAtReplayDoor() {
        return atReplayDoor;
    }

    /** Called from the I/O thread. */
    private void foundReplayDoor() {
        atReplayDoor = true;
        backlog.nudge();
    }

    /** Called from the I/O thread too. */
    private void became(BrokerLink.State now) {
        state = now;
        stateSince = System.nanoTime();
        backlog.ready(now == BrokerLink.State.GREETED);
    }

    private void send(Backlog.Waiting event) {
        byte[] payload = encoding.payload(event);
        if (payload == null) {
            backlog.dropped();
        } else if (link != null && link.send(event.topic(), payload)) {
            backlog.sent();
        }
    }
}

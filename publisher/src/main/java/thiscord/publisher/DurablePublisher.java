package thiscord.publisher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.link.BrokerLink;

/**
 * Sends {@link DurableEvents} to the replay door of a broker until it has confirmed them. A few batches are under way at a
 * time, one of each of their publishers; what was not answered when the connection was lost is sent again. At the in door,
 * where nothing is confirmed, events count as confirmed once they were handed over.
 *
 * <p>Has one thread, {@code publisher-durable}, which owns the socket. {@link #wake} and {@link #close} are for any thread.
 */
public final class DurablePublisher implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.publisher");
    private static final long RENEW_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long SLACK_MILLIS = 1000;
    private static final int MOST_UNDER_WAY = 8;
    private static final int SHORT_MILLIS = 5;
    private static final int LONG_MILLIS = 100;
    private static final int PLAIN_BACKLOG = 1000;

    private final Address door;
    private final DurableEvents events;
    private final BrokerProof proof;
    private final Thread thread;
    private final Object signal = new Object();
    /** Batches by the id of the message that they went in. */
    private final Map<Long, DurableEvents.Batch> underWay = new LinkedHashMap<>();

    /** Owners of batches that were refused for want of proof, and when they are tried again. */
    private final Map<Object, Long> deferred = new HashMap<>();

    private @Nullable ConfirmLink link;
    private @Nullable EventPublisher plain;
    private volatile BrokerLink.State state = BrokerLink.State.CONNECTING;
    private volatile long stateSince = System.nanoTime();
    private volatile boolean otherDoor;
    private volatile boolean closing;
    private volatile long deadline;
    private boolean woken;
    private boolean idle = true;
    private boolean refusalSaid;
    /** It is known how it stands with proofs on this connection. */
    private boolean settled;

    private long connection;
    private long lastId;
    private long progressAt = System.nanoTime();

    private DurablePublisher(Address door, DurableEvents events, @Nullable Supplier<@Nullable String> secret) {
        this.door = door;
        this.events = events;
        this.proof = new BrokerProof(door, secret);
        this.thread = new Thread(this::run, "publisher-durable");
        thread.setDaemon(true);
    }

    /**
     * Starts; returns at once and keeps trying to reach the broker until closed.
     *
     * @param secret gives the content of {@code hubs.secret}, or null, for topics that need proof; null itself for no proof
     */
    public static DurablePublisher connect(
            Address door, DurableEvents events, @Nullable Supplier<@Nullable String> secret) {
        DurablePublisher made = new DurablePublisher(door, events, secret);
        made.thread.start();
        return made;
    }

    /** There may be something to send. Does not block. */
    public void wake() {
        synchronized (signal) {
            if (!woken) {
                woken = true;
                signal.notifyAll();
            }
        }
    }

    private void await(long nanos) {
        synchronized (signal) {
            try {
                if (!woken && nanos > 0) {
                    TimeUnit.NANOSECONDS.timedWait(signal, nanos);
                }
                woken = false;
            } catch (InterruptedException e) {
                throw new IllegalStateException("this thread is never interrupted", e);
            }
        }
    }

    private void run() {
        while (!closing || !idle && deadline - System.nanoTime() > 0) {
            try {
                turn();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "publisher: sending stored events failed, and is tried again", e);
                again();
                await(RENEW_AFTER_NANOS);
            }
        }
        if (link != null) {
            link.close();
        }
        if (plain != null) {
            plain.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    private void turn() {
        if (otherDoor) {
            turnAtInDoor();
            return;
        }
        renewIfLost();
        ConfirmLink now = link;
        if (now == null || state != BrokerLink.State.GREETED) {
            // What is stored need not be waited for when this ends.
            idle = true;
            if (!closing) {
                await(RENEW_AFTER_NANOS);
            }
            return;
        }
        if (connection != now.greeting()) {
            connection = now.greeting();
            again();
            deferred.clear();
            now.askAtOnce();
            settled = false;
        }
        settled = settled || proof.settle(now, ++lastId, LONG_MILLIS);
        if (!settled) {
            idle = true;
            return;
        }
        boolean more = send(now);
        idle = !more && underWay.isEmpty();
        if (idle && !closing) {
            await(RENEW_AFTER_NANOS);
        } else if (!idle) {
            hear(now);
        }
        if (!underWay.isEmpty() && System.nanoTime() - progressAt > ANSWER_NANOS) {
            again();
        }
    }

    /** True if it would have sent more. */
    private boolean send(ConfirmLink to) {
        while (underWay.size() < MOST_UNDER_WAY) {
            DurableEvents.Batch batch = events.next(keys());
            if (batch == null) {
                return false;
            }
            List<Window.Numbered> numbered = new ArrayList<>();
            long number = batch.first();
            for (DurableEvents.Ready one : batch.events()) {
                Backlog.Waiting event =
                        new Backlog.Waiting(one.topic().getBytes(StandardCharsets.UTF_8), one.payload(), null);
                numbered.add(new Window.Numbered(number++, event, one.payload()));
            }
            byte[] publisher = batch.publisher().getBytes(StandardCharsets.US_ASCII);
            if (underWay.isEmpty()) {
                progressAt = System.nanoTime();
            }
            if (!to.send(++lastId, publisher, batch.first(), false, numbered)) {
                return true;
            }
            underWay.put(lastId, batch);
        }
        return true;
    }

    private List<Object> keys() {
        List<Object> keys = new ArrayList<>();
        underWay.values().forEach(batch -> keys.add(batch.key()));
        long now = System.nanoTime();
        deferred.values().removeIf(until -> now - until >= 0);
        keys.addAll(deferred.keySet());
        return keys;
    }

    private void again() {
        underWay.clear();
        progressAt = System.nanoTime();
    }

    private void hear(ConfirmLink from) {
        ConfirmLink.Answer answer = from.answer(SHORT_MILLIS);
        while (answer != null) {
            take(answer);
            answer = from.answer(0);
        }
    }

    private void take(ConfirmLink.Answer answer) {
        DurableEvents.Batch batch = underWay.remove(answer.id());
        if (batch == null) {
            return;
        }
        progressAt = System.nanoTime();
        String unread = answer.refusal();
        ConfirmLink now = link;
        boolean proven = now != null && now.standing() == ConfirmLink.Standing.PROVEN;
        if (unread == null && (proven || !proof.wanted() || answer.refused().isEmpty())) {
            events.done(batch, Math.max(answer.upto(), batch.first() - 1), answer.refused());
            return;
        }
        if (unread == null) {
            defer(batch, answer.refused());
            return;
        }
        if (proven) {
            // The broker's nonce is another one: the proofs are to be made again.
            now.askAgain();
            settled = false;
            again();
            return;
        }
        if (!refusalSaid) {
            refusalSaid = true;
            LOG.log(Level.WARNING, "publisher: broker " + door + " does not take stored events: " + unread);
        }
        became(BrokerLink.State.LOST);
    }

    /** The broker takes these with proof alone, and cannot prove itself: they stay stored, and others go on. */
    private void defer(DurableEvents.Batch batch, Map<Long, String> refused) {
        long first = refused.keySet().iterator().next();
        if (!refusalSaid) {
            refusalSaid = true;
            LOG.log(
                    Level.WARNING,
                    "publisher: broker " + door + " does not take stored events: " + refused.get(first)
                            + "; they are kept and tried again");
        }
        events.done(batch, Math.max(first - 1, batch.first() - 1), Map.of());
        deferred.put(batch.key(), System.nanoTime() + ANSWER_NANOS);
    }

    private void turnAtInDoor() {
        if (link != null) {
            link.close();
            link = null;
            again();
        }
        EventPublisher to = plain == null ? EventPublisher.connect(door, PLAIN_BACKLOG) : plain;
        plain = to;
        DurableEvents.Batch batch = events.next(List.of());
        idle = batch == null;
        if (batch == null) {
            if (!closing) {
                await(RENEW_AFTER_NANOS);
            }
            return;
        }
        long number = batch.first() - 1;
        try {
            for (DurableEvents.Ready one : batch.events()) {
                if (!to.publish(one.topic(), one.payload(), Duration.ofSeconds(1))) {
                    break;
                }
                number++;
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("this thread is never interrupted", e);
        }
        events.done(batch, number, Map.of());
    }

    private void renewIfLost() {
        boolean lost = state == BrokerLink.State.LOST && System.nanoTime() - stateSince > RENEW_AFTER_NANOS;
        if (link != null && lost) {
            link.close();
            link = null;
            connection = 0;
        }
        if (link != null && state != BrokerLink.State.GREETED) {
            link.adaptPatience();
        }
        if (link == null && (lost || state == BrokerLink.State.CONNECTING)) {
            became(BrokerLink.State.CONNECTING);
            try {
                link = new ConfirmLink(door, proof.secret(), this::became, this::otherDoor);
            } catch (RuntimeException e) {
                // An unknown host, mostly: it may be known later.
                became(BrokerLink.State.LOST);
                LOG.log(Level.DEBUG, "publisher: cannot use " + door, e);
            }
        }
    }

    /** Called from the I/O thread too. */
    private void became(BrokerLink.State now) {
        state = now;
        stateSince = System.nanoTime();
        wake();
    }

    /** Called from the I/O thread. */
    private void otherDoor() {
        otherDoor = true;
        wake();
    }

    /**
     * Ends; gives what is to be sent that long to be confirmed. What is not then is stored, and sent by the next one. Blocks for
     * little more than that.
     */
    public void close(Duration atMost) {
        deadline = System.nanoTime() + atMost.toNanos();
        closing = true;
        wake();
        try {
            thread.join(atMost.toMillis() + SLACK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(EventPublisher.LINGER);
    }
}

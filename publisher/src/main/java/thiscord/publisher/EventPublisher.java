package thiscord.publisher;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ThreadFaults;
import thiscord.protocol.event.PlaneEvent;
import thiscord.protocol.event.Topics;

/**
 * Pushes events to a broker. Safe for use by any number of threads; {@link #publish} never blocks and never fails because
 * of the broker.
 *
 * <p><b>When the broker is away</b> events wait in a bounded backlog. When that is full the <em>oldest</em> is dropped: the
 * newest say how things are now, and what is missing is then one stretch and not many holes. What was dropped is counted
 * in {@link #stats} and told in one log line when all is well again.
 *
 * <p><b>Confirmed</b> or not is decided by the door. At the broker's replay door ({@link #confirming}, or {@link #connect} with
 * its address) each event is sent until the broker says that it is there, and taken once: what counts as sent was confirmed. The
 * order in which events were published is kept. {@link #awaitConfirmed} waits for that.
 *
 * <p><b>At most once</b> otherwise. An event counts as sent when it is handed to a connection whose other end has said that it takes
 * events. What is in the buffers of a connection that then breaks (some hundred KiB) is lost, uncounted; up to 1000 events
 * that ZeroMQ had not yet written are kept for the next connection. Nothing comes twice. The order of one thread's events
 * is kept. {@link #close} waits, within the linger, until the broker has read everything.
 *
 * <p><b>Threads.</b> The ZeroMQ socket belongs to one thread of this object, which also encodes. It is a daemon: a process
 * that ends without {@link #close} loses what was waiting.
 */
public final class EventPublisher implements AutoCloseable {
    /** How long {@link #close} lets waiting events get away, unless told otherwise. */
    public static final Duration LINGER = Duration.ofSeconds(3);
    /** How much longer than the linger closing may take, should ZeroMQ not end. */
    private static final long SLACK_MILLIS = 1000;

    /**
     * Counts since the start.
     *
     * @param queued waiting now
     * @param sent handed over to a live connection
     * @param dropped pushed out by newer ones, not encodable, or left over at the end
     * @param unconfirmed of those sent, how many the broker was not seen to read before their connection was given up
     * @param connected whether the broker takes events now
     */
    public record Stats(int queued, long sent, long dropped, long unconfirmed, boolean connected) {}

    private final Backlog backlog;
    private final @Nullable Sender sender;
    private final ConfirmingSender confirming;
    private final Thread thread;
    private final Duration linger;

    /** @param seesDoor true to see what door it is, and to confirm at the replay door only */
    private EventPublisher(Address broker, Confirming confirmed, boolean seesDoor, int most, Duration linger) {
        if (most < 1) {
            throw new IllegalArgumentException("a backlog holds 1 event or more, not " + most);
        }
        this.backlog = new Backlog(most);
        this.sender = seesDoor ? new Sender(broker, backlog) : null;
        this.confirming = new ConfirmingSender(broker, backlog, confirmed);
        this.linger = linger;
        this.thread = new Thread(ThreadFaults.restarting("publisher", this::run, backlog::isOpen), "publisher");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        if (sender != null) {
            sender.run();
        }
        if (sender == null || sender.isAtReplayDoor()) {
            confirming.run();
        }
    }

    /**
     * Starts; returns at once and keeps trying to reach the broker until closed.
     *
     * @param broker where the broker takes events: its in door, or its replay door to have them confirmed and, if somebody
     *     follows them by number, kept
     * @param backlog how many events may wait, 1 or more
     */
    public static EventPublisher connect(Address broker, int backlog) {
        return connect(broker, backlog, LINGER);
    }

    /** The same with another linger; zero drops what is waiting at once. */
    public static EventPublisher connect(Address broker, int backlog, Duration linger) {
        return connect(broker, Confirming.asSomebodyNew(false), backlog, linger);
    }

    /**
     * The same with a way to publish at the replay door, should that be it; with {@link Confirming#proving} also topics that are the
     * hub's and the room service's.
     */
    public static EventPublisher connect(Address broker, Confirming how, int backlog, Duration linger) {
        return new EventPublisher(broker, how, true, backlog, linger);
    }

    /**
     * Starts one whose events are confirmed; returns at once and keeps trying to reach the broker until closed. Up to 1,600 of the
     * oldest in the backlog have a number already and are no longer pushed out.
     *
     * @param door the broker's replay door
     */
    public static EventPublisher confirming(Address door, Confirming how, int backlog, Duration linger) {
        return new EventPublisher(door, how, false, backlog, linger);
    }

    /**
     * Sends a CloudEvent. It is encoded later, on the publisher's thread; its data must not change any more.
     *
     * @throws IllegalArgumentException if the topic is not one
     */
    public void publish(PlaneEvent event) {
        backlog.add(new Backlog.Waiting(topic(event.topic()), null, event));
    }

    /**
     * Sends a payload as it is.
     *
     * @param payloadJson JSON in UTF-8, at most {@link Topics#MAX_PAYLOAD_BYTES}; not checked further; must not change
     * @throws IllegalArgumentException if the topic is not one or the payload is too long
     */
    public void publish(String topic, byte[] payloadJson) {
        backlog.add(waiting(topic, payloadJson));
    }

    /**
     * The same for a sender that would rather wait than have events dropped: blocks until the backlog has room.
     *
     * @return false if it had none within that time, or this is closed; the event is not sent then
     */
    public boolean publish(String topic, byte[] payloadJson, Duration patience) throws InterruptedException {
        return backlog.addPatiently(waiting(topic, payloadJson), patience.toNanos());
    }

    private static Backlog.Waiting waiting(String topic, byte[] payload) {
        if (payload.length > Topics.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "a payload has at most " + Topics.MAX_PAYLOAD_BYTES + " bytes, this one has " + payload.length);
        }
        return new Backlog.Waiting(topic(topic), payload, null);
    }

    private static byte[] topic(String topic) {
        byte[] bytes = topic.getBytes(StandardCharsets.UTF_8);
        String wrong = Topics.wrong(bytes);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
        return bytes;
    }

    /** Waits until the broker takes events; false if it did not within that time. */
    public boolean awaitConnected(Duration patience) throws InterruptedException {
        return backlog.awaitReady(patience.toNanos());
    }

    /**
     * Waits until the broker has confirmed, or refused, all that was published; false if it had not within that time. At the in
     * door, where nothing is confirmed, until all was handed over.
     */
    public boolean awaitConfirmed(Duration patience) throws InterruptedException {
        return backlog.awaitEmpty(patience.toNanos());
    }

    /**
     * What the broker answered.
     *
     * @param upto up to that number all events are confirmed or refused; 0 at the in door
     * @param refused how many it refused
     * @param why the last thing that it refused, or would not read; null if there was none
     */
    public record Confirmations(
            long upto, long refused, @Nullable String why) {}

    /** What the broker answered so far. */
    public Confirmations confirmations() {
        return new Confirmations(confirming.upto(), confirming.refused(), confirming.refusal());
    }

    /** Counts, consistent among themselves. */
    public Stats stats() {
        return backlog.stats();
    }

    /**
     * Ends: takes no more events, gives those that wait the linger to get away, drops the rest. Blocks for little more
     * than the linger at most; an interrupt ends the wait, not the ending. May be called twice.
     */
    @Override
    public void close() {
        close(linger);
    }

    /** The same with another linger. */
    public void close(Duration atMost) {
        if (thread.isAlive()) {
            long deadline = System.nanoTime() + atMost.toNanos();
            confirming.closeBy(deadline);
            if (sender != null) {
                sender.closeBy(deadline);
            }
        }
        try {
            thread.join(atMost.toMillis() + SLACK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

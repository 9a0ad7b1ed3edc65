package thiscord.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;
import thiscord.broker.journal.Journal;
import thiscord.protocol.event.Replay;
import thiscord.protocol.event.Topics;
import zmq.Msg;
import zmq.io.Metadata;
import zmq.socket.pubsub.BatchedDist;

/**
 * The broker's one loop: takes an event in, checks its form, gives it to the {@link Lane}. Owns both sockets once it runs;
 * never blocks but for the next event, and then for {@link #IDLE_MILLIS} at most.
 *
 * <p>The out socket needs no poller: its new connections and subscriptions are handled by JeroMQ at the next send, and
 * between events once each idle time.
 */
final class BrokerLoop implements Runnable {
    static final int IDLE_MILLIS = 100;
    /** Two are an event; a few more are counted and warned of, still more end the connection. */
    static final int MOST_FRAMES = 4;

    private static final Logger LOG = System.getLogger("thiscord.broker");
    /** Events taken in a row before the loop looks after subscriptions and its clock. */
    private static final int BATCH = 1000;
    /** So many events in a row are each counted by topic, and one of so many behind them. */
    private static final int BUSY = 16;
    /** Events that are given to the I/O thread together, while more come in. */
    private static final int FLUSH = 100;

    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int LINGER_MILLIS = 500;
    private static final long LONGEST_TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ZMQ.Context context;
    private final ZMQ.Socket in;
    private final ZMQ.Socket out;
    private final BatchedDist outBatch;
    private final Door inDoor;
    private final Door outDoor;
    private final Lane lane;
    private final NumberedLane numbered;
    private final ConfirmedLane confirmed;
    private final Traffic traffic = new Traffic(System.nanoTime());
    private final int maxPayloadBytes;
    private final SelfPing ping;
    private final CountDownLatch drained = new CountDownLatch(1);
    private final Envelope envelope = new Envelope();
    private final Rejects rejects = new Rejects(line -> LOG.log(Level.WARNING, "broker: " + line), System.nanoTime());

    private final SlowSubscribers slow;
    private volatile boolean stopping;
    private long received;
    /** For how many events the one in hand stands where they are counted by topic. */
    private int weight;

    private long sweptAt = System.nanoTime();
    private volatile long turnedAt = sweptAt;
    /** The loop's counts, as others may see them. */
    private volatile long publishedReceived;

    BrokerLoop(Doors doors, int maxPayloadBytes, Journal journal, SelfPing ping) {
        this.context = doors.context();
        this.in = doors.in();
        this.out = doors.out();
        this.outBatch = doors.outBatch();
        this.inDoor = doors.inDoor();
        this.outDoor = doors.outDoor();
        this.slow = new SlowSubscribers(doors.subscriptions(), line -> LOG.log(Level.WARNING, "broker: " + line));
        int replayPort = doors.replayAddress().port();
        this.numbered = new NumberedLane(out, journal, line -> LOG.log(Level.WARNING, "broker: " + line));
        this.lane = new Lane(
                out,
                numbered,
                () -> List.of(journal.id().getBytes(StandardCharsets.US_ASCII), Replay.number(replayPort)));
        this.confirmed = new ConfirmedLane(lane, numbered, journal, maxPayloadBytes);
        this.maxPayloadBytes = maxPayloadBytes;
        this.ping = ping;
    }

    /** Ends the loop soon; from any thread. */
    void stop() {
        stopping = true;
    }

    /** Waits until what had come in is dealt with and the sockets are closed; after {@link #stop}. */
    boolean awaitDrained(long millis) throws InterruptedException {
        return drained.await(millis, TimeUnit.MILLISECONDS);
    }

    /** True once {@link #awaitDrained} need not wait. */
    boolean isDrained() {
        return drained.getCount() == 0;
    }

    /** False if no turn has ended for long. */
    boolean turnsStill() {
        return System.nanoTime() - turnedAt < LONGEST_TURN_NANOS;
    }

    /** Takes up events whose publishers are to be told; the loop's thread, by an {@link Errand}. */
    void take(List<Batch> batches) {
        for (Batch batch : batches) {
            for (int i = 0; i < batch.size(); i += BUSY) {
                traffic.count(batch.topic(i), Math.min(BUSY, batch.size() - i));
            }
        }
        received += confirmed.take(batches);
    }

    /** How much goes through; the loop's thread, by an {@link Errand}. */
    Traffic traffic() {
        return traffic;
    }

    Broker.Stats stats() {
        return new Broker.Stats(
                publishedReceived, rejects.total(), lane.subscriptions(), inDoor.counts(), outDoor.counts(), 0);
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                turn(in.recvMsg(0));
            }
            long end = System.nanoTime() + DRAIN_NANOS;
            Msg left = in.recvMsg(ZMQ.DONTWAIT);
            while (left != null && end - System.nanoTime() > 0) {
                turn(left);
                left = in.recvMsg(ZMQ.DONTWAIT);
            }
        } finally {
            numbered.allLeft();
            in.setLinger(0);
            in.close();
            out.setLinger(LINGER_MILLIS);
            out.close();
            drained.countDown();
            context.close();
        }
    }

    private void turn(@Nullable Msg first) {
        Msg next = first;
        for (int i = 0; next != null; i++) {
            weight = i < BUSY ? 1 : i % BUSY == 0 ? BUSY : 0;
            take(next);
            if (i % FLUSH == FLUSH - 1) {
                outBatch.flush();
            }
            next = i < BATCH ? in.recvMsg(ZMQ.DONTWAIT) : null;
        }
        numbered.flush();
        outBatch.flush();
        publishedReceived = received;
        lane.followSubscriptions();
        long now = System.nanoTime();
        turnedAt = now;
        if (now - sweptAt > TimeUnit.SECONDS.toNanos(1)) {
            sweptAt = now;
            inDoor.sweep(now);
            outDoor.sweep(now);
            rejects.tick(now);
            numbered.tick();
            traffic.tick(received, now);
            slow.tick(now);
            outBatch.flush();
        }
    }

    private void take(Msg first) {
        if (first instanceof Errand errand) {
            errand.run();
            return;
        }
        if (first.hasMore() && ping.is(first)) {
            Msg payload = in.recvMsg(0);
            if (payload != null && !payload.hasMore()) {
                lane.publish(first, payload);
                return;
            }
        }
        received++;
        // JeroMQ takes it off when the frame is sent on.
        Metadata from = first.getMetadata();
        String wrong = first.hasMore() ? twoFrames(first) : oneFrame(first);
        if (wrong != null) {
            String peer = from == null ? null : from.get(Metadata.PEER_ADDRESS);
            rejects.reject(peer == null ? "a peer without an address" : peer, wrong, System.nanoTime());
        }
    }

    private @Nullable String twoFrames(Msg topic) {
        Msg payload = in.recvMsg(0);
        if (payload == null || payload.hasMore()) {
            int frames = 2;
            while (payload != null && payload.hasMore()) {
                payload = in.recvMsg(0);
                frames++;
            }
            return frames + " frames; an event is [topic, payload] or one frame of JSON";
        }
        String wrong = Topics.wrong(topic.data());
        if (wrong == null) {
            wrong = payloadWrong(payload.size(), maxPayloadBytes);
        }
        if (wrong == null) {
            publish(topic, payload);
        }
        return wrong;
    }

    private @Nullable String oneFrame(Msg frame) {
        try {
            envelope.read(frame.data());
        } catch (Envelope.NotJson e) {
            return "one frame that is not a JSON object: " + e.getMessage();
        }
        byte[] topic = envelope.topic();
        byte[] payload = envelope.payload();
        if (topic == null || payload == null) {
            return "one frame without \"topic\" (a string) and \"payload\"";
        }
        String wrong = Topics.wrong(topic);
        if (wrong == null) {
            wrong = payloadWrong(payload.length, maxPayloadBytes);
        }
        if (wrong == null) {
            publish(new Msg(topic), new Msg(payload));
        }
        return wrong;
    }

    private void publish(Msg topic, Msg payload) {
        if (weight > 0) {
            traffic.count(topic.data(), weight);
        }
        lane.publish(topic, payload);
        numbered.take(topic, payload);
    }

    static @Nullable String payloadWrong(int bytes, int maxPayloadBytes) {
        if (bytes == 0) {
            return "an empty payload";
        }
        return bytes > maxPayloadBytes ? "a payload of " + bytes + " bytes; the most is " + maxPayloadBytes : null;
    }
}

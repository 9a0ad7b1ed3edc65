package thiscord.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;
import thiscord.broker.journal.Journal;
import thiscord.protocol.event.Replay;
import thiscord.protocol.event.Topics;
import zmq.IoTurns;
import zmq.Msg;
import zmq.io.Metadata;
import zmq.socket.pubsub.BatchedDist;

/**
 * The broker's one loop: takes an event in, checks its form, gives it to the {@link Lane}. Owns both sockets once it runs. It
 * works in turns on ZeroMQ's I/O thread, see {@link IoTurns}, which is "the loop's thread" from then on; the thread that runs
 * this hands the sockets over, has a turn come each {@link #IDLE_MILLIS} if nothing else does, takes them back, drains and
 * closes them. A turn waits for nothing but the journal.
 */
final class BrokerLoop implements Runnable {
    static final int IDLE_MILLIS = 100;
    /** Two are an event; a few more are counted and warned of, still more end the connection. */
    static final int MOST_FRAMES = 4;

    private static final Logger LOG = System.getLogger("thiscord.broker");
    /** Events taken in a row before the loop looks after subscriptions and its clock. */
    private static final int BATCH = 1000;
    /** So many events in a row are each counted by topic, and one of so many behind them. */
    static final int BUSY = 16;
    /** Events that are given to the I/O thread together, while more come in. */
    static final int FLUSH = 256;

    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int LINGER_MILLIS = 500;
    private static final long LONGEST_TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ZMQ.Context context;
    private final ZMQ.Socket in;
    private final ZMQ.Socket out;
    private final BatchedDist outBatch;
    private final IoTurns turns;
    private final Door inDoor;
    private final Door outDoor;
    private final Journal journal;
    private final Lane lane;
    private final NumberedLane numbered;
    private final ConfirmedLane confirmed;
    private final Traffic traffic = new Traffic(System.nanoTime());
    private final int maxPayloadBytes;
    private final ReservedTopics reserved;
    private final SelfPing ping;
    private final CountDownLatch drained = new CountDownLatch(1);
    private final Envelope envelope = new Envelope();
    private final Rejects rejects = new Rejects(line -> LOG.log(Level.WARNING, "broker: " + line), System.nanoTime());

    private final SlowSubscribers slow;
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** Whose message is in hand. */
    private @Nullable Metadata from;

    private ReservedTopics.Origin origin = ReservedTopics.Origin.ANYBODY;

    private long received;
    /** For how many events the one in hand stands where they are counted by topic. */
    private int weight;
    /** Events behind the first of their turns. */
    private int sampled;

    private long sweptAt = System.nanoTime();
    /** The loop's counts, as others may see them. */
    private volatile long publishedReceived;

    BrokerLoop(Doors doors, int maxPayloadBytes, ReservedTopics reserved, Journal journal, SelfPing ping) {
        this.context = doors.context();
        this.in = doors.in();
        this.out = doors.out();
        this.outBatch = doors.outBatch();
        this.turns = doors.turns();
        this.inDoor = doors.inDoor();
        this.outDoor = doors.outDoor();
        this.slow = new SlowSubscribers(doors.subscriptions(), line -> LOG.log(Level.WARNING, "broker: " + line));
        int replayPort = doors.replayAddress().port();
        this.numbered = new NumberedLane(
                out, outBatch, journal, this::flush, line -> LOG.log(Level.WARNING, "broker: " + line));
        this.lane = new Lane(
                out,
                outBatch,
                numbered,
                () -> List.of(journal.id().getBytes(StandardCharsets.US_ASCII), Replay.number(replayPort)));
        ConfirmedLane.Owner owner = new ConfirmedLane.Owner() {
            @Override
            public void flush() {
                BrokerLoop.this.flush();
            }

            @Override
            public @Nullable String erase(byte[] payload) {
                return BrokerLoop.this.erase(payload);
            }

            @Override
            public @Nullable String wrong(byte[] topic, int payloadBytes, ReservedTopics.Origin by, String peer) {
                return BrokerLoop.this.wrong(topic, payloadBytes, by, peer);
            }
        };
        this.confirmed = new ConfirmedLane(lane, numbered, journal, owner, traffic);
        this.reserved = reserved;
        this.maxPayloadBytes = maxPayloadBytes;
        this.journal = journal;
        this.ping = ping;
    }

    /** Ends the loop soon; from any thread. */
    void stop() {
        stopped.countDown();
    }

    /** Waits until what had come in is dealt with and the sockets are closed; after {@link #stop}. */
    boolean awaitDrained(long millis) throws InterruptedException {
        return drained.await(millis, TimeUnit.MILLISECONDS);
    }

    /** True once {@link #awaitDrained} need not wait. */
    boolean isDrained() {
        return drained.getCount() == 0;
    }

    /** False if the turn that is under way takes long. */
    boolean turnsStill() {
        return turns.turningFor() < LONGEST_TURN_NANOS;
    }

    /** Takes up events whose publishers are to be told; the loop's thread, by an {@link Errand}. */
    void take(List<Batch> batches) {
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
            turns.begin(this::turn);
            while (!stopped.await(IDLE_MILLIS, TimeUnit.MILLISECONDS) && turns.failure() == null) {
                turns.wake();
            }
            turns.takeBack();
            if (turns.failure() != null) {
                throw new IllegalStateException("a turn failed", turns.failure());
            }
            long end = System.nanoTime() + DRAIN_NANOS;
            while (turn() && end - System.nanoTime() > 0) {
                // As long as there is more.
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("a broker's thread is never interrupted", e);
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

    private void flush() {
        outBatch.flush();
        if (turns.deliver()) {
            outBatch.write();
        }
    }

    /** Takes what has come, up to a bound; true if there is more. */
    private boolean turn() {
        long began = System.nanoTime();
        int taken = 0;
        Msg next = in.recvMsg(ZMQ.DONTWAIT);
        while (next != null) {
            weight = taken < BUSY ? 1 : ++sampled % BUSY == 0 ? BUSY : 0;
            take(next);
            taken++;
            if (taken % FLUSH == 0) {
                flush();
            }
            next = taken < BATCH ? in.recvMsg(ZMQ.DONTWAIT) : null;
        }
        numbered.flush();
        flush();
        publishedReceived = received;
        boolean more = lane.followSubscriptions();
        // Who asked, by a subscription, has an answer.
        flush();
        long now = System.nanoTime();
        // After a slow turn the network is looked at first: what peers said in time may lie there unread.
        if (now - sweptAt > TimeUnit.SECONDS.toNanos(1) && now - began < LONGEST_TURN_NANOS) {
            sweptAt = now;
            inDoor.sweep(now);
            outDoor.sweep(now);
            rejects.tick(now);
            numbered.tick();
            traffic.tick(received, now);
            slow.tick(now);
            flush();
        }
        boolean beating = numbered.beat();
        return more || beating || taken == BATCH;
    }

    private void take(Msg first) {
        if (first instanceof Errand errand) {
            errand.run();
            return;
        }
        if (first.hasMore() && ping.is(first)) {
            Msg payload = in.recvMsg(ZMQ.DONTWAIT);
            if (payload != null && !payload.hasMore()) {
                lane.publish(first, payload);
                return;
            }
        }
        received++;
        // JeroMQ takes it off when the frame is sent on.
        from = first.getMetadata();
        origin = first instanceof Door.Frame frame && frame.grants() != null
                ? ReservedTopics.Origin.GATE
                : ReservedTopics.Origin.ANYBODY;
        String wrong = first.hasMore() ? twoFrames(first) : oneFrame(first);
        if (wrong != null) {
            rejects.reject(peer(), wrong, System.nanoTime());
        }
    }

    private String peer() {
        Metadata known = from;
        String peer = known == null ? null : known.get(Metadata.PEER_ADDRESS);
        return peer == null ? "a peer without an address" : peer;
    }

    private @Nullable String twoFrames(Msg topic) {
        // All frames of a message come together.
        Msg payload = in.recvMsg(ZMQ.DONTWAIT);
        if (payload == null || payload.hasMore()) {
            int frames = 2;
            while (payload != null && payload.hasMore()) {
                payload = in.recvMsg(ZMQ.DONTWAIT);
                frames++;
            }
            return frames + " frames; an event is [topic, payload] or one frame of JSON";
        }
        String wrong = Topics.wrong(topic.data());
        if (wrong == null) {
            wrong = payloadWrong(payload.size(), maxPayloadBytes);
        }
        return wrong == null ? publish(topic, payload) : wrong;
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
        return wrong == null ? publish(new Msg(topic), new Msg(payload)) : wrong;
    }

    /** Gives it out: null, or what is wrong. */
    private @Nullable String publish(Msg topic, Msg payload) {
        String not = reserved.wrong(topic.data(), origin);
        if (not != null) {
            return not;
        }
        if (weight > 0) {
            traffic.count(topic.data(), weight);
        }
        lane.publish(topic, payload);
        numbered.take(topic, payload);
        return null;
    }

    /** What is wrong with an event whose publisher waits for an answer; null if nothing is. */
    private @Nullable String wrong(byte[] topic, int payloadBytes, ReservedTopics.Origin by, String peer) {
        String wrong = Topics.wrong(topic);
        if (wrong == null) {
            wrong = payloadWrong(payloadBytes, maxPayloadBytes);
        }
        if (wrong == null) {
            wrong = reserved.wrong(topic, by);
            if (wrong != null) {
                rejects.reject(peer, wrong, System.nanoTime());
            }
        }
        return wrong;
    }

    /** Only for who has proved to know hubs.secret. */
    private @Nullable String erase(byte[] payload) {
        try {
            envelope.read(payload);
        } catch (Envelope.NotJson e) {
            return "a demand to erase events that is not a JSON object: " + e.getMessage();
        }
        byte[] gone = envelope.topic();
        if (gone == null) {
            return "a demand to erase events without a \"topic\"";
        }
        // What came before is kept by then, so it goes too.
        numbered.flush();
        String not = journal.erase(topic -> Arrays.equals(topic, gone), System.currentTimeMillis());
        return not == null ? null : "a demand to erase events: " + not;
    }

    static @Nullable String payloadWrong(int bytes, int maxPayloadBytes) {
        if (bytes == 0) {
            return "an empty payload";
        }
        return bytes > maxPayloadBytes ? "a payload of " + bytes + " bytes; the most is " + maxPayloadBytes : null;
    }
}

package thiscord.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.zeromq.ZMQ;
import thiscord.broker.journal.Journal;
import thiscord.protocol.event.Replay;
import thiscord.protocol.event.Topics;
import zmq.Msg;
import zmq.socket.pubsub.BatchedDist;

/**
 * The numbered lane: events of followed topics get their offset in the journal, and then go out as
 * {@code [#topic, offset, payload]}. Gathered over a turn, so that the journal is written once. Costs a look at one
 * byte of an event while nothing is followed that begins so. The loop's thread only.
 */
final class NumberedLane {
    private static final int MOST_WAITING_BYTES = 1 << 20;
    /** Highest offsets that are told in a turn: a follower of all topics has room for them in its queue. */
    private static final int BEATS_A_TURN = 500;

    private final ZMQ.Socket out;
    private final BatchedDist outBatch;
    private final Journal journal;
    private final Runnable letGo;
    private final Consumer<String> warn;

    private final List<Journal.Event> waiting = new ArrayList<>();
    private int waitingBytes;
    /** Different prefixes on this lane that somebody follows now. */
    private final Set<ByteBuffer> followed = new HashSet<>();

    /** Of which the journal is to hear; none is among both. */
    private final Set<ByteBuffer> newlyFollowed = new LinkedHashSet<>();

    private final Set<ByteBuffer> newlyLeft = new LinkedHashSet<>();
    private boolean beating;
    private boolean warned;
    private long warnedAt;

    /**
     * @param letGo lets the I/O thread have what was given out
     * @param warn hears why something is not numbered, a line a minute
     */
    NumberedLane(ZMQ.Socket out, BatchedDist outBatch, Journal journal, Runnable letGo, Consumer<String> warn) {
        this.out = out;
        this.outBatch = outBatch;
        this.journal = journal;
        this.letGo = letGo;
        this.warn = warn;
    }

    /** Takes up an event that has gone out on the plain lane. */
    void take(Msg topic, Msg payload) {
        if (!journal.isIdle() && journal.numbers(topic.data())) {
            waiting.add(new Journal.Event(topic.data(), payload.data()));
            waitingBytes += payload.size();
            if (waitingBytes > MOST_WAITING_BYTES) {
                flush();
            }
        }
    }

    /** Numbers, keeps and gives out what was taken up. */
    void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        long[] offsets = journal.add(waiting, System.currentTimeMillis());
        for (int i = 0; i < offsets.length; i++) {
            Journal.Event event = waiting.get(i);
            if (offsets[i] == 0) {
                sayTooManyTopics();
            } else {
                give(event.topic(), offsets[i], event.payload());
            }
        }
        waiting.clear();
        waitingBytes = 0;
    }

    /** Gives out an event that has its offset. */
    void give(byte[] topic, long offset, byte[] payload) {
        if (!followed.isEmpty()) {
            send(topic, offset, new Msg(payload));
        }
    }

    void sayTooManyTopics() {
        refused("events are not numbered: there are as many numbered topics as may be");
    }

    private void refused(String why) {
        long now = System.nanoTime();
        if (!warned || now - warnedAt > TimeUnit.MINUTES.toNanos(1)) {
            warned = true;
            warnedAt = now;
            warn.accept(why);
        }
    }

    private void send(byte[] topic, long offset, Msg payload) {
        byte[] marked = new byte[topic.length + 1];
        marked[0] = Topics.NUMBERED;
        System.arraycopy(topic, 0, marked, 1, topic.length);
        outBatch.announce(payload.size());
        out.sendMsg(new Msg(marked), ZMQ.SNDMORE);
        out.sendMsg(new Msg(Replay.number(offset)), ZMQ.SNDMORE);
        out.sendMsg(payload, 0);
    }

    /** Somebody follows a prefix that nobody did, without the mark; takes effect with {@link #settle}. */
    void follow(byte[] prefix) {
        ByteBuffer one = ByteBuffer.wrap(prefix);
        followed.add(one);
        newlyLeft.remove(one);
        newlyFollowed.add(one);
    }

    /** Nobody follows that prefix any more; takes effect with {@link #settle}. */
    void left(byte[] prefix) {
        ByteBuffer one = ByteBuffer.wrap(prefix);
        followed.remove(one);
        newlyFollowed.remove(one);
        newlyLeft.add(one);
    }

    /** Numbers what has newly been followed: once for all, as each time costs a look at all that is followed. */
    void settle() {
        long now = System.currentTimeMillis();
        if (!newlyFollowed.isEmpty()) {
            String wrong =
                    journal.follow(newlyFollowed.stream().map(ByteBuffer::array).toList(), true, now);
            if (wrong != null) {
                refused(wrong);
            }
            newlyFollowed.clear();
        }
        newlyLeft.forEach(prefix -> journal.left(prefix.array(), now));
        newlyLeft.clear();
    }

    /** Nobody follows anything any more: the sockets go. */
    void allLeft() {
        long now = System.currentTimeMillis();
        followed.forEach(prefix -> journal.left(prefix.array(), now));
        followed.clear();
    }

    /** For now and then: drops what is over the limits, and has {@link #beat} begin anew. */
    void tick() {
        journal.sweep(System.currentTimeMillis());
        beating = true;
    }

    /**
     * Tells highest offsets again, so that who lost the last events notices: {@code [#topic, offset, (empty)]}. As many as may
     * be; true if those of other topics are left for the next turn.
     */
    boolean beat() {
        if (!beating) {
            return false;
        }
        List<Journal.Head> due =
                followed.isEmpty() ? List.of() : journal.beats(System.currentTimeMillis(), BEATS_A_TURN);
        for (int i = 0; i < due.size(); i++) {
            send(due.get(i).topic(), due.get(i).last(), new Msg(0));
            if ((i + 1) % BrokerLoop.FLUSH == 0) {
                letGo.run();
            }
        }
        letGo.run();
        beating = due.size() == BEATS_A_TURN;
        return beating;
    }
}

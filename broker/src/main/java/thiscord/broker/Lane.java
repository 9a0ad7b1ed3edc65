package thiscord.broker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.zeromq.ZMQ;
import thiscord.protocol.event.Topics;
import zmq.Msg;
import zmq.socket.pubsub.BatchedDist;

/**
 * The plain lane: each event goes out as {@code [topic, payload]} to whoever subscribes to a prefix of the topic, at most
 * once; a subscriber whose queue is full misses it. The loop's thread only, but for {@link #subscriptions}.
 */
final class Lane {
    /** What subscribers have said that is taken up at a time; more would hold up the events. */
    static final int MOST_SAID = 1000;

    private static final byte[] WHO = Topics.WHO.getBytes(StandardCharsets.US_ASCII);

    private final ZMQ.Socket out;
    private final BatchedDist outBatch;
    private final NumberedLane numbered;
    private final Supplier<List<byte[]>> who;
    private long followed;
    private volatile long subscriptions;

    /**
     * @param out an XPUB socket
     * @param outBatch its distributor
     * @param numbered hears of what is followed on the other lane
     * @param who what is told to those who ask with {@link Topics#WHO}
     */
    Lane(ZMQ.Socket out, BatchedDist outBatch, NumberedLane numbered, Supplier<List<byte[]>> who) {
        this.out = out;
        this.outBatch = outBatch;
        this.numbered = numbered;
        this.who = who;
    }

    /** Sends the frames on as they are, without a copy. */
    void publish(Msg topic, Msg payload) {
        outBatch.announce(payload.size());
        out.sendMsg(topic, ZMQ.SNDMORE);
        out.sendMsg(payload, 0);
    }

    /**
     * Takes up what subscribers have said, {@link #MOST_SAID} at the most; JeroMQ keeps it until it is fetched.
     *
     * @return true if there may be more, to be asked for again soon
     */
    boolean followSubscriptions() {
        int taken = 0;
        Msg said = out.recvMsg(ZMQ.DONTWAIT);
        while (said != null) {
            if (said.size() > 0 && !(said.size() > 1 && said.get(1) == SelfPing.MARK)) {
                take(said);
            }
            taken++;
            said = taken < MOST_SAID ? out.recvMsg(ZMQ.DONTWAIT) : null;
        }
        if (taken > 0) {
            subscriptions = followed;
            numbered.settle();
        }
        return taken == MOST_SAID;
    }

    private void take(Msg said) {
        boolean follows = said.get(0) == 1;
        if (isQuestion(said)) {
            if (follows) {
                answer(Arrays.copyOfRange(said.data(), 1, said.size()));
            }
        } else if (follows) {
            followed++;
            if (isNumbered(said)) {
                numbered.follow(prefix(said));
            }
        } else if (said.get(0) == 0) {
            followed--;
            if (isNumbered(said)) {
                numbered.left(prefix(said));
            }
        }
    }

    private static boolean isQuestion(Msg said) {
        return said.size() > WHO.length && Arrays.equals(said.data(), 1, 1 + WHO.length, WHO, 0, WHO.length);
    }

    private void answer(byte[] question) {
        out.sendMsg(new Msg(question), ZMQ.SNDMORE);
        List<byte[]> frames = who.get();
        for (int i = 0; i < frames.size(); i++) {
            out.sendMsg(new Msg(frames.get(i)), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
        }
    }

    private static boolean isNumbered(Msg said) {
        return said.size() > 1 && said.get(1) == Topics.NUMBERED;
    }

    private static byte[] prefix(Msg said) {
        byte[] bytes = said.data();
        return Arrays.copyOfRange(bytes, 2, bytes.length);
    }

    /** How many different prefixes are followed now. */
    long subscriptions() {
        return subscriptions;
    }
}

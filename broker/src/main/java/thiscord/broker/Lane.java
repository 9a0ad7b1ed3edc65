package thiscord.broker;

import java.util.Arrays;
import org.zeromq.ZMQ;
import thiscord.protocol.event.Topics;
import zmq.Msg;

/**
 * The plain lane: each event goes out as {@code [topic, payload]} to whoever subscribes to a prefix of the topic, at most
 * once; a subscriber whose queue is full misses it. The loop's thread only, but for {@link #subscriptions}.
 */
final class Lane {
    private final ZMQ.Socket out;
    private final NumberedLane numbered;
    private long followed;
    private volatile long subscriptions;

    /**
     * @param out an XPUB socket
     * @param numbered hears of what is followed on the other lane
     */
    Lane(ZMQ.Socket out, NumberedLane numbered) {
        this.out = out;
        this.numbered = numbered;
    }

    /** Sends the frames on as they are, without a copy. */
    void publish(Msg topic, Msg payload) {
        out.sendMsg(topic, ZMQ.SNDMORE);
        out.sendMsg(payload, 0);
    }

    /** Takes up what subscribers have said; JeroMQ keeps it until it is fetched. */
    void followSubscriptions() {
        Msg said = out.recvMsg(ZMQ.DONTWAIT);
        if (said == null) {
            return;
        }
        while (said != null) {
            if (said.size() > 1 && said.get(1) == SelfPing.MARK) {
                said = out.recvMsg(ZMQ.DONTWAIT);
                continue;
            }
            if (said.size() > 0 && said.get(0) == 1) {
                followed++;
                if (isNumbered(said)) {
                    numbered.follow(prefix(said));
                }
            } else if (said.size() > 0 && said.get(0) == 0) {
                followed--;
                if (isNumbered(said)) {
                    numbered.left(prefix(said));
                }
            }
            said = out.recvMsg(ZMQ.DONTWAIT);
        }
        subscriptions = followed;
        numbered.followNew();
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

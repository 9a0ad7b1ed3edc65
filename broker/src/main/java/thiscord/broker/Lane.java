package thiscord.broker;

import org.zeromq.ZMQ;
import zmq.Msg;

/**
 * The plain lane: each event goes out as {@code [topic, payload]} to whoever subscribes to a prefix of the topic, at most
 * once; a subscriber whose queue is full misses it. The loop's thread only, but for {@link #subscriptions}.
 */
final class Lane {
    private final ZMQ.Socket out;
    private long followed;
    private volatile long subscriptions;

    /** @param out an XPUB socket */
    Lane(ZMQ.Socket out) {
        this.out = out;
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
            if (said.size() > 0 && said.get(0) == 1) {
                followed++;
            } else if (said.size() > 0 && said.get(0) == 0) {
                followed--;
            }
            said = out.recvMsg(ZMQ.DONTWAIT);
        }
        subscriptions = followed;
    }

    /** How many different prefixes are followed now. */
    long subscriptions() {
        return subscriptions;
    }
}

package thiscord.subscriber;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import thiscord.link.BrokerLink;
import thiscord.protocol.event.Replay;
import thiscord.protocol.event.Topics;
import zmq.Msg;

/**
 * One XSUB socket at the broker's out door. The socket belongs to the thread that made the feed; the state is told from
 * the I/O thread by the listener, which must not block. It is an XSUB so that a PING can follow the subscriptions: its
 * answer says that the broker has them.
 */
final class Feed implements BrokerLink.Listener {
    enum State {
        /** Not there, or there no longer; JeroMQ is trying. */
        CONNECTING,
        /** The broker has completed the handshake. */
        GREETED,
        /** The broker has the subscriptions: what is published from now on comes. */
        SUBSCRIBED,
        /** Broken; LOST for long means that nobody is trying. */
        LOST
    }

    static final int WAIT_MILLIS = 100;

    private static final int HIGH_WATER_MARK = 4000;
    private static final byte SUBSCRIBE = 1;
    private static final byte UNSUBSCRIBE = 0;
    private static final int MOST_PORT = 65_535;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BrokerLink.Purpose PURPOSE =
            new BrokerLink.Purpose("subscriber", SocketType.XSUB, "PUB", Topics.MAX_PAYLOAD_BYTES + 1024);

    private final Consumer<State> listener;
    private final BrokerLink link;
    private final ZMQ.Socket socket;
    /** Counts greetings, so that an answer is known to be of this connection. Written by the I/O thread alone. */
    private volatile long greeting;

    private long asked;
    private byte[] question = {};
    private @Nullable Who who;

    Feed(Address broker, List<byte[]> prefixes, Consumer<State> listener) {
        this.listener = listener;
        link = new BrokerLink(broker, PURPOSE, this);
        socket = link.socket();
        // Subscriptions are messages to JeroMQ: with a mark, those above it would be dropped.
        socket.setSndHWM(0);
        socket.setRcvHWM(HIGH_WATER_MARK);
        socket.setReceiveBufferSize(256 << 10);
        socket.setReceiveTimeOut(WAIT_MILLIS);
        for (byte[] prefix : prefixes) {
            said(SUBSCRIBE, prefix);
        }
        link.connect();
    }

    private void said(byte what, byte[] prefix) {
        byte[] subscription = new byte[prefix.length + 1];
        subscription[0] = what;
        System.arraycopy(prefix, 0, subscription, 1, prefix.length);
        socket.send(subscription, 0);
    }

    @Override
    public void became(BrokerLink.State now) {
        switch (now) {
            case CONNECTING -> listener.accept(State.CONNECTING);
            case LOST -> listener.accept(State.LOST);
            case GREETED -> {
                greeting++;
                listener.accept(State.GREETED);
            }
        }
    }

    @Override
    public void answered(long number) {
        if (number == greeting) {
            listener.accept(State.SUBSCRIBED);
        }
    }

    /** See {@link BrokerLink#adaptPatience}. */
    void adaptPatience() {
        link.adaptPatience();
    }

    /** Once a connection: asks the broker to answer behind the subscriptions. */
    void askIfSubscribed() {
        long now = greeting;
        if (asked != now) {
            link.ping(now);
            asked = now;
        }
    }

    /** The next event; null if none came for {@link #WAIT_MILLIS}, or what came is not one for us. */
    @Nullable
    ReceivedEvent next() {
        Msg topic = socket.recvMsg(0);
        if (topic == null) {
            return null;
        }
        Msg payload = topic.hasMore() ? socket.recvMsg(0) : null;
        Msg last = payload;
        while (last != null && last.hasMore()) {
            last = socket.recvMsg(0);
        }
        boolean plain = payload != null && last == payload && Topics.wrong(topic.data()) == null;
        return plain ? new ReceivedEvent(new String(topic.data(), StandardCharsets.UTF_8), payload.data()) : null;
    }

    /** Which broker this is: its numbering, and the port of its replay door. */
    record Who(String journal, int replayPort) {}

    /** Asks the broker, anew each time, to say who it is; {@link #who} has the answer once {@link #numbered} has taken it. */
    void askWho() {
        if (question.length > 0) {
            said(UNSUBSCRIBE, question);
        }
        who = null;
        question = (Topics.WHO + Long.toHexString(RANDOM.nextLong())).getBytes(StandardCharsets.US_ASCII);
        said(SUBSCRIBE, question);
    }

    /** What the broker said; null if it has not yet. */
    @Nullable
    Who who() {
        return who;
    }

    private void takeWho(byte[] journal, byte[] port) {
        long number = Replay.number(port);
        if (number > 0 && number <= MOST_PORT) {
            who = new Who(new String(journal, StandardCharsets.US_ASCII), (int) number);
        }
    }

    /** An event of the numbered lane. */
    record Live(String topic, long offset, byte[] payload) {}

    /** All that is there of the numbered lane, each to the taker; waits for the first if there is time. */
    void numbered(boolean wait, Consumer<Live> taker) {
        Msg topic = socket.recvMsg(wait ? 0 : ZMQ.DONTWAIT);
        for (int i = 0; topic != null && i < HIGH_WATER_MARK; i++) {
            Msg offset = topic.hasMore() ? socket.recvMsg(0) : null;
            Msg payload = offset != null && offset.hasMore() ? socket.recvMsg(0) : null;
            Msg last = payload;
            while (last != null && last.hasMore()) {
                last = socket.recvMsg(0);
            }
            boolean whole = offset != null && payload != null && last == payload && topic.size() > 1;
            if (whole && Arrays.equals(topic.data(), question)) {
                takeWho(offset.data(), payload.data());
            } else if (whole) {
                String name = new String(topic.data(), 1, topic.size() - 1, StandardCharsets.UTF_8);
                long number = Replay.number(offset.data());
                if (topic.get(0) == Topics.NUMBERED && number > 0) {
                    taker.accept(new Live(name, number, payload.data()));
                }
            }
            topic = socket.recvMsg(ZMQ.DONTWAIT);
        }
    }

    void close() {
        link.close();
    }
}

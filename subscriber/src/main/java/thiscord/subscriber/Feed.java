package thiscord.subscriber;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import thiscord.protocol.event.Topics;
import zmq.Msg;

/**
 * One XSUB socket with its context. The socket belongs to the thread that made the feed; the state is told from the I/O
 * thread by the listener, which must not block. It is an XSUB so that a PING can follow the subscriptions: its answer says
 * that the broker has them.
 */
final class Feed {
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

    private static final Logger LOG = System.getLogger("thiscord.subscriber");
    private static final int MOST_FRAME_BYTES = Topics.MAX_PAYLOAD_BYTES + 1024;
    private static final int HIGH_WATER_MARK = 4000;
    private static final int FIRST_HANDSHAKE_MILLIS = 250;
    private static final int EVENTS = ZMQ.EVENT_CONNECT_DELAYED | ZMQ.EVENT_CONNECT_RETRIED | ZMQ.EVENT_DISCONNECTED;

    private final ZMQ.Context context;
    private final ZMQ.Socket socket;
    private final Consumer<State> listener;
    private volatile boolean broken;
    /** Connections in a row that ended before the handshake. Written by the I/O thread alone. */
    private volatile int failures;
    /** Counts greetings, so that an answer is known to be of this connection. */
    private volatile long greeting;

    private long asked;

    Feed(Address broker, List<byte[]> prefixes, Consumer<State> listener) {
        this.listener = listener;
        context = ZMQ.context(1);
        context.setThreadFactor((run, name) -> {
            Thread thread = new Thread(run, "subscriber-" + name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(this::died);
            return thread;
        });
        context.setNotificationExceptionHandler(
                (t, e) -> LOG.log(Level.DEBUG, "subscriber: " + broker + " sent rubbish", e));
        socket = context.socket(SocketType.XSUB);
        socket.setMsgAllocator(this::allocate);
        socket.setMaxMsgSize(MOST_FRAME_BYTES);
        // Subscriptions are messages to JeroMQ: with a mark, those above it would be dropped.
        socket.setSndHWM(0);
        socket.setRcvHWM(HIGH_WATER_MARK);
        socket.setReceiveBufferSize(256 << 10);
        socket.setReceiveTimeOut(WAIT_MILLIS);
        socket.setLinger(0);
        socket.setHandshakeIvl(FIRST_HANDSHAKE_MILLIS);
        socket.setReconnectIVL(100);
        socket.setReconnectIVLMax(2000);
        socket.setHeartbeatIvl(5000);
        socket.setHeartbeatTimeout(15000);
        socket.setIPv6(broker.host().indexOf(':') >= 0);
        socket.setEventHook(this::happened, EVENTS);
        try {
            for (byte[] prefix : prefixes) {
                byte[] subscription = new byte[prefix.length + 1];
                subscription[0] = 1;
                System.arraycopy(prefix, 0, subscription, 1, prefix.length);
                socket.send(subscription, 0);
            }
            socket.connect("tcp://" + broker);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** JeroMQ 0.6 passes on sizes that are negative, or cut from 64 bits to 32; those become an empty frame. */
    private Msg allocate(int size) {
        return size < 0 || size > MOST_FRAME_BYTES ? new Msg(0) : new Frame(size);
    }

    /**
     * A frame from the broker; a command is whole when its first byte is looked at, on the I/O thread. JeroMQ has no event
     * for a handshake that succeeded, so the READY command of a publishing socket is seen here.
     */
    private final class Frame extends Msg {
        private boolean seen;

        Frame(int size) {
            super(size);
        }

        @Override
        public byte get(int index) {
            if (!seen && isCommand()) {
                seen = true;
                String text = new String(data(), StandardCharsets.ISO_8859_1);
                if (text.startsWith("\5READY") && text.contains("PUB")) {
                    greeting++;
                    failures = 0;
                    listener.accept(State.GREETED);
                } else if (text.startsWith("\4PONG")
                        && text.length() == 5 + Long.BYTES
                        && ByteBuffer.wrap(data()).getLong(5) == greeting) {
                    listener.accept(State.SUBSCRIBED);
                }
            }
            return super.get(index);
        }
    }

    private void happened(ZEvent event) {
        switch (event.getEvent()) {
            case DISCONNECTED -> {
                failures = Math.min(failures + 1, 5);
                listener.accept(State.LOST);
            }
            case CONNECT_RETRIED, CONNECT_DELAYED -> listener.accept(State.CONNECTING);
            default -> {}
        }
    }

    private void died(Thread thread, Throwable error) {
        broken = true;
        LOG.log(Level.ERROR, "subscriber: " + thread.getName() + " died", error);
        listener.accept(State.LOST);
    }

    /**
     * Gives the next handshake more time if the last ones failed, 250 ms to 8 s; for the owner, now and then. It begins
     * short because JeroMQ 0.6 sometimes loses sight of a connection that it has just made (it cancels the new selection
     * key with the old one), and only the end of this time makes it try again.
     */
    void adaptPatience() {
        socket.setHandshakeIvl(FIRST_HANDSHAKE_MILLIS << failures);
    }

    /** Once a connection: asks the broker to answer behind the subscriptions. */
    void askIfSubscribed() {
        long now = greeting;
        if (asked != now) {
            ByteBuffer ping = ByteBuffer.allocate(5 + Short.BYTES + Long.BYTES);
            ping.put("\4PING".getBytes(StandardCharsets.US_ASCII))
                    .putShort((short) 0)
                    .putLong(now);
            Msg command = new Msg(ping.array());
            command.setFlags(Msg.COMMAND);
            socket.sendMsg(command, ZMQ.DONTWAIT);
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

    void close() {
        socket.close();
        if (!broken) {
            context.close();
        }
    }
}

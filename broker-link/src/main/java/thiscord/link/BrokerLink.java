package thiscord.link;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.zeromq.SocketType;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import zmq.Msg;

/**
 * One ZeroMQ socket with its context, connected to one door of the broker, and what is known of the connection. The socket
 * belongs to the thread that made the link; the listener is called from the I/O thread and must not block.
 *
 * <p>JeroMQ reconnects by itself when the connection breaks. When the peer fails the handshake (something else listens on
 * that port) it gives up for good; the link then stays {@link State#LOST} and has to be made anew.
 */
public final class BrokerLink {
    /** How the connection is. */
    public enum State {
        /** Not there yet, or there no longer; JeroMQ is trying. */
        CONNECTING,
        /** The broker has completed the handshake. */
        GREETED,
        /** Broken; LOST for long means that nobody is trying. */
        LOST
    }

    /** Hears from the I/O thread; must not block. */
    public interface Listener {
        /** The connection is so now. */
        void became(State state);

        /** The broker has read all that was sent before the {@link #ping} of that number. */
        void answered(long number);

        /** Another kind of socket answers there, of that type, such as {@code ROUTER}; what is sent will not be taken. */
        default void otherDoor(String type) {}
    }

    /**
     * What a link is for.
     *
     * @param owner begins the names of its threads and of its logger
     * @param type of our socket
     * @param door how the type of the broker's socket ends, such as {@code PULL}, or {@code PUB} for XPUB too; others do not greet
     * @param maxFrameBytes longest frame from the broker; a longer one ends the connection
     */
    public record Purpose(String owner, SocketType type, String door, int maxFrameBytes) {}

    private static final int FIRST_HANDSHAKE_MILLIS = 250;
    private static final int MOST_DOUBLINGS = 5;
    private static final int EVENTS = ZMQ.EVENT_CONNECT_DELAYED | ZMQ.EVENT_CONNECT_RETRIED | ZMQ.EVENT_DISCONNECTED;
    private static final String TYPE = "\13Socket-Type\0\0\0";

    private final Address broker;
    private final Purpose purpose;
    private final Listener listener;
    private final Logger log;
    private final ZMQ.Context context;
    private final ZMQ.Socket socket;
    private volatile boolean broken;
    /** Connections in a row that ended before the handshake. Written by the I/O thread alone. */
    private volatile int failures;

    /** Not connected yet, so that {@link #socket} can be given more options. */
    public BrokerLink(Address broker, Purpose purpose, Listener listener) {
        this.broker = broker;
        this.purpose = purpose;
        this.listener = listener;
        this.log = System.getLogger("thiscord." + purpose.owner());
        context = ZMQ.context(1);
        context.setThreadFactor((run, name) -> {
            Thread thread = new Thread(run, purpose.owner() + "-" + name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(this::died);
            return thread;
        });
        context.setNotificationExceptionHandler(
                (t, e) -> log.log(Level.DEBUG, purpose.owner() + ": " + broker + " sent rubbish", e));
        socket = context.socket(purpose.type());
        socket.setMsgAllocator(this::allocate);
        socket.setMaxMsgSize(purpose.maxFrameBytes());
        socket.setLinger(0);
        socket.setHandshakeIvl(FIRST_HANDSHAKE_MILLIS);
        socket.setReconnectIVL(100);
        socket.setReconnectIVLMax(2000);
        socket.setHeartbeatIvl(5000);
        socket.setHeartbeatTimeout(15000);
        socket.setIPv6(broker.host().indexOf(':') >= 0);
        socket.setEventHook(this::happened, EVENTS);
    }

    /** The socket; only for the thread that made the link. */
    public ZMQ.Socket socket() {
        return socket;
    }

    /**
     * Begins to connect. When it cannot, the link is closed.
     *
     * @throws RuntimeException of ZeroMQ, mostly because nobody knows the host
     */
    public void connect() {
        try {
            socket.connect("tcp://" + broker);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** JeroMQ 0.6 passes on sizes that are negative, or cut from 64 bits to 32; those become an empty frame. */
    private Msg allocate(int size) {
        return size < 0 || size > purpose.maxFrameBytes() ? new Msg(0) : new Frame(size);
    }

    /**
     * A frame from the broker; a command is whole when its first byte is looked at, on the I/O thread. JeroMQ has no event
     * for a handshake that succeeded, nor for what a peer has read, so both are seen here: the READY command of the right
     * type of socket is the last step of the handshake, and a PONG repeats the number of our PING.
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
                if (text.startsWith("\5READY")) {
                    ready(typeOf(text));
                } else if (text.startsWith("\4PONG") && text.length() == 5 + Long.BYTES) {
                    listener.answered(ByteBuffer.wrap(data()).getLong(5));
                }
            }
            return super.get(index);
        }
    }

    private void ready(String type) {
        if (!type.isEmpty() && type.endsWith(purpose.door())) {
            failures = 0;
            listener.became(State.GREETED);
        } else {
            listener.otherDoor(type);
        }
    }

    /** Empty if it does not say. */
    private static String typeOf(String ready) {
        int at = ready.indexOf(TYPE) + TYPE.length();
        if (at < TYPE.length() || at >= ready.length()) {
            return "";
        }
        int end = at + 1 + ready.charAt(at);
        return end <= ready.length() ? ready.substring(at + 1, end) : "";
    }

    private void happened(ZEvent event) {
        switch (event.getEvent()) {
            case DISCONNECTED -> {
                failures = Math.min(failures + 1, MOST_DOUBLINGS);
                listener.became(State.LOST);
            }
            case CONNECT_RETRIED, CONNECT_DELAYED -> listener.became(State.CONNECTING);
            default -> {}
        }
    }

    private void died(Thread thread, Throwable error) {
        broken = true;
        log.log(Level.ERROR, purpose.owner() + ": " + thread.getName() + " died", error);
        listener.became(State.LOST);
    }

    /** True if ZeroMQ's own thread has died: nothing will come or go any more. */
    public boolean isBroken() {
        return broken;
    }

    /**
     * Gives the next handshake more time if the last ones failed, 250 ms to 8 s; for the owner, now and then. It begins
     * short because JeroMQ 0.6 sometimes loses sight of a connection that it has just made (it cancels the new selection
     * key with the old one), and only the end of this time makes it try again.
     */
    public void adaptPatience() {
        socket.setHandshakeIvl(FIRST_HANDSHAKE_MILLIS << failures);
    }

    /** Asks the broker, behind all that was sent, to answer with that number. May be lost with the connection. */
    public void ping(long number) {
        ByteBuffer ping = ByteBuffer.allocate(5 + Short.BYTES + Long.BYTES);
        ping.put("\4PING".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 0)
                .putLong(number);
        Msg command = new Msg(ping.array());
        command.setFlags(Msg.COMMAND);
        socket.sendMsg(command, ZMQ.DONTWAIT);
    }

    /** Closes at once; what was not written is lost. */
    public void close() {
        socket.setLinger(0);
        socket.close();
        if (!broken) {
            context.close();
        }
    }
}

package thiscord.publisher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import zmq.Msg;

/**
 * One PUSH socket with its context, and what is known of the connection. The socket belongs to the thread that made the
 * link; the state is told from the I/O thread by the listener, which must not block.
 *
 * <p>JeroMQ reconnects by itself when the connection breaks. When the peer fails the handshake (something else listens on
 * that port) it gives up for good; the link is then {@link State#LOST} and has to be made anew.
 */
final class Link {
    enum State {
        /** Not there yet, or there no longer; JeroMQ is trying. */
        CONNECTING,
        /** The peer has said that it takes events. */
        READY,
        /** Broken; LOST for long means that nobody is trying. */
        LOST
    }

    private static final Logger LOG = System.getLogger("thiscord.publisher");
    private static final int SEND_BUFFER_BYTES = 256 << 10;
    /** A broker sends nothing but the handshake and heartbeats. */
    private static final int MOST_BYTES_FROM_BROKER = 1024;
    /** Events inside ZeroMQ at most; they survive a reconnect, but not the end of this process. */
    private static final int HIGH_WATER_MARK = 1000;

    private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int FIRST_HANDSHAKE_MILLIS = 250;
    private static final int EVENTS = ZMQ.EVENT_CONNECT_DELAYED | ZMQ.EVENT_CONNECT_RETRIED | ZMQ.EVENT_DISCONNECTED;

    private final ZMQ.Context context;
    private final ZMQ.Socket socket;
    private final Consumer<State> listener;
    private volatile boolean broken;
    /** Connections in a row that ended before the handshake. Written by the I/O thread alone. */
    private volatile int failures;

    private final Object lock = new Object();
    /** Events given to the socket; guarded by the lock, like the next. */
    private long handedOver;
    /** How many of them the broker has read, as far as is known. */
    private long confirmed;

    Link(Address broker, Consumer<State> listener) {
        this.listener = listener;
        context = ZMQ.context(1);
        context.setThreadFactor((run, name) -> {
            Thread thread = new Thread(run, "publisher-" + name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(this::died);
            return thread;
        });
        context.setNotificationExceptionHandler(
                (t, e) -> LOG.log(Level.DEBUG, "publisher: " + broker + " sent rubbish", e));
        socket = context.socket(SocketType.PUSH);
        socket.setMsgAllocator(this::allocate);
        socket.setMaxMsgSize(MOST_BYTES_FROM_BROKER);
        socket.setSndHWM(HIGH_WATER_MARK);
        socket.setSendBufferSize(SEND_BUFFER_BYTES);
        socket.setSendTimeOut(50);
        socket.setLinger(0);
        socket.setHandshakeIvl(FIRST_HANDSHAKE_MILLIS);
        socket.setReconnectIVL(100);
        socket.setReconnectIVLMax(2000);
        socket.setHeartbeatIvl(5000);
        socket.setHeartbeatTimeout(15000);
        socket.setIPv6(broker.host().indexOf(':') >= 0);
        socket.setEventHook(this::happened, EVENTS);
        try {
            socket.connect("tcp://" + broker);
        } catch (RuntimeException e) {
            close(System.nanoTime());
            throw e;
        }
    }

    /** JeroMQ 0.6 passes on sizes that are negative, or cut from 64 bits to 32; those become an empty frame. */
    private Msg allocate(int size) {
        return size < 0 || size > MOST_BYTES_FROM_BROKER ? new Msg(0) : new Frame(size);
    }

    /**
     * A frame from the broker; whole when its first byte is looked at, on the I/O thread. JeroMQ has no event for a
     * handshake that succeeded, nor for what a peer has read, so both are seen here: the READY command of a PULL socket is
     * the last step of the handshake, and the PONG that repeats our context says that all before our PING was read.
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
                if (text.startsWith("\5READY") && text.contains("\13Socket-Type\0\0\0\4PULL")) {
                    failures = 0;
                    listener.accept(State.READY);
                } else if (text.startsWith("\4PONG") && text.length() == 5 + Long.BYTES) {
                    confirmed(ByteBuffer.wrap(data()).getLong(5));
                }
            }
            return super.get(index);
        }
    }

    private void confirmed(long count) {
        synchronized (lock) {
            if (count > confirmed && count <= handedOver) {
                confirmed = count;
                lock.notifyAll();
            }
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
        LOG.log(Level.ERROR, "publisher: " + thread.getName() + " died", error);
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

    /** Hands one event over, waiting at most 50 ms for room; false if there was none. */
    boolean send(byte[] topic, byte[] payload) {
        boolean taken = socket.send(topic, ZMQ.SNDMORE) && socket.send(payload, 0);
        if (taken) {
            synchronized (lock) {
                handedOver++;
            }
        }
        return taken;
    }

    /** Asks the broker, behind all events handed over, to say that it has read so far. */
    void askForConfirmation() {
        long count;
        synchronized (lock) {
            if (confirmed == handedOver) {
                return;
            }
            count = handedOver;
        }
        ByteBuffer ping = ByteBuffer.allocate(5 + Short.BYTES + Long.BYTES);
        ping.put("\4PING".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 0)
                .putLong(count);
        Msg command = new Msg(ping.array());
        command.setFlags(Msg.COMMAND);
        socket.sendMsg(command, ZMQ.DONTWAIT);
    }

    /**
     * Closes, once the broker has read all that was handed over, or at that {@link System#nanoTime()}. ZeroMQ's own linger
     * does not do: JeroMQ may close a connection while the last batch is half written.
     *
     * @return how many events the broker was not seen to read
     */
    long close(long deadline) {
        boolean confirmed = false;
        while (!confirmed && !broken && deadline - System.nanoTime() > 0) {
            askForConfirmation();
            confirmed = confirmedBy(Math.min(deadline, System.nanoTime() + ASK_AGAIN_NANOS));
        }
        socket.setLinger(0);
        socket.close();
        if (!broken) {
            context.close();
        }
        synchronized (lock) {
            return handedOver - this.confirmed;
        }
    }

    private boolean confirmedBy(long nanoTime) {
        synchronized (lock) {
            long left = nanoTime - System.nanoTime();
            while (confirmed < handedOver && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                } catch (InterruptedException e) {
                    throw new IllegalStateException("the sender's thread is never interrupted", e);
                }
                left = nanoTime - System.nanoTime();
            }
            return confirmed == handedOver;
        }
    }
}

package thiscord.publisher;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import thiscord.link.BrokerLink;
import thiscord.link.BrokerLink.State;

/**
 * One PUSH socket at the broker's in door, with what the broker has read of it. The socket belongs to the thread that made
 * the link; the state is told from the I/O thread by the listener, which must not block.
 */
final class Link implements BrokerLink.Listener {
    private static final int SEND_BUFFER_BYTES = 256 << 10;
    /** A broker sends nothing but the handshake and heartbeats. */
    private static final int MOST_BYTES_FROM_BROKER = 1024;
    /** Events inside ZeroMQ at most; they survive a reconnect, but not the end of this process. */
    private static final int HIGH_WATER_MARK = 1000;

    private static final BrokerLink.Purpose PURPOSE =
            new BrokerLink.Purpose("publisher", SocketType.PUSH, "PULL", MOST_BYTES_FROM_BROKER);
    private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Consumer<State> listener;
    private final Runnable replayDoor;
    private final BrokerLink link;
    private final ZMQ.Socket socket;

    private final Object lock = new Object();
    /** Events given to the socket; guarded by the lock, like the next. */
    private long handedOver;
    /** How many of them the broker has read, as far as is known. */
    private long confirmed;

    /** @param replayDoor runs when it is that door which answers */
    Link(Address broker, Consumer<State> listener, Runnable replayDoor) {
        this.listener = listener;
        this.replayDoor = replayDoor;
        link = new BrokerLink(broker, PURPOSE, this);
        socket = link.socket();
        socket.setSndHWM(HIGH_WATER_MARK);
        socket.setSendBufferSize(SEND_BUFFER_BYTES);
        socket.setSendTimeOut(50);
        link.connect();
    }

    @Override
    public void became(State now) {
        listener.accept(now);
    }

    @Override
    public void answered(long count) {
        synchronized (lock) {
            if (count > confirmed && count <= handedOver) {
                confirmed = count;
                lock.notifyAll();
            }
        }
    }

    @Override
    public void otherDoor(String type) {
        if (type.equals("ROUTER")) {
            replayDoor.run();
        }
    }

    /** See {@link BrokerLink#adaptPatience}. */
    void adaptPatience() {
        link.adaptPatience();
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
        link.ping(count);
    }

    /**
     * Closes, once the broker has read all that was handed over, or at that {@link System#nanoTime()}. ZeroMQ's own linger
     * does not do: JeroMQ may close a connection while the last batch is half written.
     *
     * @return how many events the broker was not seen to read
     */
    long close(long deadline) {
        boolean confirmed = false;
        while (!confirmed && !link.isBroken() && deadline - System.nanoTime() > 0) {
            askForConfirmation();
            confirmed = confirmedBy(Math.min(deadline, System.nanoTime() + ASK_AGAIN_NANOS));
        }
        link.close();
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

package thiscord.publisher;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.PlaneEvent;

/**
 * The events that wait for the broker, bounded in number and bytes. What does not fit pushes out the oldest. Any thread
 * adds; only the sender's thread takes. The lock is held for a few instructions at a time, never while waiting for a
 * socket.
 */
final class Backlog {
    /** One event: encoded already, or to be encoded by the sender. */
    record Waiting(
            byte[] topic,
            byte @Nullable [] payload,
            @Nullable PlaneEvent event) {
        /** Plane events are small and bounded by the protocol; they are counted as one KiB. */
        int bytes() {
            return topic.length + (payload == null ? 1024 : payload.length);
        }
    }

    private static final long MAX_BYTES = 64L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled when the sender has something to look at. */
    private final Condition work = lock.newCondition();
    /** Signalled when there may be room. */
    private final Condition room = lock.newCondition();

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final int most;
    private long bytes;
    private @Nullable Waiting inHand;
    private boolean ready;
    private boolean closed;
    private boolean senderWaits;
    private long sent;
    private long dropped;
    private long unconfirmed;

    Backlog(int most) {
        this.most = most;
    }

    /** Adds, pushing out the oldest if need be. Does not block. After {@link #close} it is counted as dropped. */
    void add(Waiting event) {
        lock.lock();
        try {
            if (closed) {
                dropped++;
                return;
            }
            while (!queue.isEmpty() && !fits(event)) {
                bytes -= queue.removeFirst().bytes();
                dropped++;
            }
            if (fits(event)) {
                put(event);
            } else {
                dropped++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds when there is room; false if there was none within that time, or it is closed. */
    boolean addPatiently(Waiting event, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!closed && !fits(event)) {
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
            }
            if (closed) {
                return false;
            }
            put(event);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(Waiting event) {
        return held() < most && bytes + event.bytes() <= MAX_BYTES;
    }

    private void put(Waiting event) {
        queue.addLast(event);
        bytes += event.bytes();
        if (senderWaits && ready) {
            work.signal();
        }
    }

    /**
     * The next event to send, for the sender's thread; the same again until {@link #sent} or {@link #dropped}. Waits until
     * there is one and the link is ready, the backlog is closed, or the time is over; null then.
     */
    @Nullable
    Waiting take(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed && (held() == 0 || !ready)) {
                senderWaits = true;
                left = work.awaitNanos(left);
            }
            senderWaits = false;
            if (!ready || held() == 0) {
                return null;
            }
            if (inHand == null) {
                inHand = queue.removeFirst();
            }
            return inHand;
        } catch (InterruptedException e) {
            throw new IllegalStateException("the sender's thread is never interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private int held() {
        return queue.size() + (inHand == null ? 0 : 1);
    }

    /** The event in hand was handed over. */
    void sent() {
        done(true);
    }

    /** The event in hand was given up. */
    void dropped() {
        done(false);
    }

    private void done(boolean handedOver) {
        lock.lock();
        try {
            if (inHand != null) {
                bytes -= inHand.bytes();
                inHand = null;
                if (handedOver) {
                    sent++;
                } else {
                    dropped++;
                }
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the link takes events now; callable from any thread, wakes the sender. */
    void ready(boolean now) {
        lock.lock();
        try {
            ready = now;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the link is ready; false if it was not within that time. */
    boolean awaitReady(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!ready && !closed) {
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
            }
            return ready;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more events, wakes everybody. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the link while closed; for the sender's last moments. */
    void awaitReadyWhenClosed(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!ready && held() > 0 && left > 0) {
                left = work.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("the sender's thread is never interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** Counts events of a connection that has ended. */
    void unconfirmed(long more) {
        lock.lock();
        try {
            unconfirmed += more;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is left. */
    void dropRest() {
        lock.lock();
        try {
            dropped += held();
            queue.clear();
            inHand = null;
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    EventPublisher.Stats stats() {
        lock.lock();
        try {
            return new EventPublisher.Stats(held(), sent, dropped, unconfirmed, ready);
        } finally {
            lock.unlock();
        }
    }
}

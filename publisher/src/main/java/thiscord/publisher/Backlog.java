package thiscord.publisher;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.PlaneEvent;
import thiscord.protocol.event.Topics;

/**
 * The events that wait for the broker, bounded in number and bytes. What does not fit pushes out the oldest, but no demand to
 * erase ({@link Topics#ERASE}), of which it holds a bounded number. Any thread adds; only the sender's thread takes. The lock
 * is held for a few instructions, never while waiting for a socket.
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

        boolean isDemand() {
            return Arrays.equals(topic, ERASE);
        }
    }

    private static final byte[] ERASE = Topics.ERASE.getBytes(StandardCharsets.US_ASCII);
    private static final long MAX_BYTES = 64L << 20;
    static final int MOST_DEMANDS = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled when the sender has something to look at, and when there may be room. */
    private final Condition work = lock.newCondition();

    private final Condition room = lock.newCondition();

    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final int most;
    private long bytes;
    private @Nullable Waiting inHand;
    /** Taken ahead, and neither confirmed nor refused yet. */
    private int ahead;

    private boolean ready;
    private boolean closed;
    private boolean senderWaits;
    private boolean nudged;
    private long sent;
    private long dropped;
    private long unconfirmed;

    Backlog(int most) {
        this.most = most;
    }

    /** Ends the sender's wait for something to take, now or the next time. Any thread. */
    void nudge() {
        lock.lock();
        try {
            nudged = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Adds, pushing out the oldest if need be. Does not block. After {@link #close} it is counted as dropped. */
    void add(Waiting event) {
        lock.lock();
        try {
            if (closed) {
                dropped++;
                return;
            }
            boolean found = true;
            while (found && !fits(event)) {
                found = pushOutOldest(event.isDemand());
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

    /**
     * Makes room; false if there is nothing that may go.
     *
     * @param forDemand a demand may push out another one, if all are demands
     */
    private boolean pushOutOldest(boolean forDemand) {
        Iterator<Waiting> oldest = queue.iterator();
        Waiting goes = null;
        for (int demands = 0; goes == null && oldest.hasNext(); demands++) {
            Waiting next = oldest.next();
            goes = next.isDemand() && demands < MOST_DEMANDS ? null : next;
        }
        if (goes != null) {
            oldest.remove();
        } else if (forDemand) {
            goes = queue.pollFirst();
        }
        if (goes != null) {
            bytes -= goes.bytes();
            dropped++;
        }
        return goes != null;
    }

    /** False once nothing is added any more. Any thread. */
    synchronized boolean isOpen() {
        return !closed;
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
            long left = nudged ? 0 : nanos;
            nudged = false;
            while (left > 0 && !closed && !nudged && (held() == 0 || !ready)) {
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
        return queue.size() + ahead + (inHand == null ? 0 : 1);
    }

    /**
     * Events to be sent until they are {@link #doneWith}, for the sender's thread. They count as held until then. None if the
     * link is not ready.
     */
    List<Waiting> takeAhead(int most, long mostBytes) {
        lock.lock();
        try {
            List<Waiting> taken = new ArrayList<>();
            long size = 0;
            while (ready && !queue.isEmpty() && taken.size() < most && size < mostBytes) {
                Waiting next = queue.removeFirst();
                size += next.bytes();
                taken.add(next);
            }
            ahead += taken.size();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** These were confirmed, or will not be. */
    void doneWith(Collection<Waiting> taken, boolean confirmed) {
        lock.lock();
        try {
            ahead -= taken.size();
            for (Waiting one : taken) {
                bytes -= one.bytes();
            }
            if (confirmed) {
                sent += taken.size();
            } else {
                dropped += taken.size();
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to take and the link is ready, or the backlog is closed; for the sender's thread. */
    void awaitWork(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed && (queue.isEmpty() || !ready)) {
                senderWaits = true;
                left = work.awaitNanos(left);
            }
            senderWaits = false;
        } catch (InterruptedException e) {
            throw new IllegalStateException("the sender's thread is never interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is held; false if something was for all of that time. */
    boolean awaitEmpty(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (held() > 0) {
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
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

    /** Waits until the link is ready or the backlog is closed; for the sender's thread. */
    void awaitReadyOrClosed(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!ready && !closed && left > 0) {
                left = work.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("the sender's thread is never interrupted", e);
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
            ahead = 0;
            bytes = 0;
            room.signalAll();
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

package zmq.socket.pubsub;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import zmq.Msg;
import zmq.SocketBase;
import zmq.io.Outflow;
import zmq.pipe.Pipe;

/**
 * Gives what an XPUB socket sends to its subscribers' pipes, as JeroMQ's own {@link Dist} does, but tells the I/O thread
 * once of all that a pipe got since the last {@link #flush}, not once of each event; finds a pipe in constant time, where
 * JeroMQ's walks through all of them; and bounds by bytes what waits in one.
 *
 * <p>Whoever sends must call {@link #flush} before it waits for anything. What is not flushed counts as queued: it goes
 * against the high-water mark.
 *
 * <p>Used by JeroMQ on the thread that owns the socket, which alone may flush.
 */
public final class BatchedDist extends Dist {
    /** Messages from that size on are counted by their bytes too; 4,000 smaller ones are no more than {@link #MOST_BYTES}. */
    private static final int LARGE_BYTES = 4096;
    /** Of large messages that wait for one subscriber; one may be larger. */
    private static final long MOST_BYTES = 16 << 20;

    /** A large message: how many were written to the pipe before it, and its size. */
    private record Large(long at, int bytes) {}

    /** A pipe and where it is in the list. */
    private static final class Outlet {
        private final Pipe pipe;
        private final Deque<Large> large = new ArrayDeque<>(0);
        private long largeBytes;
        private int at;
        private boolean unflushed;

        private Outlet(Pipe pipe, int at) {
            this.pipe = pipe;
            this.at = at;
        }

        private boolean hasRoomFor(int bytes) {
            long taken = Outflow.taken(pipe);
            while (!large.isEmpty() && large.peek().at() < taken) {
                largeBytes -= large.remove().bytes();
            }
            return large.isEmpty() || largeBytes + bytes <= MOST_BYTES;
        }

        private void add(int bytes) {
            large.add(new Large(Outflow.written(pipe), bytes));
            largeBytes += bytes;
        }
    }

    private final Map<Pipe, Outlet> byPipe = new IdentityHashMap<>();
    private final List<Outlet> unflushed = new ArrayList<>();
    private final List<Pipe> flushed = new ArrayList<>();
    /** First those that match the message being sent, then those that may get the next, then those that may get the one after. */
    private final List<Outlet> outlets = new ArrayList<>();

    private int matching;
    private int active;
    private int eligible;
    private boolean more;
    /** The size of the large message that comes next, or 0. */
    private int coming;

    private final Consumer<Pipe> passedOver;

    private BatchedDist(Consumer<Pipe> passedOver) {
        this.passedOver = passedOver;
    }

    /**
     * Gives a new XPUB socket such a distributor; before it is bound. Its context has one I/O thread.
     *
     * @param passedOver hears of each pipe that does not get a message for the bytes that wait in it
     * @throws IllegalStateException if JeroMQ is not made as it was in 0.6
     */
    public static BatchedDist install(SocketBase xpub, Consumer<Pipe> passedOver) {
        try {
            BatchedDist batched = new BatchedDist(passedOver);
            Field dist = XPub.class.getDeclaredField("dist");
            dist.setAccessible(true);
            dist.set(xpub, batched);
            return batched;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IllegalStateException("this is not the JeroMQ that events are batched for", e);
        }
    }

    /** Lets the I/O thread have all that was sent so far. */
    public void flush() {
        flushed.clear();
        for (Outlet outlet : unflushed) {
            if (outlet.unflushed) {
                outlet.unflushed = false;
                outlet.pipe.flush();
                flushed.add(outlet.pipe);
            }
        }
        unflushed.clear();
    }

    /** Has what was flushed last written, on the I/O thread, once that has seen to its commands. */
    public void write() {
        flushed.forEach(Outflow::hurry);
        flushed.clear();
    }

    @Override
    public void attach(Pipe pipe) {
        Outlet outlet = new Outlet(pipe, outlets.size());
        byPipe.put(pipe, outlet);
        outlets.add(outlet);
        activate(outlet);
    }

    @Override
    public void activated(Pipe pipe) {
        activate(known(pipe));
    }

    /** From now on it gets what is sent; in the middle of a message, from the next on. */
    private void activate(Outlet outlet) {
        if (outlet.at >= eligible) {
            move(outlet, eligible++);
        }
        if (!more && outlet.at >= active) {
            move(outlet, active++);
        }
    }

    /** Says how many bytes the next message has, before it is sent. */
    public void announce(int bytes) {
        coming = bytes < LARGE_BYTES ? 0 : bytes;
    }

    @Override
    public void match(Pipe pipe) {
        Outlet outlet = known(pipe);
        if (outlet.at < matching || outlet.at >= active) {
            return;
        }
        if (coming > 0) {
            if (!pipe.checkWrite()) {
                exclude(outlet);
                return;
            }
            if (!outlet.hasRoomFor(coming)) {
                passedOver.accept(pipe);
                return;
            }
            outlet.add(coming);
        }
        move(outlet, matching++);
    }

    @Override
    public void unmatch() {
        matching = 0;
    }

    @Override
    public void terminated(Pipe pipe) {
        Outlet outlet = known(pipe);
        exclude(outlet);
        move(outlet, outlets.size() - 1);
        outlets.remove(outlet.at);
        byPipe.remove(pipe);
        outlet.unflushed = false;
    }

    /** It gets nothing until it is activated. */
    private void exclude(Outlet outlet) {
        if (outlet.at < matching) {
            move(outlet, --matching);
        }
        if (outlet.at < active) {
            move(outlet, --active);
        }
        if (outlet.at < eligible) {
            move(outlet, --eligible);
        }
    }

    @Override
    public boolean sendToAll(Msg message) {
        matching = active;
        return sendToMatching(message);
    }

    @Override
    public boolean sendToMatching(Msg message) {
        more = message.hasMore();
        for (int i = 0; i < matching; ) {
            Outlet outlet = outlets.get(i);
            if (outlet.pipe.write(message)) {
                i++;
                toFlush(outlet);
            } else {
                exclude(outlet);
            }
        }
        if (!more) {
            active = eligible;
            coming = 0;
        }
        return true;
    }

    private void toFlush(Outlet outlet) {
        if (!outlet.unflushed) {
            outlet.unflushed = true;
            unflushed.add(outlet);
        }
    }

    @Override
    public boolean hasOut() {
        return true;
    }

    @Override
    public boolean checkHwm() {
        for (int i = 0; i < matching; i++) {
            if (!outlets.get(i).pipe.checkHwm()) {
                return false;
            }
        }
        return true;
    }

    @Override
    int active() {
        return active;
    }

    @Override
    int eligible() {
        return eligible;
    }

    @Override
    int matching() {
        return matching;
    }

    private Outlet known(Pipe pipe) {
        Outlet outlet = byPipe.get(pipe);
        if (outlet == null) {
            throw new IllegalStateException("a pipe that was never attached");
        }
        return outlet;
    }

    /** Puts it there, and whoever is there in its place. */
    private void move(Outlet outlet, int to) {
        Outlet other = outlets.get(to);
        outlets.set(outlet.at, other);
        other.at = outlet.at;
        outlets.set(to, outlet);
        outlet.at = to;
    }
}

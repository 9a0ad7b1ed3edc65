package thiscord.broker;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** The way from one other thread to the loop's: its own socket beside the in door. Belongs to the thread that made it. */
final class Errands implements AutoCloseable {
    /** Where the loop takes errands in. */
    static final String ADDRESS = "inproc://errands";

    private static final int POLL_MILLIS = 100;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ZMQ.Socket socket;
    private final BooleanSupplier stopping;

    /** @param stopping ends all waiting */
    Errands(ZMQ.Context context, BooleanSupplier stopping) {
        this.stopping = stopping;
        socket = context.socket(SocketType.PUSH);
        socket.setLinger(0);
        socket.connect(ADDRESS);
    }

    /** Has it done by the loop; false if the loop did not come to it in seconds, though it may yet. */
    boolean perform(Runnable work) {
        Errand errand = new Errand(work);
        if (!socket.sendMsg(errand, ZMQ.DONTWAIT)) {
            return false;
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (!stopping.getAsBoolean() && end - System.nanoTime() > 0) {
                if (errand.isDoneWithin(POLL_MILLIS)) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException("a broker's thread is never interrupted", e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}

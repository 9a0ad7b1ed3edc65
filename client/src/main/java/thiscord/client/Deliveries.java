package thiscord.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The handler thread and what waits for it, in order. The producer asks {@link #busy} and stops producing; so the queue
 * holds at most {@link #MANY} and what one read of the socket (64 KiB) brings.
 */
final class Deliveries {
    /** From here on the producer should pause. */
    static final int MANY = 1024;

    private static final int BATCH = 256;
    private static final Runnable END = () -> {};

    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private final Runnable settled;
    private final Runnable drained;
    private final Thread thread = new Thread(this::run, "thiscord-client-handler");

    /**
     * @param settled called on the thread when nothing waits, and after each 256
     * @param drained called on the thread when the producer may go on
     */
    Deliveries(Runnable settled, Runnable drained) {
        this.settled = settled;
        this.drained = drained;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean busy() {
        return queue.size() >= MANY;
    }

    boolean onThread() {
        return Thread.currentThread() == thread;
    }

    void add(Runnable delivery) {
        queue.add(delivery);
    }

    /** Adds what another follows at once: that there is no more for the moment is not said between them. */
    void addPart(Runnable delivery) {
        queue.add(new Part(delivery));
    }

    private record Part(Runnable delivery) implements Runnable {
        @Override
        public void run() {
            delivery.run();
        }
    }

    /** Nothing comes after what was added. */
    void end() {
        queue.add(END);
    }

    void awaitEnd() throws InterruptedException {
        thread.join();
    }

    private void run() {
        int batch = 0;
        try {
            for (Runnable next = queue.take(); next != END; next = queue.take()) {
                safely(next);
                int left = queue.size();
                if (++batch >= BATCH || left == 0 && !(next instanceof Part)) {
                    batch = 0;
                    safely(settled);
                }
                if (left == MANY / 2) {
                    drained.run();
                }
            }
            if (batch > 0) {
                safely(settled);
            }
        } catch (InterruptedException e) {
            System.getLogger("thiscord.client").log(System.Logger.Level.WARNING, "the handler thread was interrupted");
        }
    }

    private static void safely(Runnable run) {
        try {
            run.run();
        } catch (RuntimeException e) {
            System.getLogger("thiscord.client").log(System.Logger.Level.WARNING, "a chat handler failed", e);
        }
    }
}

package thiscord.broker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import zmq.Msg;

/**
 * Something that is to be done on the loop's thread. It is a message, so that it comes to the loop between events and wakes it
 * as they do; only within the process, as no peer can send one.
 */
final class Errand extends Msg {
    private final Runnable work;
    private final CountDownLatch done = new CountDownLatch(1);

    Errand(Runnable work) {
        this.work = work;
    }

    /** For the loop. */
    void run() {
        work.run();
        done.countDown();
    }

    /** True once it is done; what it wrote is seen then. */
    boolean isDoneWithin(long millis) throws InterruptedException {
        return done.await(millis, TimeUnit.MILLISECONDS);
    }
}

package thiscord.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks whether the broker still passes events on, and has its sockets made anew when it does not: ZeroMQ's I/O thread can
 * be brought to a stand by what nobody thought of, and nothing inside of ZeroMQ would tell. A thread of its own.
 */
final class Watch {
    static final Duration INTERVAL = Duration.ofSeconds(5);
    /** So many visits in a row without an answer mean that the I/O thread is stuck. */
    static final int MISSES = 3;

    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(3);
    /** What is stuck again and again is not mended that way, and each time leaves a thread behind. */
    private static final int MOST_RENEWALS = 5;

    private static final long PER_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Broker broker;
    private final Duration interval;
    private final Duration patience;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int misses;
    private int renewals;
    private long hourFrom = System.nanoTime();
    private boolean saidHeldUp;
    private boolean saidGivenUp;

    Watch(Broker broker, Duration interval) {
        this.broker = broker;
        this.interval = interval;
        this.patience = interval.compareTo(MOST_PATIENCE) < 0 ? interval : MOST_PATIENCE;
    }

    void start() {
        Thread thread = new Thread(this::run, "broker-watch");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(Station::died);
        thread.start();
    }

    void stop() {
        stopped.countDown();
    }

    private void run() {
        try {
            while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        boolean whole = broker.isWhole();
        if (whole && broker.visit(patience) != SelfPing.Outcome.SILENT) {
            misses = 0;
            saidHeldUp = false;
            return;
        }
        misses++;
        if (whole && misses < MISSES || stopped.getCount() == 0) {
            return;
        }
        if (whole && broker.isHeldUp()) {
            if (!saidHeldUp) {
                saidHeldUp = true;
                LOG.log(Level.WARNING, "broker: does not pass events on: its loop waits, mostly for a slow disk");
            }
            return;
        }
        if (mayRenew()) {
            renew(
                    whole
                            ? MISSES + " events of its own did not come back: ZeroMQ is stuck"
                            : "a thread of its own has died");
        }
    }

    private boolean mayRenew() {
        long now = System.nanoTime();
        if (now - hourFrom > PER_NANOS) {
            hourFrom = now;
            renewals = 0;
            saidGivenUp = false;
        }
        if (renewals == MOST_RENEWALS && !saidGivenUp) {
            saidGivenUp = true;
            LOG.log(
                    Level.ERROR,
                    "broker: does not pass events on, and was started anew inside " + renewals
                            + " times within an hour; restart the broker");
        }
        return renewals < MOST_RENEWALS;
    }

    private void renew(String why) throws InterruptedException {
        LOG.log(Level.ERROR, "broker: " + why + "; making its sockets anew");
        renewals++;
        if (broker.renew()) {
            misses = 0;
            LOG.log(
                    Level.WARNING,
                    "broker: takes events again at " + broker.inAddress() + "; peers come back by themselves");
        } else {
            LOG.log(Level.ERROR, "broker: could not make its sockets anew; trying again");
        }
    }
}

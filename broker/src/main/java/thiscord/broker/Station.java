package thiscord.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import thiscord.broker.journal.Journal;

/**
 * The doors with the two threads that own them. A broker has one, until ZeroMQ's I/O thread is stuck: then it gets another
 * on the same ports. Any thread.
 */
final class Station {
    private static final Logger LOG = System.getLogger("thiscord.broker");
    /** A dead I/O thread would keep ZeroMQ from ending for ever. */
    private static final long MOST_CLOSING_MILLIS = 1500;

    private final Doors doors;
    private final BrokerLoop loop;
    private final ReplayDoor replay;
    private final Thread thread;
    private final Thread replayThread;

    /** Starts. */
    Station(Doors doors, BrokerSettings settings, ReservedTopics reserved, Journal journal, SelfPing ping) {
        this.doors = doors;
        this.loop = new BrokerLoop(doors, settings.maxPayloadBytes(), reserved, journal, ping);
        Survey survey = new Survey(loop, journal, doors.subscriptions());
        this.replay = new ReplayDoor(doors, reserved, journal, loop, survey, settings.survivesPowerCut());
        this.thread = started(loop, "broker");
        this.replayThread = started(replay, "broker-replay");
    }

    private static Thread started(Runnable run, String name) {
        Thread thread = new Thread(run, name);
        thread.setUncaughtExceptionHandler(Station::died);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static void died(Thread thread, Throwable error) {
        LOG.log(Level.ERROR, "broker: " + thread.getName() + " died", error);
    }

    Doors doors() {
        return doors;
    }

    Broker.Stats stats() {
        return loop.stats();
    }

    /** False if one of its threads has died, so that its door answers nobody any more. */
    boolean isWhole() {
        return thread.isAlive() && replayThread.isAlive();
    }

    /** True while the loop neither turns nor has ended, mostly because of the disk; new sockets would not help. */
    boolean isHeldUp() {
        return !loop.isDrained() && !loop.turnsStill();
    }

    /**
     * Ends without ZeroMQ's I/O thread: what has come in is numbered, peers are hung up on, the ports are free.
     *
     * @return false if its own threads did not come to their end in time; it may be asked again
     */
    boolean abandon() throws InterruptedException {
        replay.stop();
        loop.stop();
        if (!loop.awaitDrained(MOST_CLOSING_MILLIS) || !replay.awaitDrained(MOST_CLOSING_MILLIS)) {
            return false;
        }
        doors.hangUp();
        return true;
    }

    /** Gives out what has come in, frees the ports. */
    void close() {
        replay.stop();
        loop.stop();
        try {
            replayThread.join(MOST_CLOSING_MILLIS / 2);
            thread.join(MOST_CLOSING_MILLIS / 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.log(Level.WARNING, "broker: could not end cleanly; its ports may stay taken until the process ends");
        }
    }
}

package thiscord.broker;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import thiscord.broker.journal.Journal;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.protocol.event.Topics;
import zmq.socket.pubsub.TwoLanes;

/**
 * Takes events in and gives them out to subscribers. In: {@code [topic, payload]}, or one frame
 * {@code {"topic":…,"payload":…}}. Out: {@code [topic, payload]}.
 *
 * <p>A payload that comes as a frame of its own is passed on unread: whoever publishes answers for it being JSON, and the
 * broker need not touch the bytes of its busiest path. The one-frame form has to be read anyway, and is checked whole.
 * What has not this form is counted and dropped.
 *
 * <p>Who subscribes to {@code #} and a prefix gets events numbered, {@code [#topic, offset, payload]}, and can ask for those
 * that it missed at the replay door.
 *
 * <p>The object may be used from any thread. Inside there is one thread for the loop, one for the replay door, and ZeroMQ's two.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final int RECEIVE_BUFFER_BYTES = 256 << 10;
    /** A dead I/O thread would keep ZeroMQ from ending for ever. */
    private static final long MOST_CLOSING_MILLIS = 1500;

    /**
     * Counts since the start.
     *
     * @param received events taken in, the dropped ones included
     * @param dropped events that had not the right form
     * @param subscriptions different prefixes that are followed now
     * @param in the door for publishers
     * @param out the door for subscribers
     */
    public record Stats(long received, long dropped, long subscriptions, Connections in, Connections out) {}

    /**
     * Counts of a door.
     *
     * @param open connections now
     * @param refusedFrames frames of a size that cannot be
     * @param cutOff connections that the broker ended
     */
    public record Connections(int open, long refusedFrames, long cutOff) {}

    private final BrokerLoop loop;
    private final Thread thread;
    private final Address in;
    private final Address out;
    private final Address replay;
    private final ReplayDoor replayDoor;
    private final Thread replayThread;
    private final Journal journal;

    private Broker(BrokerLoop loop, ReplayDoor replayDoor, Journal journal, Address in, Address out, Address replay) {
        this.loop = loop;
        this.replayDoor = replayDoor;
        this.journal = journal;
        this.in = in;
        this.out = out;
        this.replay = replay;
        this.thread = started(loop, "broker");
        this.replayThread = started(replayDoor, "broker-replay");
    }

    private static Thread started(Runnable run, String name) {
        Thread thread = new Thread(run, name);
        thread.setUncaughtExceptionHandler(Broker::died);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * Binds the doors, opens the journal and starts the loop.
     *
     * @throws Failure if an address cannot be bound, which names the option to change, or the journal cannot be used
     */
    public static Broker start(BrokerSettings settings) {
        Path folder = settings.journal();
        Journal journal = folder == null
                ? new Journal(settings.journalLimits())
                : Journal.open(folder, settings.journalLimits(), System.currentTimeMillis());
        try {
            return start(settings, journal);
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private static Broker start(BrokerSettings settings, Journal journal) {
        ZMQ.Context context = ZMQ.context(1);
        context.setThreadFactor((run, name) -> {
            Thread thread = new Thread(run, "broker-" + name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(Broker::died);
            return thread;
        });
        context.setNotificationExceptionHandler((t, e) -> LOG.log(Level.DEBUG, "broker: a peer sent rubbish", e));
        ZMQ.Socket pull = context.socket(SocketType.PULL);
        ZMQ.Socket pub = context.socket(SocketType.XPUB);
        ZMQ.Socket router = context.socket(SocketType.ROUTER);
        try {
            Door inDoor =
                    new Door("in", settings.maxInFrameBytes(), BrokerLoop.MOST_FRAMES, settings.maxPublishers(), 0);
            guard(pull, inDoor, settings.maxInFrameBytes());
            pull.setRcvHWM(settings.inQueue());
            pull.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
            pull.setReceiveTimeOut(BrokerLoop.IDLE_MILLIS);
            Address in = bind(pull, settings.in(), "--in");

            Door outDoor = new Door(
                    "out", settings.maxOutFrameBytes(), 1, settings.maxSubscribers(), settings.maxSubscriptions());
            guard(pub, outDoor, settings.maxOutFrameBytes());
            TwoLanes.install(pub.base(), Topics.NUMBERED);
            pub.setSndHWM(settings.outQueue());
            Address out = bind(pub, settings.out(), "--out");

            Door replayDoor = new Door(
                    "replay", ReplayDoor.MOST_FRAME_BYTES, ReplayDoor.MOST_FRAMES, settings.maxPublishers(), 0);
            guard(router, replayDoor, ReplayDoor.MOST_FRAME_BYTES);
            router.setRcvHWM(ReplayDoor.MOST_QUESTIONS);
            router.setSndHWM(ReplayDoor.MOST_ANSWERS);
            router.setReceiveTimeOut(BrokerLoop.IDLE_MILLIS);
            Address replay = bind(router, settings.replay(), "--replay");

            BrokerLoop loop = new BrokerLoop(context, pull, pub, inDoor, outDoor, settings.maxPayloadBytes(), journal);
            LOG.log(Level.DEBUG, "broker: events in " + in + " out " + out + " replay " + replay);
            return new Broker(loop, new ReplayDoor(router, replayDoor, journal), journal, in, out, replay);
        } catch (RuntimeException e) {
            pull.close();
            pub.close();
            router.close();
            context.close();
            throw e;
        }
    }

    private static void guard(ZMQ.Socket socket, Door door, int maxFrameBytes) {
        socket.setMsgAllocator(door);
        socket.setEventHook(door::happened, Door.EVENTS);
        socket.setMaxMsgSize(maxFrameBytes);
        // Peers before ZMTP 3, whose frames come without an address, are turned away if there is a domain. Nobody
        // serves it.
        socket.setZapDomain("thiscord");
        socket.setLinger(0);
        socket.setBacklog(512);
        socket.setHandshakeIvl(5000);
        socket.setHeartbeatIvl(5000);
        socket.setHeartbeatTimeout(15000);
    }

    private static Address bind(ZMQ.Socket socket, Address address, String option) {
        socket.setIPv6(address.host().indexOf(':') >= 0);
        try {
            socket.bind("tcp://"
                    + (address.port() == 0
                            ? new Address(address.host(), 1).toString().replaceAll("1$", "*")
                            : address));
        } catch (ZMQException | IllegalArgumentException e) {
            throw Failure.cannotBind(address, option, reason(address, e));
        }
        String bound = socket.getLastEndpoint();
        return new Address(address.host(), Integer.parseInt(bound.substring(bound.lastIndexOf(':') + 1)));
    }

    /** JeroMQ says "in use" whatever happened; the plain socket knows better. */
    private static Exception reason(Address address, RuntimeException said) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address.host(), address.port()));
            return said;
        } catch (IOException | IllegalArgumentException why) {
            return why;
        }
    }

    private static void died(Thread thread, Throwable error) {
        LOG.log(Level.ERROR, "broker: " + thread.getName() + " died; restart the broker", error);
    }

    /** Where events come in, with the real port. */
    public Address inAddress() {
        return in;
    }

    /** Where events go out, with the real port. */
    public Address outAddress() {
        return out;
    }

    /** Where numbered events are asked for again, with the real port. */
    public Address replayAddress() {
        return replay;
    }

    /** Counts; a little old. */
    public Stats stats() {
        return loop.stats();
    }

    /**
     * Ends: gives out what has come in, waits up to half a second for subscribers to take it, frees the ports. Takes
     * 1.5 s at the most. May be called twice.
     */
    @Override
    public void close() {
        replayDoor.stop();
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
        journal.close();
    }
}

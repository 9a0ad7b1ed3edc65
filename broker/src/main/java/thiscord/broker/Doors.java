package thiscord.broker;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.protocol.event.Confirm;
import thiscord.protocol.event.Topics;
import zmq.Ctx;
import zmq.IoTurns;
import zmq.socket.pubsub.BatchedDist;
import zmq.socket.pubsub.TwoLanes;

/**
 * The broker's three bound sockets, their guards and the ZeroMQ context that has them. Made by one thread and then handed
 * over: {@code in} and {@code out} to the loop, {@code replay} to the replay door, which close them.
 *
 * @param subscriptions those of {@code out}; for the loop too
 * @param outBatch what was sent to {@code out} goes to the I/O thread when this is flushed
 * @param turns in which the loop uses {@code in} and {@code out}
 * @param inAddress with the real port, as the next two
 * @param abandoned set when nobody minds any more how ZeroMQ's threads end
 */
record Doors(
        ZMQ.Context context,
        ZMQ.Socket in,
        ZMQ.Socket out,
        ZMQ.Socket replay,
        TwoLanes subscriptions,
        BatchedDist outBatch,
        IoTurns turns,
        Door inDoor,
        Door outDoor,
        Door replayDoor,
        Address inAddress,
        Address outAddress,
        Address replayAddress,
        AtomicBoolean abandoned) {
    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final int RECEIVE_BUFFER_BYTES = 256 << 10;
    private static final int REPLAY_BUFFER_BYTES = 64 << 10;
    private static final long MOST_FREEING_MILLIS = 1000;

    /**
     * Binds them.
     *
     * @param vouched see {@link Door}
     * @throws Failure if an address cannot be bound, which names the option to change
     */
    static Doors open(BrokerSettings settings, Map<String, Predicate<byte[]>> vouched) {
        AtomicBoolean abandoned = new AtomicBoolean();
        ZMQ.Context context = ZMQ.context(1);
        context.setThreadFactor((run, name) -> {
            Thread thread = new Thread(run, "broker-" + name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, error) -> {
                if (!abandoned.get()) {
                    Station.died(dead, error);
                }
            });
            return thread;
        });
        context.setNotificationExceptionHandler((t, e) -> LOG.log(Level.DEBUG, "broker: a peer sent rubbish", e));
        ZMQ.Socket pull = context.socket(SocketType.PULL);
        ZMQ.Socket pub = context.socket(SocketType.XPUB);
        ZMQ.Socket router = context.socket(SocketType.ROUTER);
        try {
            Door inDoor = new Door(
                    "in",
                    settings.maxInFrameBytes(),
                    BrokerLoop.MOST_FRAMES,
                    BrokerLoop.MOST_FRAMES * settings.maxInFrameBytes(),
                    settings.maxPublishers(),
                    null,
                    vouched);
            guard(pull, inDoor, settings.maxInFrameBytes());
            pull.setRcvHWM(settings.inQueue());
            pull.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
            pull.bind(Errands.ADDRESS);
            Address in = bind(pull, settings.in(), "--in");

            Door outDoor = new Door(
                    "out",
                    settings.maxOutFrameBytes(),
                    1,
                    settings.maxOutFrameBytes(),
                    settings.maxSubscribers(),
                    SubscriptionBudget.of(
                            settings.maxSubscriptions(), Runtime.getRuntime().maxMemory()),
                    vouched);
            guard(pub, outDoor, settings.maxOutFrameBytes());
            TwoLanes subscriptions = TwoLanes.install(pub.base(), (byte) Topics.NUMBERED, SelfPing.MARK);
            BatchedDist outBatch = BatchedDist.install(pub.base(), subscriptions::passedOver);
            pub.setSndHWM(settings.outQueue());
            Address out = bind(pub, settings.out(), "--out");

            Door replayDoor = new Door(
                    "replay",
                    settings.maxPayloadBytes(),
                    ReplayDoor.MOST_FRAMES,
                    Confirm.MOST_BYTES,
                    settings.maxPublishers(),
                    null,
                    vouched);
            guard(router, replayDoor, settings.maxPayloadBytes());
            router.setRcvHWM(ReplayDoor.MOST_QUESTIONS);
            router.setSndHWM(ReplayDoor.MOST_ANSWERS);
            router.setReceiveTimeOut(BrokerLoop.IDLE_MILLIS);
            router.setReceiveBufferSize(REPLAY_BUFFER_BYTES);
            Address replay = bind(router, settings.replay(), "--replay");
            LOG.log(Level.DEBUG, "broker: events in " + in + " out " + out + " replay " + replay);
            return new Doors(
                    context,
                    pull,
                    pub,
                    router,
                    subscriptions,
                    outBatch,
                    IoTurns.of(pull.base(), pub.base()),
                    inDoor,
                    outDoor,
                    replayDoor,
                    in,
                    out,
                    replay,
                    abandoned);
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
        // No heartbeats of our own, whose timers JeroMQ sorts anew in each round: who wants to know whether the broker
        // lives sends them, and is answered. A peer whose machine has vanished is let go of by TCP.
        socket.setTCPKeepAlive(1);
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

    /**
     * Hangs up on all peers and frees the ports, although the I/O thread, whose business that is, does nothing any more. A
     * channel that is registered with a selector is closed for good when the selector is asked next, so we ask in its place.
     * Where that takes too long (the I/O thread is stuck in the selector itself) the ports stay taken.
     */
    void hangUp() {
        abandoned.set(true);
        Thread thread = new Thread(this::closeChannels, "broker-hang-up");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(MOST_FREEING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeChannels() {
        for (Selector selector : selectors()) {
            boolean ours = false;
            try {
                for (SelectionKey key : List.copyOf(selector.keys())) {
                    SelectableChannel channel = key.channel();
                    // The others are those by which ZeroMQ's own threads wake each other.
                    if (channel instanceof ServerSocketChannel || channel instanceof SocketChannel) {
                        channel.close();
                        ours = true;
                    }
                }
                if (ours) {
                    selector.selectNow();
                }
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.DEBUG, "broker: while hanging up", e);
            }
        }
    }

    private List<Selector> selectors() {
        try {
            Field field = Ctx.class.getDeclaredField("selectors");
            field.setAccessible(true);
            List<Selector> all = new ArrayList<>();
            for (Object one : (List<?>) field.get(in.base().getCtx())) {
                all.add((Selector) one);
            }
            return all;
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException("this is not the JeroMQ that the broker was made for", e);
        }
    }
}

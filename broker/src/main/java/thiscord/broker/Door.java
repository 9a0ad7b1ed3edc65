package thiscord.broker;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * Guards one bound socket against peers that JeroMQ 0.6 does not guard it against. It is the socket's message allocator
 * and its event hook, so it sees each frame and each connection, on the I/O thread; the loop's thread calls {@link #sweep}
 * and {@link #counts}.
 *
 * <ul>
 *   <li>A frame size that is negative, or was cut from 64 bits to 32, never becomes an allocation; the peer is cut off.
 *   <li>A command too short to be one is made harmless: JeroMQ would throw in its I/O thread.
 *   <li>Connections are counted. When the door is full the oldest that has not completed the handshake makes room for a
 *       new one, or else the new one is cut off.
 *   <li>A peer that has sent nothing behind the handshake for {@link #PROBATION_NANOS} is cut off; a live one has at least
 *       answered a PING by then.
 *   <li>A peer that holds more subscriptions than allowed, or changes them more often, is cut off, see {@link SubscriptionBudget}.
 *   <li>A peer whose message has more frames or bytes than allowed is cut off: JeroMQ counts a message for its queue when the last
 *       frame is there, so one that never ends would grow without a limit.
 * </ul>
 *
 * <p>To be cut off means that the input of its channel is shut down; JeroMQ then sees the end of the stream and tidies up.
 */
final class Door implements zmq.msg.MsgAllocator {
    static final int EVENTS = ZMQ.EVENT_ACCEPTED | ZMQ.EVENT_DISCONNECTED;
    static final long PROBATION_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final Logger LOG = System.getLogger("thiscord.broker");

    private static final class Peer {
        final String address;
        final SocketChannel channel;
        final long since = System.nanoTime();
        /** The topics that it may follow, if it comes from the gate, which looks at what it publishes; else null. */
        final @Nullable Predicate<byte[]> vouched;
        /** I/O thread only. */
        final Subscriptions subscriptions = new Subscriptions();
        /** Of the message that has not ended; I/O thread only, like the next. */
        int frames;

        int bytes;

        /** Was cut off. */
        volatile boolean leaves;

        Peer(String address, SocketChannel channel, @Nullable Predicate<byte[]> vouched) {
            this.address = address;
            this.channel = channel;
            this.vouched = vouched;
        }
    }

    private final String name;
    private final int maxFrameBytes;
    private final int maxConnections;
    private final @Nullable SubscriptionBudget budget;
    private final int maxFrames;
    private final int maxMessageBytes;
    private final Map<String, Predicate<byte[]>> vouched;

    /** Peers that have not completed the handshake, oldest first; guarded by this, like the next. */
    private final Map<String, Peer> waiting = new LinkedHashMap<>();

    private final Map<String, Peer> known = new HashMap<>();
    private long refusedFrames;
    private long cutOff;

    /** The peer whose frame came last; saves looking it up. I/O thread only. */
    private @Nullable Metadata lastSeen;

    private @Nullable Peer lastPeer;

    /**
     * @param maxFrames of one message
     * @param maxMessageBytes of all its frames
     * @param budget what peers may follow; null if they follow nothing here
     * @param vouched the topics that each of the gate's connections may follow, by its address; there before it connects; thread-safe
     */
    Door(
            String name,
            int maxFrameBytes,
            int maxFrames,
            int maxMessageBytes,
            int maxConnections,
            @Nullable SubscriptionBudget budget,
            Map<String, Predicate<byte[]>> vouched) {
        this.name = name;
        this.maxFrameBytes = maxFrameBytes;
        this.maxConnections = maxConnections;
        this.budget = budget;
        this.maxFrames = maxFrames;
        this.maxMessageBytes = maxMessageBytes;
        this.vouched = vouched;
    }

    @Override
    public Msg allocate(int size) {
        if (size < 0 || size > maxFrameBytes) {
            synchronized (this) {
                refusedFrames++;
            }
            return new Frame(0, true);
        }
        return new Frame(size, false);
    }

    /** A frame that came in at this door. */
    final class Frame extends Msg {
        private static final int SHORTEST_COMMAND = 7;

        private final boolean refused;
        private boolean muted;
        private @Nullable Predicate<byte[]> grants;

        Frame(int size, boolean refused) {
            super(size);
            this.refused = refused;
        }

        /** True if its size could not be, so that it stands for something else. */
        boolean refused() {
            return refused;
        }

        /** The topics that its peer may follow, if it came through the gate, which has looked at it; else null. */
        @Nullable
        Predicate<byte[]> grants() {
            return grants;
        }

        @Override
        public void setFlags(int flags) {
            super.setFlags(flags);
            muted = isCommand() && super.size() < SHORTEST_COMMAND;
        }

        @Override
        public int size() {
            return muted ? 0 : super.size();
        }

        /** JeroMQ's last step before a frame goes to the socket; only after the handshake is there any metadata. */
        @Override
        public Msg setMetadata(@Nullable Metadata metadata) {
            if (metadata != null) {
                arrived(this, metadata);
            }
            return super.setMetadata(metadata);
        }
    }

    private void arrived(Frame frame, Metadata from) {
        if (from != lastSeen) {
            lastSeen = from;
            lastPeer = completed(from.get(Metadata.PEER_ADDRESS));
        }
        Peer peer = lastPeer;
        if (peer == null || peer.leaves) {
            return;
        }
        frame.grants = peer.vouched;
        if (frame.refused) {
            cutOff(peer, "declared a frame of an impossible size");
            return;
        }
        if (frame.isCommand()) {
            return;
        }
        peer.frames++;
        if (peer.frames > maxFrames) {
            cutOff(peer, "sent a message of more than " + maxFrames + " frames");
            return;
        }
        peer.bytes += frame.size();
        if (peer.bytes > maxMessageBytes) {
            cutOff(peer, "sent a message of more than " + maxMessageBytes + " bytes");
            return;
        }
        if (!frame.hasMore()) {
            peer.frames = 0;
            peer.bytes = 0;
        }
        Subscriptions tooMany = budget == null ? null : budget.take(peer.subscriptions, frame, System.nanoTime());
        Peer goes = tooMany == null ? null : holderOf(tooMany);
        if (goes != null) {
            cutOff(goes, "holds or changes more than its share of subscriptions: " + tooMany.count());
        }
    }

    private synchronized @Nullable Peer holderOf(Subscriptions subscriptions) {
        for (Peer peer : known.values()) {
            if (peer.subscriptions == subscriptions) {
                return peer;
            }
        }
        return null;
    }

    private synchronized @Nullable Peer completed(@Nullable String address) {
        waiting.remove(address);
        return known.get(address);
    }

    /** The event hook; runs on the I/O thread. */
    void happened(ZEvent event) {
        SocketChannel channel = event.getValue();
        String address = addressOf(channel);
        switch (event.getEvent()) {
            case ACCEPTED -> accepted(address, channel);
            case DISCONNECTED -> {
                synchronized (this) {
                    waiting.remove(address);
                    left(known.remove(address));
                }
            }
            default -> {}
        }
    }

    private void left(@Nullable Peer peer) {
        if (budget != null && peer != null) {
            budget.left(peer.subscriptions);
        }
    }

    private void accepted(String address, SocketChannel channel) {
        Peer peer = new Peer(address, channel, vouched.get(address));
        Peer leaves = null;
        synchronized (this) {
            if (known.size() >= maxConnections) {
                known.values().stream().filter(one -> !one.channel.isOpen()).forEach(this::left);
                known.values().removeIf(one -> !one.channel.isOpen());
                waiting.keySet().retainAll(known.keySet());
            }
            known.put(address, peer);
            waiting.put(address, peer);
            if (known.size() > maxConnections) {
                leaves = waiting.values().iterator().next();
                waiting.remove(leaves.address);
            }
        }
        if (leaves != null) {
            cutOff(leaves, "makes room: the door has " + maxConnections + " connections");
        }
    }

    /** Cuts off those that did not complete the handshake in time; for the loop, now and then. */
    void sweep(long nanoTime) {
        for (Peer peer : late(nanoTime)) {
            cutOff(peer, "did not complete the handshake");
        }
    }

    private synchronized List<Peer> late(long nanoTime) {
        List<Peer> late = new ArrayList<>();
        for (Peer peer : waiting.values()) {
            if (nanoTime - peer.since < PROBATION_NANOS) {
                break;
            }
            late.add(peer);
        }
        return late;
    }

    /** Not under the lock: who writes the log or holds the channel may be slow, and the loop needs the lock. */
    private void cutOff(Peer peer, String why) {
        synchronized (this) {
            waiting.remove(peer.address, peer);
            peer.leaves = true;
            cutOff++;
        }
        LOG.log(Level.DEBUG, () -> "broker: " + name + " door: " + peer.address + " is cut off: " + why);
        try {
            peer.channel.shutdownInput();
        } catch (IOException | RuntimeException gone) {
            LOG.log(Level.DEBUG, () -> "broker: " + peer.address + " had gone already: " + gone);
        }
    }

    /** As JeroMQ writes a peer's address. */
    private static String addressOf(SocketChannel channel) {
        try {
            SocketAddress remote = channel.getRemoteAddress();
            if (remote instanceof InetSocketAddress) {
                InetSocketAddress inet = (InetSocketAddress) remote;
                return inet.getAddress().getHostAddress() + ":" + inet.getPort();
            }
        } catch (IOException gone) {
            LOG.log(Level.DEBUG, "broker: a peer went while it was looked at", gone);
        }
        return "unknown";
    }

    synchronized Broker.Connections counts() {
        return new Broker.Connections(known.size(), refusedFrames, cutOff);
    }
}

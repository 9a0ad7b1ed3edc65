package zmq.socket.pubsub;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import zmq.Msg;
import zmq.SocketBase;
import zmq.io.Metadata;
import zmq.pipe.Pipe;

/**
 * The subscriptions of an XPUB socket, told apart by their first bytes: what is published on a topic that begins with the
 * mark reaches only those whose prefix begins with it too, and so it is with two marks, and with the mark of what the broker
 * tells itself. In JeroMQ's own tree an empty prefix
 * is followed by everything, so that a plain subscriber to all topics would get each event a second time, in a form that it
 * does not know.
 *
 * <p>It also sees which subscriber's queue is full when an event is to go there, which JeroMQ tells nobody, and counts.
 *
 * <p>Used by JeroMQ on the thread that owns the socket, which alone may ask. To send on a plain topic costs a look at one byte
 * more, and one at each subscriber's queue.
 */
public final class TwoLanes extends Mtrie {
    /**
     * A connection that follows something.
     *
     * @param subscriptions that it made and did not take back
     * @param missed events that it did not get, as its queue was full
     * @param full true if it is now
     */
    public record Follower(String address, int subscriptions, long missed, boolean full) {}

    private static final class Peer {
        final String address;
        int subscriptions;
        long missed;
        /** The last event that it did not get. */
        long missedAt;

        Peer(String address) {
            this.address = address;
        }
    }

    private final XPub xpub;
    private final byte mark;
    private final byte ownMark;
    private final Mtrie marked = new Mtrie();
    private final Mtrie aside = new Mtrie();
    private final Mtrie plain = new Mtrie();
    private final Map<Pipe, Peer> peers = new IdentityHashMap<>();
    private final Looking looking = new Looking();
    private long missed;
    /** How many were looked up, by which one is told from the next. */
    private long event;

    private TwoLanes(XPub xpub, byte mark, byte ownMark) {
        this.xpub = xpub;
        this.mark = mark;
        this.ownMark = ownMark;
    }

    /**
     * Gives a new XPUB socket this tree; before it is bound.
     *
     * @param mark of the numbered lane
     * @param ownMark of what the broker tells itself
     * @throws IllegalStateException if JeroMQ is not made as it was in 0.6
     */
    public static TwoLanes install(SocketBase xpub, byte mark, byte ownMark) {
        try {
            TwoLanes lanes = new TwoLanes((XPub) xpub, mark, ownMark);
            Field subscriptions = XPub.class.getDeclaredField("subscriptions");
            subscriptions.setAccessible(true);
            subscriptions.set(xpub, lanes);
            return lanes;
        } catch (ReflectiveOperationException | IllegalArgumentException | ClassCastException e) {
            throw new IllegalStateException("this is not the JeroMQ that the numbered lane was made for", e);
        }
    }

    /** The tree for what begins with these bytes, or 0 where there are none. */
    private Mtrie tree(byte first, byte second) {
        if (first == mark) {
            return second == mark ? aside : marked;
        }
        return first == ownMark ? aside : plain;
    }

    private Mtrie tree(Msg subscription) {
        int size = subscription.size();
        return tree(size > 1 ? subscription.get(1) : 0, size > 2 ? subscription.get(2) : 0);
    }

    @Override
    public boolean add(Msg subscription, Pipe pipe) {
        Mtrie tree = tree(subscription);
        if (tree != aside) {
            peers.computeIfAbsent(pipe, one -> new Peer(address(subscription))).subscriptions++;
        }
        return tree.add(subscription, pipe);
    }

    private static String address(Msg subscription) {
        Metadata from = subscription.getMetadata();
        String address = from == null ? null : from.get(Metadata.PEER_ADDRESS);
        return address == null ? "unknown" : address;
    }

    @Override
    public boolean rm(Msg subscription, Pipe pipe) {
        Mtrie tree = tree(subscription);
        Peer peer = peers.get(pipe);
        if (tree != aside && peer != null && peer.subscriptions > 0) {
            peer.subscriptions--;
        }
        return tree.rm(subscription, pipe);
    }

    @Override
    public boolean rm(Pipe pipe, IMtrieHandler forgotten, XPub pub) {
        peers.remove(pipe);
        boolean inMarked = marked.rm(pipe, forgotten, pub);
        boolean isAside = aside.rm(pipe, forgotten, pub);
        return plain.rm(pipe, forgotten, pub) || inMarked || isAside;
    }

    @Override
    public void match(ByteBuffer topic, int size, IMtrieHandler found, XPub pub) {
        event++;
        looking.found = found;
        look(topic, size, looking, pub);
    }

    private void look(ByteBuffer topic, int size, IMtrieHandler found, XPub pub) {
        tree(size > 0 ? topic.get(0) : 0, size > 1 ? topic.get(1) : 0).match(topic, size, found, pub);
    }

    /** Counts who does not get what it follows, and passes it on all the same: JeroMQ then comes to see it too. */
    private final class Looking implements IMtrieHandler {
        private IMtrieHandler found = (pipe, data, size, pub) -> {};

        @Override
        public void invoke(Pipe pipe, byte[] data, int size, XPub pub) {
            if (!pipe.checkWrite()) {
                passedOver(pipe);
            }
            found.invoke(pipe, data, size, pub);
        }
    }

    /** It does not get an event that it follows. */
    public void passedOver(Pipe pipe) {
        Peer peer = peers.get(pipe);
        if (peer != null) {
            if (peer.missedAt == event) {
                // It follows it by several prefixes.
                return;
            }
            peer.missedAt = event;
            peer.missed++;
        }
        missed++;
    }

    /** How many subscriptions a topic has, the mark included in its name. */
    public int count(byte[] topic) {
        int[] count = {0};
        look(ByteBuffer.wrap(topic), topic.length, (pipe, data, size, self) -> count[0]++, xpub);
        return count[0];
    }

    /** How many events went by followers since the start, also those that have gone. */
    public long missed() {
        return missed;
    }

    /** All that follow something. */
    public List<Follower> followers() {
        List<Follower> all = new ArrayList<>(peers.size());
        peers.forEach(
                (pipe, peer) -> all.add(new Follower(peer.address, peer.subscriptions, peer.missed, !pipe.checkHwm())));
        return all;
    }
}

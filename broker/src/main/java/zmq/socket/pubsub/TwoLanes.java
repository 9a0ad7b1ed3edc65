package zmq.socket.pubsub;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import zmq.Msg;
import zmq.SocketBase;
import zmq.pipe.Pipe;

/**
 * The subscriptions of an XPUB socket, told apart by their first byte: what is published on a topic that begins with a
 * mark reaches only those whose prefix begins with it too. In JeroMQ's own tree an empty prefix is followed by everything,
 * so that a plain subscriber to all topics would get each event a second time, in a form that it does not know.
 *
 * <p>Used by JeroMQ on the thread that owns the socket. To send on a plain topic costs a look at one byte more.
 */
public final class TwoLanes extends Mtrie {
    private final byte first;
    private final byte second;
    private final Mtrie marked = new Mtrie();

    private TwoLanes(byte first, byte second) {
        this.first = first;
        this.second = second;
    }

    /**
     * Gives a new XPUB socket this tree, with two marks; before it is bound.
     *
     * @throws IllegalStateException if JeroMQ is not made as it was in 0.6
     */
    public static void install(SocketBase xpub, byte first, byte second) {
        try {
            Field subscriptions = XPub.class.getDeclaredField("subscriptions");
            subscriptions.setAccessible(true);
            subscriptions.set(xpub, new TwoLanes(first, second));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IllegalStateException("this is not the JeroMQ that the numbered lane was made for", e);
        }
    }

    private boolean isMark(byte beginning) {
        return beginning == first || beginning == second;
    }

    private boolean isMarked(Msg subscription) {
        return subscription.size() > 1 && isMark(subscription.get(1));
    }

    @Override
    public boolean add(Msg subscription, Pipe pipe) {
        return isMarked(subscription) ? marked.add(subscription, pipe) : super.add(subscription, pipe);
    }

    @Override
    public boolean rm(Msg subscription, Pipe pipe) {
        return isMarked(subscription) ? marked.rm(subscription, pipe) : super.rm(subscription, pipe);
    }

    @Override
    public boolean rm(Pipe pipe, IMtrieHandler forgotten, XPub pub) {
        boolean inMarked = marked.rm(pipe, forgotten, pub);
        return super.rm(pipe, forgotten, pub) || inMarked;
    }

    @Override
    public void match(ByteBuffer topic, int size, IMtrieHandler found, XPub pub) {
        if (size > 0 && isMark(topic.get(0))) {
            marked.match(topic, size, found, pub);
        } else {
            super.match(topic, size, found, pub);
        }
    }
}

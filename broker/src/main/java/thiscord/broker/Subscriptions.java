package thiscord.broker;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import zmq.Msg;

/**
 * What one peer follows, as ZeroMQ's own tree has it: a prefix counts once however often it is subscribed to, and only what
 * was subscribed to can be given up. The I/O thread only.
 */
final class Subscriptions {
    private final Set<ByteBuffer> prefixes = new HashSet<>();
    private int bytes;

    /** Takes up a frame of a subscriber. Returns by how many bytes its prefixes grew. */
    int take(Msg frame) {
        if (frame.size() == 0 || frame.get(0) != 0 && frame.get(0) != 1) {
            return 0;
        }
        ByteBuffer prefix = ByteBuffer.wrap(frame.data(), 1, frame.size() - 1).slice();
        int before = bytes;
        if (frame.get(0) == 1 && prefixes.add(prefix)) {
            bytes += prefix.remaining();
        } else if (frame.get(0) == 0 && prefixes.remove(prefix)) {
            bytes -= prefix.remaining();
        }
        return bytes - before;
    }

    int count() {
        return prefixes.size();
    }

    /** Of all of them; ZeroMQ's tree takes some sixty times that. */
    int bytes() {
        return bytes;
    }
}

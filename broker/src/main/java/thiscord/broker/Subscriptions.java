package thiscord.broker;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import zmq.Msg;

/**
 * What one peer follows, as ZeroMQ's own tree has it: a prefix counts once however often it is subscribed to, and only what
 * was subscribed to can be given up. The I/O thread only.
 */
final class Subscriptions {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Set<ByteBuffer> prefixes = new HashSet<>();
    private int bytes;
    private int changes;
    private long changesFrom;

    /** Takes up a frame of a subscriber. Returns by how many bytes its prefixes grew. */
    int take(Msg frame, long nanoTime) {
        if (frame.size() == 0 || frame.get(0) != 0 && frame.get(0) != 1) {
            return 0;
        }
        ByteBuffer prefix = ByteBuffer.wrap(frame.data(), 1, frame.size() - 1).slice();
        int before = bytes;
        if (frame.get(0) == 1 && prefixes.add(prefix)) {
            bytes += prefix.remaining();
            changed(nanoTime);
        } else if (frame.get(0) == 0 && prefixes.remove(prefix)) {
            bytes -= prefix.remaining();
            changed(nanoTime);
        }
        return bytes - before;
    }

    private void changed(long nanoTime) {
        if (changes == 0 || nanoTime - changesFrom > MINUTE_NANOS) {
            changes = 0;
            changesFrom = nanoTime;
        }
        changes++;
    }

    /** How often its prefixes became more or fewer, within a minute. */
    int changes() {
        return changes;
    }

    int count() {
        return prefixes.size();
    }

    /** Of all of them; ZeroMQ's tree takes some sixty times that. */
    int bytes() {
        return bytes;
    }
}

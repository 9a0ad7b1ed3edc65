package thiscord.broker;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zmq.Msg;

/**
 * What all peers of a door may follow. ZeroMQ keeps a node of a tree for each byte of a prefix, some sixty bytes of memory, so
 * bytes are bounded as well as prefixes, of one peer and of all together. So is how often one peer changes its mind, as the loop
 * has to follow. The I/O thread only.
 */
final class SubscriptionBudget {
    /** On average, of as many prefixes as one peer may have. */
    private static final int BYTES_OF_A_PREFIX = 64;

    /** In a minute a peer may follow so many times what it may have, and give it up again. */
    private static final int CHANGES = 2;

    private final int mostEach;
    private final long mostBytes;
    /** Of who is there. */
    private final Set<Subscriptions> all = new HashSet<>();

    private long bytes;

    /**
     * @param mostEach prefixes of one peer
     * @param mostBytes of all peers
     */
    SubscriptionBudget(int mostEach, long mostBytes) {
        this.mostEach = mostEach;
        this.mostBytes = mostBytes;
    }

    /** For a broker that may use so much memory: half of it at the worst. */
    static SubscriptionBudget of(int mostEach, long memoryBytes) {
        return new SubscriptionBudget(mostEach, Math.max(1 << 20, memoryBytes / 128));
    }

    /**
     * Takes up a frame of a subscriber.
     *
     * @return whoever has too many now, who is out of the budget with that: the sender, or, when all together have, the one that
     *     has most; the sender also if it changes too often; null if all is well
     */
    @Nullable
    Subscriptions take(Subscriptions sender, Msg frame, long nanoTime) {
        all.add(sender);
        bytes += sender.take(frame, nanoTime);
        Subscriptions goes = null;
        if (sender.count() > mostEach
                || sender.changes() > (long) mostEach * CHANGES
                || sender.bytes() > (long) mostEach * BYTES_OF_A_PREFIX) {
            goes = sender;
        } else if (bytes > mostBytes) {
            for (Subscriptions one : all) {
                goes = goes == null || one.bytes() > goes.bytes() ? one : goes;
            }
        }
        if (goes != null) {
            left(goes);
        }
        return goes;
    }

    /** Whose they were has gone. */
    void left(Subscriptions gone) {
        if (all.remove(gone)) {
            bytes -= gone.bytes();
        }
    }
}

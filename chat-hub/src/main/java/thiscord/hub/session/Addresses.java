package thiscord.hub.session;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What each address has here: its sessions, and its pace. Thread-safe. An address that has gone is remembered until its
 * buckets are full again, so that to come back is not to begin anew; at most {@link #REMEMBERED} of them.
 */
final class Addresses {
    static final int REMEMBERED = 10_000;

    private final ConcurrentMap<InetAddress, Entry> entries = new ConcurrentHashMap<>();
    private final Fairness fairness;

    Addresses(Fairness fairness) {
        this.fairness = fairness;
    }

    /** One address. The number of its sessions is read and changed only within the map's own exclusion. */
    static final class Entry {
        final InetAddress key;
        final @Nullable TokenBucket lines;
        final @Nullable TokenBucket connections;
        private int sessions;

        private Entry(InetAddress key, Fairness fairness, long now) {
            this.key = key;
            this.lines = bucket(fairness, now);
            this.connections = bucket(fairness, now);
        }

        private static @Nullable TokenBucket bucket(Fairness f, long now) {
            return f.addressRate() == 0 ? null : new TokenBucket(f.addressRate(), f.addressBurst(), now);
        }

        private boolean worthRemembering(long now) {
            return lines != null && connections != null && !(lines.full(now) && connections.full(now));
        }
    }

    /** Counts a session in if there are fewer than so many; null if there are not. */
    @Nullable
    Entry enter(InetAddress from, int most, long now) {
        boolean[] in = new boolean[1];
        Entry entry = entries.compute(key(from), (key, before) -> {
            Entry e = before == null ? new Entry(key, fairness, now) : before;
            in[0] = e.sessions < most;
            e.sessions += in[0] ? 1 : 0;
            return e;
        });
        return in[0] ? entry : null;
    }

    /** Counts a session out. */
    void leave(Entry entry, long now) {
        boolean room = entries.size() <= REMEMBERED;
        entries.computeIfPresent(
                entry.key, (key, e) -> --e.sessions > 0 || (room && e.worthRemembering(now)) ? e : null);
    }

    /** Forgets those who have gone and whose buckets are full. Called every few seconds. */
    void sweep(long now) {
        for (InetAddress key : entries.keySet()) {
            entries.computeIfPresent(key, (k, e) -> e.sessions > 0 || e.worthRemembering(now) ? e : null);
        }
    }

    /** How many addresses are known. */
    int size() {
        return entries.size();
    }

    private static InetAddress key(InetAddress from) {
        byte[] bytes = from.getAddress();
        if (bytes.length == 4) {
            return from;
        }
        Arrays.fill(bytes, 8, 16, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}

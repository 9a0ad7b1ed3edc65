package thiscord.broker.gate;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which connections the gate has, and who makes room. Of those that have not logged in, the address with most of them gives one up:
 * the one that has come least far, and of these the oldest. So a crowd from one address takes places from itself alone, and those who
 * only connect take none from those who go on. Thread-safe.
 */
final class Admission {
    /** Fewer than the broker's doors take, so that there is room for those on its own machine. */
    static final int MOST_CARRIED = 128;

    static final int MOST_OF_A_TOKEN = 16;
    static final int MOST_COMING = 64;

    /** In the order in which they came. */
    private final Set<Passage> coming = new LinkedHashSet<>();

    private final Map<Passage, String> carried = new HashMap<>();

    /** Takes one in that has not logged in; the one that makes room for it, or null. */
    synchronized @Nullable Passage admit(Passage passage) {
        Passage leaves = coming.size() >= MOST_COMING ? leastWorthy() : null;
        if (leaves != null) {
            coming.remove(leaves);
        }
        coming.add(passage);
        return leaves;
    }

    private Passage leastWorthy() {
        Map<String, Integer> counts = new HashMap<>();
        coming.forEach(one -> counts.merge(one.network(), 1, Integer::sum));
        // Of equals the first, which is the oldest.
        return coming.stream()
                .min(Comparator.<Passage>comparingInt(one -> -counts.getOrDefault(one.network(), 0))
                        .thenComparingInt(Passage::progress))
                .orElseThrow();
    }

    /** One of a token's has logged in: null, or why it may not stay. */
    synchronized @Nullable String letIn(Passage passage, String token) {
        coming.remove(passage);
        boolean isFull = carried.size() >= MOST_CARRIED;
        if (isFull || carried.values().stream().filter(token::equals).count() >= MOST_OF_A_TOKEN) {
            return (isFull ? "there are " + MOST_CARRIED : "this token has " + MOST_OF_A_TOKEN)
                    + " connections, which is the most";
        }
        carried.put(passage, token);
        return null;
    }

    synchronized void gone(Passage passage) {
        coming.remove(passage);
        carried.remove(passage);
    }

    /** Those that have not logged in. */
    synchronized List<Passage> coming() {
        return List.copyOf(coming);
    }

    /** Those that have. */
    synchronized List<Passage> carried() {
        return List.copyOf(carried.keySet());
    }

    /** All. */
    synchronized List<Passage> all() {
        List<Passage> all = new ArrayList<>(coming);
        all.addAll(carried.keySet());
        return all;
    }

    /** What counts as one address: of IPv6 the first 64 bits, as everybody has so many. */
    static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address
                ? Arrays.toString(Arrays.copyOf(bytes, bytes.length / 2))
                : Arrays.toString(bytes);
    }
}

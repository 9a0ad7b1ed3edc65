package thiscord.broker.journal;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** A set of prefixes of topics. Never changes, so any thread may ask it. */
final class Prefixes {
    static final Prefixes NONE = new Prefixes(Set.of());

    private final Set<Bytes> set;
    /** Those that occur, ascending. */
    private final int[] lengths;
    /** With which bytes they begin; saves a look at most topics. */
    private final boolean[] beginnings = new boolean[256];

    private final boolean matchesAll;

    Prefixes(Collection<Bytes> prefixes) {
        set = new HashSet<>(prefixes);
        boolean all = false;
        for (Bytes prefix : set) {
            if (prefix.length == 0) {
                all = true;
            } else {
                beginnings[prefix.array[0] & 0xff] = true;
            }
        }
        matchesAll = all;
        lengths = set.stream()
                .mapToInt(prefix -> prefix.length)
                .sorted()
                .distinct()
                .toArray();
    }

    boolean isEmpty() {
        return lengths.length == 0;
    }

    /** True if one of them begins the topic. */
    boolean match(byte[] topic) {
        if (matchesAll || topic.length == 0 || !beginnings[topic[0] & 0xff]) {
            return matchesAll;
        }
        for (int length : lengths) {
            if (length > topic.length) {
                return false;
            }
            if (set.contains(new Bytes(topic, length))) {
                return true;
            }
        }
        return false;
    }
}

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

    Prefixes(Collection<Bytes> prefixes) {
        set = new HashSet<>(prefixes);
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

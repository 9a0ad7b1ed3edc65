package thiscord.broker.journal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last offsets of topics that were erased, so that none of theirs is given again: under a hash of the name, as that is to be
 * nowhere. A bounded number; then the one that was erased first goes. Guarded by the journal.
 */
final class ErasedOffsets {
    static final int MOST = 10_000;
    private static final int HASH_BYTES = 16;
    private static final byte[] NOTHING = {};

    private final Map<Bytes, Long> offsets = new LinkedHashMap<>();

    /** Keeps one; returns that of the one that went for it, behind which all new topics have to begin, or 0. */
    long put(Bytes topic, long last) {
        offsets.put(hash(topic), last);
        return overflow();
    }

    private long overflow() {
        if (offsets.size() <= MOST) {
            return 0;
        }
        Iterator<Long> oldest = offsets.values().iterator();
        long goes = oldest.next();
        oldest.remove();
        return goes;
    }

    /** That of a topic which is there again; 0 if it was not erased, or too long ago. */
    long take(Bytes topic) {
        Long last = offsets.isEmpty() ? null : offsets.remove(hash(topic));
        return last == null ? 0 : last;
    }

    void recovered(Entry erased) {
        offsets.put(Bytes.of(erased.name()), erased.number());
    }

    /** As {@link #recovered} takes them. */
    List<Entry> entries() {
        List<Entry> all = new ArrayList<>(offsets.size());
        offsets.forEach((hash, last) -> all.add(new Entry(Entry.ERASED, 0, last, hash.array, NOTHING)));
        return all;
    }

    private static Bytes hash(Bytes topic) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(topic.array, 0, topic.length);
            return Bytes.of(Arrays.copyOf(sha.digest(), HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package thiscord.broker.journal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which prefixes are followed, and since when. Guarded by the journal, but for {@link #prefixes}. */
final class Following {
    /** One prefix; its serial number says which time of being followed this is. */
    private static final class Followed {
        final long serial;
        boolean staying;
        long seenAt;

        Followed(long serial, long seenAt) {
            this.serial = serial;
            this.seenAt = seenAt;
        }
    }

    private static final byte[] NOTHING = {};

    private final Journal.Limits limits;
    private final Map<Bytes, Followed> followed = new HashMap<>();
    private long lastSerial;
    /** All have at least that one, see {@link #missed}. */
    private long lowestSerial;

    /** True if somebody may have been told the serial number that all have at least now. */
    private boolean told = true;

    private volatile Prefixes prefixes = Prefixes.NONE;

    Following(Journal.Limits limits) {
        this.limits = limits;
    }

    /** Never changes; any thread. */
    Prefixes prefixes() {
        return prefixes;
    }

    /** The highest serial number of these; the highest of all if one of them is not followed. */
    long serial(Collection<Bytes> asked) {
        told = true;
        long highest = lowestSerial;
        for (Bytes prefix : asked) {
            Followed one = followed.get(prefix);
            highest = Math.max(highest, one == null ? lastSerial : one.serial);
        }
        return highest;
    }

    @Nullable
    String follow(Collection<byte[]> added, boolean staying, long nowMillis, List<Entry> fresh) {
        for (byte[] prefix : added) {
            Bytes name = Bytes.of(prefix);
            Followed one = followed.get(name);
            if (one == null && followed.size() >= limits.prefixes()) {
                refresh(fresh);
                return "the broker follows " + limits.prefixes() + " prefixes, which is the most; follow fewer";
            }
            if (one == null) {
                one = new Followed(++lastSerial, nowMillis);
                followed.put(name, one);
                fresh.add(new Entry(Entry.FOLLOWED, nowMillis, one.serial, prefix, NOTHING));
            }
            one.staying |= staying;
            one.seenAt = nowMillis;
        }
        refresh(fresh);
        return null;
    }

    /** Events of some prefix were not numbered, or are no longer known to have been: whoever asks again is told. */
    List<Entry> missed(long nowMillis) {
        if (!told) {
            return List.of();
        }
        told = false;
        lowestSerial = ++lastSerial;
        return List.of(missedEntry(nowMillis));
    }

    private Entry missedEntry(long nowMillis) {
        return new Entry(Entry.MISSED, nowMillis, lowestSerial, NOTHING, NOTHING);
    }

    void left(Bytes prefix, long nowMillis) {
        Followed one = followed.get(prefix);
        if (one != null) {
            one.staying = false;
            one.seenAt = nowMillis;
        }
    }

    /** Gives up those that were not followed for as long as events are kept. */
    List<Entry> lapsed(long nowMillis) {
        List<Entry> gone = new ArrayList<>();
        Iterator<Map.Entry<Bytes, Followed>> all = followed.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Bytes, Followed> next = all.next();
            Followed one = next.getValue();
            if (!one.staying && nowMillis - one.seenAt > limits.age().toMillis()) {
                all.remove();
                gone.add(new Entry(Entry.LAPSED, nowMillis, one.serial, next.getKey().array, NOTHING));
            }
        }
        refresh(gone);
        return gone;
    }

    private void refresh(List<Entry> changes) {
        if (!changes.isEmpty()) {
            prefixes = new Prefixes(followed.keySet());
        }
    }

    void recovered(Bytes prefix, Entry entry) {
        lastSerial = Math.max(lastSerial, entry.number());
        Followed one = followed.get(prefix);
        if (entry.kind() == Entry.MISSED) {
            lowestSerial = Math.max(lowestSerial, entry.number());
        } else if (entry.kind() == Entry.FOLLOWED) {
            followed.put(prefix, new Followed(entry.number(), System.currentTimeMillis()));
        } else if (entry.kind() == Entry.LAPSED && one != null && one.serial == entry.number()) {
            followed.remove(prefix);
        }
    }

    /** To be called when everything was recovered. */
    void recovered() {
        prefixes = new Prefixes(followed.keySet());
    }

    long lastSerial() {
        return lastSerial;
    }

    /** Everything that is followed, as records. */
    List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        all.add(missedEntry(0));
        followed.forEach(
                (prefix, one) -> all.add(new Entry(Entry.FOLLOWED, one.seenAt, one.serial, prefix.array, NOTHING)));
        return all;
    }
}

package thiscord.broker.journal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which prefixes are followed, and since when. Guarded by the journal, but for {@link #prefixes}. */
final class Following {
    /** One prefix; its serial number says which time of being followed this is. */
    private static final class Followed {
        final long serial;
        boolean staying;
        /** Whether anybody does or not. */
        boolean always;

        long seenAt;

        Followed(long serial, long seenAt) {
            this.serial = serial;
            this.seenAt = seenAt;
        }
    }

    private static final byte[] NOTHING = {};
    /**
     * That part of the journal's bytes may be taken, within its greatest age, by records of prefixes that are newly followed, and
     * once more at a stroke: who follows ever new ones must not push out the events of others.
     */
    private static final int BYTE_PARTS = 8;

    private final Journal.Limits limits;
    private final Map<Bytes, Followed> followed = new HashMap<>();
    /** Those of them that nobody follows now; the one seen longest ago comes first. */
    private final Map<Bytes, Followed> passing = new LinkedHashMap<>();

    private long lastSerial;
    /** All have at least that one, see {@link #missed}. */
    private long lowestSerial;

    /** True if somebody may have been told the serial number that all have at least now. */
    private boolean told = true;

    /** Bytes of such records, less what has come back since; and when that was reckoned. */
    private double spent;

    private long spentAt;

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
            if (one == null && !affords(prefix, nowMillis)) {
                refresh(fresh);
                return "so many prefixes were newly followed of late that the broker takes no more now; try again later";
            }
            if (one == null && followed.size() >= limits.prefixes() && !makeRoom(nowMillis, fresh)) {
                refresh(fresh);
                return "the broker follows " + limits.prefixes() + " prefixes, which is the most; follow fewer";
            }
            if (one == null) {
                one = new Followed(++lastSerial, nowMillis);
                followed.put(name, one);
                Entry entry = new Entry(Entry.FOLLOWED, nowMillis, one.serial, prefix, NOTHING);
                spent += 2.0 * entry.size();
                fresh.add(entry);
            }
            one.staying |= staying;
            seen(name, one, nowMillis);
        }
        refresh(fresh);
        return null;
    }

    /** True if there is room for its record, and for another when it is given up. */
    private boolean affords(byte[] prefix, long nowMillis) {
        double most = (double) limits.bytes() / BYTE_PARTS;
        double back = most * Math.max(0, nowMillis - spentAt) / limits.age().toMillis();
        spent = Math.max(0, spent - back);
        spentAt = nowMillis;
        return spent + 2.0 * (Entry.LEAST + prefix.length) <= most;
    }

    private void seen(Bytes name, Followed one, long nowMillis) {
        one.seenAt = nowMillis;
        passing.remove(name);
        if (!one.staying) {
            passing.put(name, one);
        }
    }

    /** False if somebody follows all of them now. */
    private boolean makeRoom(long nowMillis, List<Entry> gone) {
        Iterator<Map.Entry<Bytes, Followed>> all = passing.entrySet().iterator();
        if (!all.hasNext()) {
            return false;
        }
        giveUp(all, all.next(), nowMillis, gone);
        return true;
    }

    private void giveUp(Iterator<?> all, Map.Entry<Bytes, Followed> next, long nowMillis, List<Entry> gone) {
        Bytes prefix = next.getKey();
        gone.add(new Entry(Entry.LAPSED, nowMillis, next.getValue().serial, prefix.array, NOTHING));
        all.remove();
        followed.remove(prefix);
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

    /** The same where even serial numbers may be lost: the time is above all that were given, as they are given more slowly. */
    void lost(long nowMillis) {
        lastSerial = Math.max(lastSerial + 1, nowMillis);
        lowestSerial = lastSerial;
    }

    private Entry missedEntry(long nowMillis) {
        return new Entry(Entry.MISSED, nowMillis, lowestSerial, NOTHING, NOTHING);
    }

    /** These, which are followed, stay so whoever leaves. */
    void stay(Collection<byte[]> prefixes) {
        for (byte[] prefix : prefixes) {
            Followed one = followed.get(Bytes.of(prefix));
            if (one != null) {
                one.always = true;
            }
        }
    }

    void left(Bytes prefix, long nowMillis) {
        Followed one = followed.get(prefix);
        if (one != null && !one.always) {
            one.staying = false;
            seen(prefix, one, nowMillis);
        }
    }

    /** Gives up those that were not followed for as long as events are kept. */
    List<Entry> lapsed(long nowMillis) {
        List<Entry> gone = new ArrayList<>();
        Iterator<Map.Entry<Bytes, Followed>> all = passing.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Bytes, Followed> next = all.next();
            next.getValue().seenAt = Math.min(next.getValue().seenAt, nowMillis);
            if (nowMillis - next.getValue().seenAt > limits.age().toMillis()) {
                giveUp(all, next, nowMillis, gone);
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
            Followed again = new Followed(entry.number(), System.currentTimeMillis());
            followed.put(prefix, again);
            passing.put(prefix, again);
        } else if (entry.kind() == Entry.LAPSED && one != null && one.serial == entry.number()) {
            followed.remove(prefix);
            passing.remove(prefix);
        }
    }

    /** To be called when everything was recovered. */
    void recovered() {
        prefixes = new Prefixes(followed.keySet());
    }

    int size() {
        return followed.size();
    }

    /** Everything that is followed, as records. */
    List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        all.add(missedEntry(0));
        // Keeps the serial numbers growing even if nothing is followed.
        all.add(new Entry(Entry.SERIAL, 0, lastSerial, NOTHING, NOTHING));
        followed.forEach(
                (prefix, one) -> all.add(new Entry(Entry.FOLLOWED, one.seenAt, one.serial, prefix.array, NOTHING)));
        return all;
    }
}

package thiscord.broker.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far each publisher is that wants to hear of its events: a number a publisher. One that said nothing for as long as
 * events are kept is forgotten, and when there are too many, the one that said nothing for longest. Guarded by the journal.
 */
final class Marks {
    static final int MOST = 10_000;
    private static final byte[] NOTHING = {};

    /** That one and all before it. */
    private record Mark(long number, long at) {}

    private final long ageMillis;
    /** The one that said nothing for longest comes first. */
    private final Map<Bytes, Mark> marks = new LinkedHashMap<>();

    Marks(Duration age) {
        this.ageMillis = age.toMillis();
    }

    /** -1 if nothing is known of it. */
    long of(byte[] publisher) {
        Mark mark = marks.get(Bytes.of(publisher));
        return mark == null ? -1 : mark.number();
    }

    void reached(Entry event) {
        Journal.Source source = event.source();
        if (source != null) {
            reached(source.publisher(), source.number(), event.millis());
        }
    }

    void reached(byte[] publisher, long number, long atMillis) {
        Bytes name = Bytes.of(publisher);
        Mark before = marks.remove(name);
        marks.put(name, new Mark(before == null ? number : Math.max(number, before.number()), atMillis));
        if (marks.size() > MOST) {
            Iterator<Bytes> oldest = marks.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    void recovered(Entry mark) {
        reached(mark.name(), mark.number(), mark.millis());
    }

    /** As {@link #recovered} takes them. */
    List<Entry> entries() {
        List<Entry> all = new ArrayList<>(marks.size());
        marks.forEach((name, mark) -> all.add(new Entry(Entry.MARK, mark.at(), mark.number(), name.array, NOTHING)));
        return all;
    }

    void sweep(long nowMillis) {
        // Those that the clock, once ahead, dated later than now count from now on.
        marks.replaceAll((name, mark) -> mark.at() > nowMillis ? new Mark(mark.number(), nowMillis) : mark);
        Iterator<Mark> all = marks.values().iterator();
        while (all.hasNext() && nowMillis - all.next().at() > ageMillis) {
            all.remove();
        }
    }
}

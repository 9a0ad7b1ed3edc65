package thiscord.broker.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The numbered topics of a journal, a bounded number. Guarded by the journal. */
final class TopicTable {
    private static final long BEAT_MILLIS = 1000;
    private static final long SLOWEST_BEAT_MILLIS = 64_000;
    private static final byte[] NOTHING = {};

    private final Journal.Limits limits;
    private final TreeMap<Bytes, Topic> topics = new TreeMap<>();
    private int events;
    /** Topics begin behind that one: the highest offset of any that was forgotten. */
    private long forgotten;

    private final ErasedOffsets erased = new ErasedOffsets();

    TopicTable(Journal.Limits limits) {
        this.limits = limits;
    }

    @Nullable
    Topic of(Bytes name) {
        return topics.get(name);
    }

    /** The topics from that one on, in the order of their bytes. */
    NavigableMap<Bytes, Topic> from(Bytes name, boolean inclusive) {
        return topics.tailMap(name, inclusive);
    }

    /** The topic of a new event, made if need be; null if there are too many. */
    @Nullable
    Topic takenUp(Bytes name, long nowMillis) {
        Topic topic = topics.get(name);
        if (topic == null && topics.size() < limits.topics()) {
            topic = new Topic(name);
            topic.last = Math.max(forgotten, erased.take(name));
            topics.put(name, topic);
        }
        if (topic != null) {
            topic.addedAt = nowMillis;
            topic.beatEvery = BEAT_MILLIS;
            topic.beatAt = nowMillis + BEAT_MILLIS;
        }
        return topic;
    }

    /** Notes where the next event of a topic is. */
    void added(Entry entry, long place) {
        Topic topic = topics.get(Bytes.of(entry.name()));
        if (topic != null) {
            topic.add(place);
            events++;
        }
    }

    /** The same for an event that was found, whose offset may be any. */
    void recovered(Entry entry, long place) {
        Topic topic = topics.computeIfAbsent(Bytes.of(entry.name()), Topic::new);
        erased.take(topic.name);
        if (entry.number() != topic.last + 1) {
            events -= topic.forgetUpTo(Long.MAX_VALUE);
            topic.last = entry.number() - 1;
        }
        topic.add(place);
        topic.addedAt = entry.millis();
        events++;
    }

    /** Takes up the last offset of a topic, all of whose events may be gone; or of one that was erased. No topic: of the forgotten. */
    void recovered(Entry offset) {
        if (offset.kind() == Entry.ERASED) {
            erased.recovered(offset);
            return;
        }
        if (offset.name().length == 0) {
            forgotten = offset.number();
            return;
        }
        Topic topic = topics.computeIfAbsent(Bytes.of(offset.name()), Topic::new);
        topic.last = offset.number();
        topic.addedAt = offset.millis();
    }

    /** The last offsets, as {@link #recovered(Entry)} takes them. */
    List<Entry> entries() {
        List<Entry> all = new ArrayList<>(topics.size() + 1);
        all.add(new Entry(Entry.EVENT, 0, forgotten, NOTHING, NOTHING));
        all.addAll(erased.entries());
        topics.forEach(
                (name, topic) -> all.add(new Entry(Entry.EVENT, topic.addedAt, topic.last, name.array, NOTHING)));
        return all;
    }

    /** What is in that segment and in older ones is gone; true if there are still too many events. */
    boolean forgetUpTo(long segment) {
        for (Topic topic : topics.values()) {
            events -= topic.forgetUpTo(segment);
        }
        return tooManyEvents();
    }

    /** Makes room if there are as many topics as may be; true if any went. */
    boolean forgetEmpty(long nowMillis) {
        int before = topics.size();
        if (before < limits.topics()) {
            return false;
        }
        long since = nowMillis - 2 * limits.age().toMillis();
        topics.values().removeIf(topic -> {
            topic.addedAt = Math.min(topic.addedAt, nowMillis);
            boolean goes = topic.isEmpty() && topic.addedAt < since;
            forgotten = goes ? Math.max(forgotten, topic.last) : forgotten;
            return goes;
        });
        return topics.size() < before;
    }

    /** Forgets topics and all that is kept of them; where their events are. */
    List<Long> remove(Predicate<byte[]> which) {
        List<Long> places = new ArrayList<>();
        topics.values().removeIf(topic -> {
            if (!which.test(topic.name.array)) {
                return false;
            }
            for (long offset = topic.first(); offset <= topic.last; offset++) {
                places.add(topic.place(offset));
            }
            forgotten = Math.max(forgotten, erased.put(topic.name, topic.last));
            return true;
        });
        events -= places.size();
        return places;
    }

    List<Journal.Head> beats(long nowMillis, int most) {
        List<Journal.Head> due = new ArrayList<>();
        for (Topic topic : topics.values()) {
            if (due.size() == most) {
                break;
            }
            // Never further away than that, unless the clock was put back.
            boolean isDue = nowMillis >= topic.beatAt || topic.beatAt - nowMillis > topic.beatEvery;
            if (topic.last > 0 && isDue) {
                topic.beatEvery = Math.min(SLOWEST_BEAT_MILLIS, Math.max(BEAT_MILLIS, topic.beatEvery * 2));
                topic.beatAt = nowMillis + topic.beatEvery;
                due.add(new Journal.Head(topic.name.array, topic.first(), topic.last, topic.last));
            }
        }
        return due;
    }

    boolean tooManyEvents() {
        return events > limits.events();
    }

    int events() {
        return events;
    }

    int size() {
        return topics.size();
    }
}

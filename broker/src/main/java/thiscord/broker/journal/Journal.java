package thiscord.broker.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives events of numbered topics their offsets and keeps the newest of them, in files or in memory, bounded in bytes,
 * number and age.
 *
 * <p>A topic is numbered while one of its prefixes is followed, and after the last follower left for as long as events are
 * kept, so that whoever comes back misses nothing. What is numbered has been handed to the operating system when
 * {@link #add} returns: the end of the process, however it comes, neither loses it nor lets an offset be given twice.
 *
 * <p>Any thread; one lock, which {@link #add} holds while it writes, {@link #heads} while it looks up the times of events
 * (a few short reads for each of 50 topics at most), and nobody while reading events for {@link #read}.
 */
public final class Journal implements AutoCloseable {
    /**
     * How much is kept.
     *
     * @param bytes of all segments together
     * @param events of all topics together
     * @param age of the oldest event; it goes a sixteenth of that later at the latest
     * @param topics that have offsets; what is published on others is not numbered
     * @param prefixes that are followed
     * @param segmentBytes when a new segment is begun
     */
    public record Limits(long bytes, int events, Duration age, int topics, int prefixes, int segmentBytes) {}

    /** An event to be numbered. */
    public record Event(byte[] topic, byte[] payload) {}

    /**
     * A numbered topic.
     *
     * @param first the oldest offset that is kept; one behind the last if none is
     * @param last the highest offset that was given
     * @param at the offset of the oldest event that is not older than asked for
     */
    public record Head(byte[] topic, long first, long last, long at) {}

    /**
     * Numbered topics, in the order of their bytes.
     *
     * @param serial tells since when all that was asked for has been numbered: a higher one than before means that
     *     there was a time in which it was not
     * @param more true if there are further topics behind these
     */
    public record Heads(long serial, boolean more, List<Head> heads) {}

    /** An event that was kept. */
    public record Kept(long offset, byte[] payload) {}

    /**
     * A part of what is kept of a topic.
     *
     * @param events ascending; an offset that is not among them, but lower than one of them or than {@code first}, is gone
     */
    public record Chunk(long first, long last, List<Kept> events) {}

    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final int MOST_HEADS = 200;
    /** To find where a time begins takes a few looks into the files for each topic. */
    private static final int MOST_DATED_HEADS = 50;

    private static final int FIRST_READ = 4096;
    private static final long BEAT_MILLIS = 1000;
    private static final long SLOWEST_BEAT_MILLIS = 64_000;
    private static final int MOST_BEATS = 5000;

    private final Limits limits;
    private final TreeMap<Bytes, Topic> topics = new TreeMap<>();
    private final Following following;
    private final Segments segments;
    private String id = JournalFolder.newId();
    private int events;
    /** Topics begin behind that one: the highest offset of any that was forgotten. */
    private long forgotten;

    /** In memory. */
    public Journal(Limits limits) {
        this.limits = limits;
        this.following = new Following(limits);
        this.segments = new Segments(limits, this);
    }

    /**
     * In files, going on where they end.
     *
     * @throws thiscord.cli.Failure bad configuration, if they cannot be used
     */
    public static Journal open(Path path, Limits limits, long nowMillis) {
        Journal journal = new Journal(limits);
        JournalFolder.open(path, journal, nowMillis);
        return journal;
    }

    synchronized void recovered(JournalFolder from, String name) {
        segments.in(from);
        id = name;
    }

    /** Takes up a record that was found in a segment; for the start. */
    synchronized void recovered(Segment segment, int position, Entry entry) {
        Bytes name = Bytes.of(entry.name());
        if (entry.kind() == Entry.EVENT) {
            Topic topic = topics.computeIfAbsent(name, Topic::new);
            if (entry.number() != topic.last + 1) {
                events -= topic.forgetUpTo(Long.MAX_VALUE);
                topic.last = entry.number() - 1;
            }
            topic.add(Segment.place(segment.number, position));
            topic.addedAt = entry.millis();
            events++;
        } else {
            following.recovered(name, entry);
        }
        segment.oldest = Math.min(segment.oldest, entry.millis());
        segment.newest = Math.max(segment.newest, entry.millis());
    }

    synchronized void recovered(Segment segment) {
        segments.add(segment);
    }

    /** Takes up the last offset of a topic, all of whose events may be gone; before any segment. No topic: of the forgotten. */
    synchronized void recovered(Entry offset) {
        if (offset.name().length == 0) {
            forgotten = offset.number();
            return;
        }
        Topic topic = topics.computeIfAbsent(Bytes.of(offset.name()), Topic::new);
        topic.last = offset.number();
        topic.addedAt = offset.millis();
    }

    synchronized Following following() {
        return following;
    }

    interface Offsets {
        void of(byte[] topic, long at, long last);
    }

    /** Tells what {@link #recovered(Entry)} takes. */
    synchronized void eachTopic(Offsets visitor) {
        visitor.of(new byte[0], 0, forgotten);
        topics.forEach((name, topic) -> visitor.of(name.array, topic.addedAt, topic.last));
    }

    /** Names this numbering; another name means that offsets have begun anew. */
    public synchronized String id() {
        return id;
    }

    /** True if no topic is numbered, so that there is no need to ask further. Does not lock. */
    public boolean isIdle() {
        return following.prefixes().isEmpty();
    }

    /** True if that topic is to be numbered. Does not lock. */
    public boolean numbers(byte[] topic) {
        return following.prefixes().match(topic);
    }

    /**
     * Numbers the topics that begin so, from now on.
     *
     * @param staying true if they are followed until {@link #left}, false if once, by somebody who may not stay
     * @return null, or one line that says why not all of them
     */
    public synchronized @Nullable String follow(Collection<byte[]> prefixes, boolean staying, long nowMillis) {
        List<Entry> fresh = new ArrayList<>();
        String wrong = following.follow(prefixes, staying, nowMillis, fresh);
        write(fresh, nowMillis);
        return wrong;
    }

    /** Nobody follows that prefix any more. */
    public synchronized void left(byte[] prefix, long nowMillis) {
        following.left(Bytes.of(prefix), nowMillis);
    }

    /**
     * Gives each event the next offset of its topic, and keeps it.
     *
     * @return the offsets; 0 where there are as many topics as may be, which the serial tells whoever asks next
     */
    public synchronized long[] add(List<Event> batch, long nowMillis) {
        long[] offsets = new long[batch.size()];
        List<Entry> entries = new ArrayList<>(batch.size());
        Map<Bytes, Long> given = new HashMap<>();
        for (int i = 0; i < offsets.length; i++) {
            Event event = batch.get(i);
            Bytes name = Bytes.of(event.topic());
            Topic topic = topics.get(name);
            if (topic == null && topics.size() < limits.topics()) {
                topic = new Topic(name);
                topic.last = forgotten;
                topics.put(name, topic);
            }
            if (topic != null) {
                long last = topic.last;
                offsets[i] = given.merge(name, last + 1, (before, one) -> before + 1);
                entries.add(new Entry(Entry.EVENT, nowMillis, offsets[i], event.topic(), event.payload()));
                topic.addedAt = nowMillis;
                topic.beatEvery = BEAT_MILLIS;
                topic.beatAt = nowMillis + BEAT_MILLIS;
            } else {
                entries.addAll(following.missed(nowMillis));
            }
        }
        write(entries, nowMillis);
        return offsets;
    }

    private void write(List<Entry> entries, long nowMillis) {
        segments.write(entries, nowMillis, this::noteWritten);
        segments.expire(nowMillis, events > limits.events());
    }

    private void noteWritten(Entry entry, long place) {
        Topic topic = entry.kind() == Entry.EVENT ? topics.get(Bytes.of(entry.name())) : null;
        if (topic != null) {
            topic.add(place);
            events++;
        }
    }

    /** Drops what is over the limits; for now and then. */
    public synchronized void sweep(long nowMillis) {
        segments.rollIfOld(nowMillis);
        write(following.lapsed(nowMillis), nowMillis);
        if (topics.size() >= limits.topics()) {
            forgetEmpty(nowMillis);
        }
    }

    /** Makes room for topics; who was far behind in one of those that go is told by the serial. */
    private void forgetEmpty(long nowMillis) {
        long since = nowMillis - 2 * limits.age().toMillis();
        int before = topics.size();
        topics.values().removeIf(topic -> {
            boolean goes = topic.isEmpty() && topic.addedAt < since;
            forgotten = goes ? Math.max(forgotten, topic.last) : forgotten;
            return goes;
        });
        if (topics.size() < before) {
            write(following.missed(nowMillis), nowMillis);
        }
    }

    /**
     * The topics that begin so.
     *
     * @param after only topics behind this one; empty for all
     * @param sinceMillis when the events of {@link Head#at} begin; {@link Long#MAX_VALUE} to begin behind the last
     */
    public synchronized Heads heads(List<byte[]> prefixes, byte[] after, long sinceMillis) {
        List<Bytes> asked = prefixes.stream().map(Bytes::of).sorted().toList();
        long serial = following.serial(asked);
        int most = sinceMillis == Long.MAX_VALUE ? MOST_HEADS : MOST_DATED_HEADS;
        Bytes behind = Bytes.of(after);
        List<Head> heads = new ArrayList<>();
        Bytes covered = null;
        for (Bytes prefix : asked) {
            if (covered != null && covered.begins(prefix)) {
                continue;
            }
            covered = prefix;
            NavigableMap<Bytes, Topic> rest =
                    prefix.compareTo(behind) > 0 ? topics.tailMap(prefix, true) : topics.tailMap(behind, false);
            for (Topic topic : rest.values()) {
                if (!prefix.begins(topic.name)) {
                    break;
                }
                if (heads.size() == most) {
                    return new Heads(serial, true, heads);
                }
                heads.add(new Head(topic.name.array, topic.first(), topic.last, since(topic, sinceMillis)));
            }
        }
        return new Heads(serial, false, heads);
    }

    private long since(Topic topic, long millis) {
        long low = topic.first();
        long high = topic.last + 1;
        while (low < high && millis != Long.MAX_VALUE) {
            long middle = (low + high) >>> 1;
            if (millisOf(topic.place(middle)) >= millis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }

    private long millisOf(long place) {
        Segment segment = segments.of(place);
        try {
            return segment == null
                    ? Long.MIN_VALUE
                    : Entry.millisAt(segment.read(Segment.positionOf(place), Entry.HEAD + 9), 0);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "broker: cannot read the journal", e);
            return Long.MIN_VALUE;
        }
    }

    /**
     * Reads events of a topic, up to an offset and to about that many bytes; at least one if there is one.
     *
     * @param from the lowest offset; what is older than the first that is kept is passed over
     */
    public Chunk read(byte[] topic, long from, long to, int maxBytes, int maxEvents) {
        List<Segment> where = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        long start;
        long last;
        long first;
        synchronized (this) {
            Topic known = topics.get(Bytes.of(topic));
            if (known == null) {
                return new Chunk(1, 0, List.of());
            }
            first = known.first();
            last = known.last;
            start = Math.max(from, first);
            for (long offset = start; offset <= Math.min(to, last) && places.size() < maxEvents; offset++) {
                long place = known.place(offset);
                Segment segment = segments.of(place);
                if (segment != null) {
                    where.add(segment);
                    places.add(place);
                }
            }
        }
        List<Kept> kept = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < places.size() && size < maxBytes; i++) {
            Entry entry = entry(where.get(i), Segment.positionOf(places.get(i)));
            if (entry != null) {
                kept.add(new Kept(entry.number(), entry.payload()));
                size += entry.payload().length + 64;
            }
        }
        return new Chunk(first, last, kept);
    }

    private static @Nullable Entry entry(Segment segment, int position) {
        try {
            ByteBuffer begin = segment.read(position, FIRST_READ);
            int size = Entry.sizeAt(begin, 0);
            return Entry.at(size > begin.limit() ? segment.read(position, size) : begin, 0);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "broker: an event was dropped while it was read", e);
            return null;
        }
    }

    /** The topics whose highest offset is to be told again now: a second after the last event, then ever more rarely. */
    public synchronized List<Head> beats(long nowMillis) {
        List<Head> due = new ArrayList<>();
        for (Topic topic : topics.values()) {
            if (topic.last > 0 && nowMillis >= topic.beatAt && due.size() < MOST_BEATS) {
                topic.beatEvery = Math.min(SLOWEST_BEAT_MILLIS, Math.max(BEAT_MILLIS, topic.beatEvery * 2));
                topic.beatAt = nowMillis + topic.beatEvery;
                due.add(new Head(topic.name.array, topic.first(), topic.last, topic.last));
            }
        }
        return due;
    }

    /** What is in that segment and in older ones is gone; true if there are still too many events. */
    boolean forgetUpTo(long segment) {
        for (Topic topic : topics.values()) {
            events -= topic.forgetUpTo(segment);
        }
        return events > limits.events();
    }

    @Override
    public synchronized void close() {
        segments.close();
    }
}

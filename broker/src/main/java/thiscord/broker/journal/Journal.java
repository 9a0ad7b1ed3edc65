package thiscord.broker.journal;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.Replay;

/**
 * Gives events of numbered topics their offsets and keeps the newest of them, in files or in memory, bounded in bytes,
 * number and age.
 *
 * <p>A topic is numbered while one of its prefixes is followed, and after the last follower left for as long as events are
 * kept, so that whoever comes back misses nothing. What is numbered has been handed to the operating system when
 * {@link #add} returns: the end of the process, however it comes, neither loses it nor lets an offset be given twice.
 *
 * <p>Of publishers that want to hear that an event is here, it knows how far each is, so that none of their events is numbered
 * twice. That is in the events' own records, and so is lost or kept together with them.
 *
 * <p>Any thread; one lock, which {@link #add} holds while it writes, and nobody while reading what was written
 * ({@link #heads}, {@link #read}) or while waiting for the disk ({@link #force}).
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

    /** Which event of which publisher that is, see {@link #mark}. */
    public record Source(byte[] publisher, long number) {}

    /**
     * An event to be numbered.
     *
     * @param source null if its publisher does not want to hear that it is here
     */
    public record Event(
            byte[] topic, byte[] payload, @Nullable Source source) {
        /** Of a publisher that does not. */
        public Event(byte[] topic, byte[] payload) {
            this(topic, payload, null);
        }
    }

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

    /**
     * How much there is now.
     *
     * @param files true if it is in files
     * @param prefixes that are numbered
     */
    public record Size(boolean files, long bytes, int events, int topics, int prefixes) {}

    private final Limits limits;
    private final TopicTable topics;
    private final Following following;
    private final Segments segments;
    private final Erasing erasing;
    private final Marks marks;
    private final Lookup lookup;
    /** Nothing is added or dropped any more. */
    private boolean closed;

    private String id = Replay.journal(new SecureRandom().nextLong(), true);

    /** In memory. */
    public Journal(Limits limits) {
        this.limits = limits;
        this.topics = new TopicTable(limits);
        this.following = new Following(limits);
        this.segments = new Segments(limits, this);
        this.erasing = new Erasing(segments);
        this.marks = new Marks(limits.age());
        this.lookup = new Lookup(this, topics, following, segments);
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
        if (entry.isEvent()) {
            topics.recovered(entry, Segment.place(segment.number, position));
            marks.reached(entry);
        } else if (entry.kind() != Entry.ERASED) {
            following.recovered(Bytes.of(entry.name()), entry);
        }
        segment.oldest = Math.min(segment.oldest, entry.millis());
        segment.newest = Math.max(segment.newest, entry.millis());
    }

    synchronized void recovered(Segment segment) {
        segments.add(segment);
    }

    /** Takes up what is known though no segment says it, see {@link #lasting}; before any segment. */
    synchronized void recovered(Entry entry) {
        if (entry.kind() == Entry.EVENT || entry.kind() == Entry.ERASED) {
            topics.recovered(entry);
        } else if (entry.kind() == Entry.MARK) {
            marks.recovered(entry);
        } else {
            following.recovered(Bytes.of(entry.name()), entry);
        }
    }

    /** What must be known when the segments that say it are gone. */
    synchronized List<Entry> lasting() {
        List<Entry> entries = new ArrayList<>(following.entries());
        entries.addAll(marks.entries());
        entries.addAll(topics.entries());
        return entries;
    }

    synchronized Following following() {
        return following;
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

    /** Numbers the topics that begin so for as long as this is open, whether anybody follows them or not. */
    public synchronized void keep(Collection<byte[]> prefixes, long nowMillis) {
        follow(prefixes, true, nowMillis);
        following.stay(prefixes);
    }

    /** Nobody follows that prefix any more. */
    public synchronized void left(byte[] prefix, long nowMillis) {
        following.left(Bytes.of(prefix), nowMillis);
    }

    /**
     * Gives each event the next offset of its topic, and keeps it.
     *
     * @return the offsets; 0 where there are as many topics as may be, which the serial tells whoever asks next, and of all
     *     after {@link #close}
     */
    public synchronized long[] add(List<Event> batch, long nowMillis) {
        long[] offsets = new long[batch.size()];
        if (closed) {
            return offsets;
        }
        List<Entry> entries = new ArrayList<>(batch.size());
        Map<Bytes, Long> given = new HashMap<>();
        for (int i = 0; i < offsets.length; i++) {
            Event event = batch.get(i);
            Bytes name = Bytes.of(event.topic());
            Topic topic = topics.takenUp(name, nowMillis);
            if (topic != null) {
                long last = topic.last;
                offsets[i] = given.merge(name, last + 1, (before, one) -> before + 1);
                entries.add(Entry.event(nowMillis, offsets[i], event));
            } else {
                entries.addAll(following.missed(nowMillis));
            }
        }
        write(entries, nowMillis);
        return offsets;
    }

    private void write(List<Entry> entries, long nowMillis) {
        if (closed) {
            return;
        }
        segments.write(entries, nowMillis, this::noteWritten);
        segments.expire(nowMillis, topics.tooManyEvents());
    }

    private void noteWritten(Entry entry, long place) {
        if (entry.isEvent()) {
            topics.added(entry, place);
            marks.reached(entry);
        }
    }

    /** Up to which of its events all of that publisher have been taken up; -1 if it is not known. */
    public synchronized long mark(byte[] publisher) {
        return marks.of(publisher);
    }

    /** All events of that publisher up to that one have been taken up, or will not come. */
    public synchronized void reached(byte[] publisher, long number, long nowMillis) {
        marks.reached(publisher, number, nowMillis);
    }

    /**
     * Erases all that is kept of some topics, in files too, and forgets them; who follows them is told by the serial of a gap.
     * New events of such a topic are numbered on from there. Should the process end before this returns, some events may be
     * there with the next start, whole.
     *
     * @return null once that is on the disk, with all that was to be erased before; else why not: nobody is given it any more,
     *     and {@link #sweep} tries again
     */
    public synchronized @Nullable String erase(Predicate<byte[]> which, long nowMillis) {
        if (closed) {
            return "the broker ends";
        }
        int before = topics.size();
        List<Long> places = topics.remove(which);
        if (topics.size() < before) {
            write(following.missed(nowMillis), nowMillis);
        }
        return topics.size() < before ? erasing.erase(places, nowMillis) : erasing.erase(nowMillis);
    }

    /** Drops what is over the limits; for now and then. */
    public synchronized void sweep(long nowMillis) {
        if (closed) {
            return;
        }
        segments.rollIfOld(nowMillis);
        erasing.again(nowMillis);
        marks.sweep(nowMillis);
        write(following.lapsed(nowMillis), nowMillis);
        // Who was far behind in one of those that go is told by the serial.
        if (topics.forgetEmpty(nowMillis)) {
            write(following.missed(nowMillis), nowMillis);
        }
    }

    /**
     * The topics that begin so.
     *
     * @param after only topics behind this one; empty for all
     * @param sinceMillis when the events of {@link Head#at} begin; {@link Long#MAX_VALUE} to begin behind the last
     */
    public Heads heads(List<byte[]> prefixes, byte[] after, long sinceMillis) {
        return lookup.heads(prefixes, after, sinceMillis);
    }

    /**
     * Reads events of a topic, up to an offset and to about that many bytes; at least one if there is one.
     *
     * @param from the lowest offset; what is older than the first that is kept is passed over
     */
    public Chunk read(byte[] topic, long from, long to, int maxBytes, int maxEvents) {
        return lookup.read(topic, from, to, maxBytes, maxEvents);
    }

    /**
     * The topics whose highest offset is to be told again now: a second after the last event, then ever more rarely.
     *
     * @param most when there are more, the next call answers with them
     */
    public synchronized List<Head> beats(long nowMillis, int most) {
        return topics.beats(nowMillis, most);
    }

    /** What is in that segment and in older ones is gone; true if there are still too many events. */
    boolean forgetUpTo(long segment) {
        return topics.forgetUpTo(segment);
    }

    /** How much there is now. */
    public synchronized Size size() {
        return new Size(segments.inFiles(), segments.bytes(), topics.events(), topics.size(), following.size());
    }

    /**
     * Waits until the disk has all that was added before.
     *
     * @return false if it has not: the journal is in memory, or has come to be as the disk did not take it
     */
    public boolean force() {
        return segments.force(this);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            erasing.again(Long.MAX_VALUE);
            closed = true;
        }
        segments.close();
    }
}

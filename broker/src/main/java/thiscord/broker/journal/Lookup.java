package thiscord.broker.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what is asked for in a journal. Holds its lock to see where something is, never while reading it. Any thread. */
final class Lookup {
    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final int MOST_HEADS = 200;
    /** To find where a time begins takes a few looks into the files for each topic. */
    private static final int MOST_DATED_HEADS = 50;

    private static final int FIRST_READ = 4096;

    /** Where an event is; what is read there after the segment went fails. */
    private record Place(Segment segment, int position) {}

    private final Journal lock;
    private final TopicTable topics;
    private final Following following;
    private final Segments segments;

    /** @param lock guards the others */
    Lookup(Journal lock, TopicTable topics, Following following, Segments segments) {
        this.lock = lock;
        this.topics = topics;
        this.following = following;
        this.segments = segments;
    }

    Journal.Heads heads(List<byte[]> prefixes, byte[] after, long sinceMillis) {
        List<Bytes> asked = prefixes.stream().map(Bytes::of).sorted().toList();
        boolean dated = sinceMillis != Long.MAX_VALUE;
        Journal.Heads found = found(asked, Bytes.of(after), dated ? MOST_DATED_HEADS : MOST_HEADS);
        if (!dated) {
            return found;
        }
        List<Journal.Head> heads = new ArrayList<>(found.heads().size());
        for (Journal.Head head : found.heads()) {
            heads.add(new Journal.Head(head.topic(), head.first(), head.last(), since(head, sinceMillis)));
        }
        return new Journal.Heads(found.serial(), found.more(), heads);
    }

    private Journal.Heads found(List<Bytes> asked, Bytes behind, int most) {
        synchronized (lock) {
            long serial = following.serial(asked);
            List<Journal.Head> heads = new ArrayList<>();
            Bytes covered = null;
            for (Bytes prefix : asked) {
                if (covered != null && covered.begins(prefix)) {
                    continue;
                }
                covered = prefix;
                boolean isBehind = prefix.compareTo(behind) > 0;
                for (Topic topic :
                        topics.from(isBehind ? prefix : behind, isBehind).values()) {
                    if (!prefix.begins(topic.name)) {
                        break;
                    }
                    if (heads.size() == most) {
                        return new Journal.Heads(serial, true, heads);
                    }
                    heads.add(new Journal.Head(topic.name.array, topic.first(), topic.last, topic.last + 1));
                }
            }
            return new Journal.Heads(serial, false, heads);
        }
    }

    private long since(Journal.Head head, long millis) {
        Bytes topic = Bytes.of(head.topic());
        long low = head.first();
        long high = head.last() + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (millisOf(topic, middle) >= millis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }

    private long millisOf(Bytes topic, long offset) {
        Place place = place(topic, offset);
        try {
            return place == null
                    ? Long.MIN_VALUE
                    : Entry.millisAt(place.segment().read(place.position(), Entry.HEAD + 9), 0);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "broker: an event was dropped while its time was looked up", e);
            return Long.MIN_VALUE;
        }
    }

    private @Nullable Place place(Bytes name, long offset) {
        synchronized (lock) {
            Topic topic = topics.of(name);
            return topic == null || offset < topic.first() || offset > topic.last ? null : place(topic, offset);
        }
    }

    private @Nullable Place place(Topic topic, long offset) {
        long place = topic.place(offset);
        Segment segment = segments.of(place);
        return segment == null ? null : new Place(segment, Segment.positionOf(place));
    }

    Journal.Chunk read(byte[] topic, long from, long to, int maxBytes, int maxEvents) {
        List<Place> places = new ArrayList<>();
        long last;
        long first;
        synchronized (lock) {
            Topic known = topics.of(Bytes.of(topic));
            if (known == null) {
                return new Journal.Chunk(1, 0, List.of());
            }
            first = known.first();
            last = known.last;
            for (long offset = Math.max(from, first);
                    offset <= Math.min(to, last) && places.size() < maxEvents;
                    offset++) {
                Place place = place(known, offset);
                if (place != null) {
                    places.add(place);
                }
            }
        }
        List<Journal.Kept> kept = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < places.size() && size < maxBytes; i++) {
            Entry entry = entry(places.get(i));
            if (entry != null && entry.isEvent()) {
                kept.add(new Journal.Kept(entry.number(), entry.payload()));
                size += entry.payload().length + 64;
            }
        }
        return new Journal.Chunk(first, last, kept);
    }

    private static @Nullable Entry entry(Place place) {
        try {
            ByteBuffer begin = place.segment().read(place.position(), FIRST_READ);
            int size = Entry.sizeAt(begin, 0);
            return Entry.at(size > begin.limit() ? place.segment().read(place.position(), size) : begin, 0);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "broker: an event was dropped while it was read", e);
            return null;
        }
    }
}

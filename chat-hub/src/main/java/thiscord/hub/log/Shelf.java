package thiscord.hub.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;

/**
 * Where one room's stored messages are: pages in the file, and the {@code fresh} ones that are only in a journal and
 * here. Written by the writer, read by readers, both under its monitor, which is held for copying only. Fields without
 * a word about threads are the writer's.
 */
final class Shelf {
    final long id;
    final String name;
    /** Does not change once anybody has opened the room. */
    String epoch;

    Keeps keeps;
    /** The one log that may append. */
    @Nullable
    KeptLog owner;
    /** The seq that a commit in the making has come to. */
    long writing;
    /** Its messages are being erased; nobody may open it. */
    boolean gone;
    /** That is stored, with the demand to erase its events. */
    boolean told;
    /** When the oldest message that is held was said; 0 if that is not known. */
    long oldestAt;

    /** What its pages hold; written by the writer. */
    private volatile long bytes;

    private final List<Event.Message> fresh = new ArrayList<>();
    private long first;
    private long last;

    /**
     * @param first the oldest seq that is held
     * @param last the newest seq that is stored
     */
    Shelf(long id, String name, String epoch, Keeps keeps, long first, long last) {
        this.id = id;
        this.name = name;
        this.epoch = epoch;
        this.keeps = keeps;
        this.first = first;
        this.last = last;
        this.writing = last;
    }

    /** How many bytes its pages hold. */
    long bytes() {
        return bytes;
    }

    /** So many more, or fewer, bytes are in its pages. */
    void changed(long byBytes) {
        measured(bytes + byBytes);
    }

    /** So many bytes are in its pages. */
    void measured(long now) {
        bytes = now;
    }

    /** The newest seq that is stored. */
    synchronized long last() {
        return last;
    }

    /** The oldest seq that is held. */
    synchronized long first() {
        return first;
    }

    /** The next message was stored in a journal. */
    synchronized void add(Event.Message message) {
        if (message.seq() == first) {
            oldestAt = message.at();
        }
        fresh.add(message);
        last = message.seq();
    }

    synchronized boolean hasFresh() {
        return !fresh.isEmpty();
    }

    /** All that is in no page. */
    synchronized List<Event.Message> fresh() {
        return new ArrayList<>(fresh);
    }

    /** What is in no page, with {@code after < seq <= upTo}; the oldest or the newest so many of it. */
    synchronized List<Event.Message> fresh(long after, long upTo, int most, boolean oldest) {
        if (fresh.isEmpty()) {
            return List.of();
        }
        long base = fresh.get(0).seq();
        int from = (int) Math.max(0, Math.min(fresh.size(), after + 1 - base));
        int to = (int) Math.max(from, Math.min(fresh.size(), upTo + 1 - base));
        if (to - from > most) {
            from = oldest ? from : to - most;
            to = oldest ? from + most : to;
        }
        return new ArrayList<>(fresh.subList(from, to));
    }

    /** All up to that seq is in pages. */
    synchronized void paged(long upTo) {
        fresh.removeIf(message -> message.seq() <= upTo);
    }

    /** Nothing below that seq is held any more. */
    synchronized void trimmed(long keptFrom) {
        first = keptFrom;
    }
}

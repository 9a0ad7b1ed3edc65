package thiscord.hub.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import thiscord.protocol.Event;

/**
 * A room's newest messages in memory: bounded in number and in characters of text, whichever is reached first. Grows
 * with what is said, from nothing. For one thread.
 */
final class Tail {
    /** How many messages it holds at the most. */
    static final int MESSAGES = 1024;
    /** How many characters of text it holds at the most. */
    static final int CHARS = 256 * 1024;

    private Event.Message[] ring = new Event.Message[16];
    private long first;
    private long next;
    private int chars;

    /** @param first the seq that comes first */
    Tail(long first) {
        this.first = first;
        this.next = first;
    }

    void add(Event.Message message) {
        if (message.seq() != next) {
            throw new IllegalArgumentException("seq " + message.seq() + " where " + next + " comes next");
        }
        chars += message.text().length();
        while (first < next && (next - first >= MESSAGES || chars > CHARS)) {
            int oldest = slot(first++);
            chars -= ring[oldest].text().length();
            ring[oldest] = message;
        }
        if (next - first == ring.length) {
            grow();
        }
        ring[slot(next++)] = message;
    }

    /** Forgets messages with a seq below {@code keptFrom}. */
    void dropBefore(long keptFrom) {
        if (keptFrom >= next) {
            ring = new Event.Message[16];
            chars = 0;
            first = Math.max(first, next);
            return;
        }
        while (first < keptFrom) {
            int oldest = slot(first++);
            chars -= ring[oldest].text().length();
            ring[oldest] = ring[slot(next - 1)];
        }
    }

    private int slot(long seq) {
        return (int) (seq & (ring.length - 1));
    }

    private void grow() {
        Event.Message[] old = ring;
        ring = new Event.Message[old.length * 2];
        for (long seq = first; seq < next; seq++) {
            ring[slot(seq)] = old[(int) (seq & (old.length - 1))];
        }
    }

    /** As {@link RoomLog#read}. */
    List<Event.Message> read(long after, int most) {
        List<Event.Message> found = new ArrayList<>();
        int size = 0;
        for (long seq = Math.max(first, after + 1);
                seq < next && found.size() < most && size < RoomLog.PAGE_CHARS;
                seq++) {
            Event.Message m = ring[slot(seq)];
            found.add(m);
            size += m.text().length();
        }
        return found;
    }

    /** As {@link RoomLog#readBack}. */
    List<Event.Message> readBack(long before, int most) {
        List<Event.Message> found = new ArrayList<>();
        int size = 0;
        for (long seq = Math.min(next, before) - 1;
                seq >= first && found.size() < most && size < RoomLog.PAGE_CHARS;
                seq--) {
            Event.Message m = ring[slot(seq)];
            found.add(m);
            size += m.text().length();
        }
        Collections.reverse(found);
        return found;
    }

    /** The oldest seq held; {@link #next} if none is. */
    long first() {
        return first;
    }

    /** The seq that comes next. */
    long next() {
        return next;
    }
}

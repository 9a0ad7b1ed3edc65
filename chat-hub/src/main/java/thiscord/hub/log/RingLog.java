package thiscord.hub.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import thiscord.protocol.Event;

/**
 * The newest messages of a room that keeps nothing, in memory: bounded in number and in characters of text, whichever
 * is reached first. Grows with what is said, from nothing.
 */
public final class RingLog implements RoomLog {
    /** How many messages it holds at the most. */
    public static final int MESSAGES = 1024;
    /** How many characters of text it holds at the most. */
    public static final int CHARS = 256 * 1024;

    private Event.Message[] ring = new Event.Message[16];
    private long first;
    private long next;
    private int chars;

    /** @param last the newest seq that was given before, 0 for none */
    public RingLog(long last) {
        first = last + 1;
        next = last + 1;
    }

    @Override
    public boolean append(Event.Message message) {
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
        return true;
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

    @Override
    public void read(long after, int most, Consumer<List<Event.Message>> page) {
        List<Event.Message> found = new ArrayList<>();
        int size = 0;
        for (long seq = Math.max(first, after + 1); seq < next && found.size() < most && size < PAGE_CHARS; seq++) {
            Event.Message m = ring[slot(seq)];
            found.add(m);
            size += m.text().length();
        }
        page.accept(found);
    }

    @Override
    public void readBack(long before, int most, Consumer<List<Event.Message>> page) {
        List<Event.Message> found = new ArrayList<>();
        int size = 0;
        for (long seq = Math.min(next, before) - 1; seq >= first && found.size() < most && size < PAGE_CHARS; seq--) {
            Event.Message m = ring[slot(seq)];
            found.add(m);
            size += m.text().length();
        }
        Collections.reverse(found);
        page.accept(found);
    }

    @Override
    public long first() {
        return first;
    }
}

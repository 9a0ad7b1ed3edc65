package thiscord.publisher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The events of a confirming publisher that were numbered and not confirmed yet, oldest first, and which of them are to be sent
 * next. Plain logic; the sender's thread only.
 */
final class Window {
    /** An event with its number. */
    record Numbered(long number, Backlog.Waiting event, byte[] payload) {
        byte[] topic() {
            return event.topic();
        }

        int bytes() {
            return event.topic().length + payload.length;
        }
    }

    private final Deque<Numbered> events = new ArrayDeque<>();
    /** Those that were not sent since the last {@link #rewind}, a part of the others. */
    private final Deque<Numbered> unsent = new ArrayDeque<>();

    private long last;

    /** @param first the number of the first event */
    Window(long first) {
        this.last = first - 1;
    }

    /** Numbers an event and puts it last. */
    void add(Backlog.Waiting event, byte[] payload) {
        Numbered next = new Numbered(++last, event, payload);
        events.add(next);
        unsent.add(next);
    }

    int size() {
        return events.size();
    }

    boolean hasUnsent() {
        return !unsent.isEmpty();
    }

    /** The number of the oldest that is not confirmed; one behind the last if all are. */
    long oldest() {
        Numbered first = events.peekFirst();
        return first == null ? last + 1 : first.number();
    }

    /** The next to send, at least one if there is one. */
    List<Numbered> next(int most, int mostBytes) {
        List<Numbered> next = new ArrayList<>();
        int size = 0;
        while (!unsent.isEmpty() && next.size() < most && (next.isEmpty() || size + bytesOfNext() <= mostBytes)) {
            size += bytesOfNext();
            next.add(unsent.removeFirst());
        }
        return next;
    }

    private int bytesOfNext() {
        return unsent.getFirst().bytes();
    }

    /** What is not confirmed is to be sent again. */
    void rewind() {
        unsent.clear();
        unsent.addAll(events);
    }

    /** All up to that number are done with; returns them. */
    List<Numbered> upTo(long number) {
        List<Numbered> done = new ArrayList<>();
        while (!events.isEmpty() && events.getFirst().number() <= number) {
            done.add(events.removeFirst());
        }
        while (!unsent.isEmpty() && unsent.getFirst().number() <= number) {
            unsent.removeFirst();
        }
        return done;
    }
}

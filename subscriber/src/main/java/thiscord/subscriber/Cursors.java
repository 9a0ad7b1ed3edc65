package thiscord.subscriber;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a reliable subscriber is in each topic, and what it has to ask for: plain logic, without sockets, threads and
 * clocks. What comes too early is not kept but asked for when its turn has come, so nothing here grows but the number of
 * topics.
 */
final class Cursors {
    /** A numbered topic, as the broker tells of it. */
    record Head(String topic, long first, long last, long at) {}

    /** Events to ask for. */
    record Question(String topic, long from, long to) {}

    /** An event of an answer. */
    record Kept(long offset, byte[] payload) {}

    private static final class Cursor {
        long next;
        /** The highest offset that is known to be. */
        long known;
        /** False while it stands where it was put with {@code --from}, which may be ahead of the broker. */
        boolean moved;

        Cursor(long next, boolean moved) {
            this.next = next;
            this.known = next - 1;
            this.moved = moved;
        }

        void moveTo(long offset) {
            next = offset;
            moved = true;
        }
    }

    /** As many events as the broker looks at for one question. */
    private static final int MOST_EVENTS = 1000;

    private static final String GONE = "the broker keeps them no longer";

    private final Beginning beginning;
    private final Consumer<Numbered> out;
    private final Map<String, Cursor> cursors = new HashMap<>();
    /** Topics whose next event is to be asked for. */
    private final Set<String> behind = new LinkedHashSet<>();

    private @Nullable String journal;
    private long serial;

    /** @param out takes events, gaps and positions, in order */
    Cursors(Beginning beginning, Consumer<Numbered> out) {
        this.beginning = beginning;
        this.out = out;
    }

    /** Goes on where somebody was; before anything else. */
    void resume(Numbered.Position position) {
        journal = position.journal();
        serial = position.serial();
        position.seen()
                .forEach((topic, offset) -> cursors.put(topic, new Cursor(offset + 1, offset + 1 != beginning.from())));
    }

    /** Takes up what the broker says of all topics, after each connection. */
    void heads(String name, long number, List<Head> heads) {
        boolean first = journal == null;
        if (!first && !name.equals(journal)) {
            cursors.clear();
            behind.clear();
            out.accept(new Numbered.Gap(null, 0, 0, "the broker's numbering began anew"));
        } else if (!first && number > serial) {
            out.accept(new Numbered.Gap(null, 0, 0, "events were not numbered for a time"));
        }
        for (Head head : heads) {
            Cursor cursor = cursors.computeIfAbsent(
                    head.topic(), topic -> new Cursor(first ? start(head) : fresh(), beginning.from() == 0));
            cursor.known = head.last();
            if (head.last() < cursor.next - 1 && cursor.moved) {
                long seen = cursor.next - 1;
                cursor.moveTo(head.last() + 1);
                out.accept(new Numbered.Gap(
                        head.topic(), 0, 0, "offsets up to " + seen + " are given again from " + cursor.next + " on"));
            }
            note(head.topic(), cursor);
        }
        boolean moved = first || !name.equals(journal) || number != serial;
        journal = name;
        serial = number;
        if (moved) {
            out.accept(position());
        }
    }

    private long start(Head head) {
        if (beginning.from() > 0) {
            return beginning.from();
        }
        if (beginning.last()) {
            return Math.max(1, Math.max(head.first(), head.last()));
        }
        return beginning.since() == null ? head.last() + 1 : head.at();
    }

    /** Where a topic begins that came up later. */
    private long fresh() {
        return Math.max(1, beginning.from());
    }

    private Numbered.Position position() {
        Map<String, Long> seen = new HashMap<>();
        cursors.forEach((topic, cursor) -> seen.put(topic, cursor.next - 1));
        return new Numbered.Position(journal == null ? "" : journal, serial, seen);
    }

    /** Takes up an event of the numbered lane; an empty payload only tells that the offset was given. */
    void live(String topic, long offset, byte[] payload) {
        Cursor cursor = cursors.computeIfAbsent(topic, name -> new Cursor(fresh(), beginning.from() == 0));
        cursor.known = Math.max(cursor.known, offset);
        if (offset == cursor.next && payload.length > 0) {
            cursor.moveTo(offset + 1);
            out.accept(new Numbered.Event(topic, offset, payload));
        }
        note(topic, cursor);
    }

    private void note(String topic, Cursor cursor) {
        if (cursor.known >= cursor.next) {
            behind.add(topic);
        } else {
            behind.remove(topic);
        }
    }

    /** What to ask next; null if nothing is missing. */
    @Nullable
    Question question() {
        for (String topic : behind) {
            Cursor cursor = cursors.get(topic);
            if (cursor != null) {
                return new Question(topic, cursor.next, cursor.known);
            }
        }
        return null;
    }

    /**
     * Takes up the answer to a question.
     *
     * @param first the oldest offset that is kept
     * @param last the highest that was given
     */
    void answer(Question question, long first, long last, List<Kept> events) {
        Cursor cursor = cursors.get(question.topic());
        if (cursor == null) {
            return;
        }
        cursor.known = last;
        skip(question.topic(), cursor, Math.min(first, last + 1));
        for (Kept event : events) {
            skip(question.topic(), cursor, event.offset());
            if (event.offset() == cursor.next) {
                cursor.moveTo(event.offset() + 1);
                out.accept(new Numbered.Event(question.topic(), event.offset(), event.payload()));
            }
        }
        if (events.isEmpty()) {
            long asked = Math.min(question.to(), question.from() + MOST_EVENTS - 1);
            skip(question.topic(), cursor, Math.min(asked, last) + 1);
        }
        // One topic must not keep the others waiting.
        behind.remove(question.topic());
        note(question.topic(), cursor);
    }

    private void skip(String topic, Cursor cursor, long to) {
        if (to > cursor.next) {
            out.accept(new Numbered.Gap(topic, cursor.next, to - 1, GONE));
            cursor.moveTo(to);
        }
    }

    /** The name of the numbering; null before the first word of the broker. */
    @Nullable
    String journal() {
        return journal;
    }
}

package thiscord.hub.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.event.Topics;
import thiscord.publisher.DurableEvents.Ready;

/**
 * The next events of a room.
 *
 * @param first the number of the first
 * @param gap which messages have none, and why; null if all have one
 */
record OutboxBatch(long first, List<Ready> events, @Nullable String gap) {
    static final int MOST_EVENTS = 400;
    private static final int BATCH_BYTES = 64 << 10;

    /**
     * Makes events of messages.
     *
     * @param first the message that comes next
     * @param upTo there are none behind that one
     * @param found of these messages those that are held, or the first of them
     * @param since what was said before that has no event any more
     */
    static OutboxBatch of(
            Shelf shelf, LogOutbox.Encoder encoder, long first, long upTo, List<Event.Message> found, long since) {
        int old = 0;
        while (old < found.size() && found.get(old).at() < since) {
            old++;
        }
        List<Event.Message> messages = found.subList(old, found.size());
        long next = upTo + 1;
        if (!messages.isEmpty()) {
            next = messages.get(0).seq();
        } else if (old > 0) {
            next = found.get(old - 1).seq() + 1;
        }
        List<Ready> events = new ArrayList<>();
        String gap = null;
        if (next > first) {
            String why = old > 0 ? "they are older than a day" : "they were trimmed before";
            gap = first + " to " + (next - 1) + ": " + why;
            events.add(encoder.missing(shelf.name, first, next - 1, why, id(shelf, next - 1)));
        }
        add(shelf, encoder, messages, events);
        return new OutboxBatch(gap == null ? next : next - 1, events, gap);
    }

    private static void add(Shelf shelf, LogOutbox.Encoder encoder, List<Event.Message> messages, List<Ready> events) {
        int bytes = 0;
        for (Event.Message message : messages) {
            long seq = message.seq();
            Ready event = encoder.message(message, id(shelf, seq));
            if (event.payload().length > Topics.MAX_PAYLOAD_BYTES) {
                event = encoder.missing(shelf.name, seq, seq, "it is longer than an event may be", id(shelf, seq));
            }
            bytes += event.payload().length + event.topic().length();
            if (!events.isEmpty() && bytes > BATCH_BYTES || events.size() == MOST_EVENTS) {
                return;
            }
            events.add(event);
        }
    }

    private static String id(Shelf shelf, long seq) {
        return shelf.epoch + "-" + seq;
    }
}

package thiscord.hub.log;

import java.util.List;
import java.util.function.Consumer;
import thiscord.protocol.Event;

/**
 * One room's messages. Called on the room's loop only; never blocks it. The answer to a read comes on that loop too, at
 * once or later, always in the order of the reads.
 */
public interface RoomLog {
    /**
     * Takes the next message; its seq is one more than the last one's.
     *
     * @return true if it is stored and may be shown now; false if that will be told later
     */
    boolean append(Event.Message message);

    /**
     * Reads messages with {@code after < seq}, oldest first.
     *
     * @param most how many at the most, 1 or more; a page also ends after {@link #PAGE_CHARS} characters of text
     */
    void read(long after, int most, Consumer<List<Event.Message>> page);

    /** Reads the newest messages with {@code seq < before}, oldest first, with the same bounds. */
    void readBack(long before, int most, Consumer<List<Event.Message>> page);

    /** The oldest seq that is still held; one more than the newest if none is. */
    long first();

    /** A page of messages ends when it holds this many characters of text, but has at least one message. */
    int PAGE_CHARS = 64 * 1024;
}

package thiscord.hub.log;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/** One room's messages. Called on the room's loop only; never blocks it, and answers on it. */
public interface RoomLog {
    /** A page of messages ends when it holds this many characters of text, but has at least one message. */
    int PAGE_CHARS = 64 * 1024;

    /** What a room is told, on its loop. */
    interface Listener {
        /**
         * The log is open.
         *
         * @param recent the newest messages, oldest first, as far back as a resent message may come from
         */
        void opened(RoomLog log, List<Event.Message> recent);

        /** It is not, and will not be. */
        void notOpened(Refusal why);

        /** The next message is stored and may be shown: each once, in order. */
        void stored(Event.Message message);

        /** What was appended and has not been told as stored never will be. The next seq is one after the newest stored. */
        void failed(Refusal why);
    }

    /** Takes the next message; its seq is one more than the last one's. The listener hears of it, at once or later. */
    void append(Event.Message message);

    /** Whether what is appended from now on is for everybody to read, on the event plane; only a log that outlives the hub publishes. */
    default void publish(boolean now) {
        // Whoever shows it publishes it.
    }

    /** Why nothing can be appended now, or null. To be asked before a message is numbered. */
    @Nullable
    Refusal refuses();

    /**
     * Reads stored messages with {@code after < seq}, oldest first, at once or later.
     *
     * @param most how many at the most, 1 or more; a page also ends after {@link #PAGE_CHARS} characters of text
     */
    void read(long after, int most, Consumer<Page> answer);

    /** Reads the newest stored messages with {@code seq < before}, oldest first, with the same bounds. */
    void readBack(long before, int most, Consumer<Page> answer);

    /** The oldest seq that is still held; one more than the newest if none is. */
    long first();

    /** The newest seq that is stored, held or not; 0 if there never was one. */
    long last();

    /** Nothing more will be appended or read; what was appended is still stored. */
    void close();

    /** Changes when the numbering begins anew; a seq means nothing under another epoch. */
    String epoch();
}

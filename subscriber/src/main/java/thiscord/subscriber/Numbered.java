package thiscord.subscriber;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link ReliableSubscriber} hands over, in order. */
public sealed interface Numbered {
    /**
     * An event; in each topic they come in the order of their offsets, each once, and what is between two of them was
     * told as a {@link Gap}.
     *
     * @param payload JSON in UTF-8, unless its publisher was careless; not copied
     */
    record Event(String topic, long offset, byte[] payload) implements Numbered {
        /** The payload as text; what is not UTF-8 is replaced. */
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /**
     * Events that are gone and will not come.
     *
     * @param topic null if nobody knows which topics are concerned
     * @param from the first that is gone; 0 if nobody knows
     * @param to the last that is gone; 0 if nobody knows
     * @param why in a few words
     */
    record Gap(@Nullable String topic, long from, long to, String why) implements Numbered {}

    /**
     * Where a subscriber is: to be kept, together with the offsets of the events that follow, by whoever wants to go on
     * there later. Comes at the beginning, and when it cannot be told from the events alone.
     *
     * @param journal names the numbering
     * @param serial tells whether everything was numbered in between
     * @param seen the highest offset of each topic that was handed over or passed over
     */
    record Position(String journal, long serial, Map<String, Long> seen) implements Numbered {}
}

package thiscord.protocol.processing;

import java.io.Serializable;
import thiscord.protocol.directory.Text;

/**
 * What a processor made of a message.
 *
 * @param id that of the message
 * @param text to be said in its place: changed, or as it came; at most {@link Unprocessed#MOST_TEXT} UTF-16 units
 * @param refusal why the message is not to be said, in words for who said it; at most {@link #MOST_REFUSAL} UTF-16 units;
 *     empty if it may be said
 * @param reply a text of the processor's own, said after it; as long as a text; empty for none
 */
public record Processed(long id, String text, String refusal, String reply) implements Serializable {
    /** The longest refusal, in UTF-16 units. */
    public static final int MOST_REFUSAL = 500;

    /** @throws IllegalArgumentException if something is too long */
    public Processed {
        text = Text.checked(text, Unprocessed.MOST_TEXT);
        refusal = Text.checked(refusal, MOST_REFUSAL);
        reply = Text.checked(reply, Unprocessed.MOST_TEXT);
    }
}

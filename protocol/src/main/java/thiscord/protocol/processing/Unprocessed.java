package thiscord.protocol.processing;

import java.io.Serializable;
import thiscord.protocol.Limits;
import thiscord.protocol.directory.Text;

/**
 * A message on its way to a processor, before anybody has seen it.
 *
 * @param id by which the caller knows it; the answer has the same
 * @param room where it is said; empty if in none; at most 200 UTF-16 units
 * @param from the nick that says it; empty if nobody is known; at most 200 UTF-16 units
 * @param text at most {@link #MOST_TEXT} UTF-16 units
 */
public record Unprocessed(long id, String room, String from, String text) implements Serializable {
    /** The longest text, in UTF-16 units, either way. */
    public static final int MOST_TEXT = Limits.DEFAULT.textChars();

    /** @throws IllegalArgumentException if something is too long */
    public Unprocessed {
        room = Text.checked(room, 200);
        from = Text.checked(from, 200);
        text = Text.checked(text, MOST_TEXT);
    }
}

package thiscord.hub.log;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/**
 * The answer to reading mail.
 *
 * @param letters oldest first; none if none is left, or it could not be read
 * @param refusal why it could not be read, else null
 */
public record MailPage(List<Letter> letters, @Nullable Refusal refusal) {
    /**
     * Something that waited.
     *
     * @param event a direct message or a mention; null if the message of a mention is gone
     */
    public record Letter(long id, @Nullable Event event) {}

    static MailPage refused(Refusal why) {
        return new MailPage(List.of(), why);
    }
}

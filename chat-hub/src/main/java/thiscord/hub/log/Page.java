package thiscord.hub.log;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/**
 * The answer to a read.
 *
 * @param messages in order, without a gap; empty if there are none or they could not be read
 * @param refusal why they could not be read, else null
 */
public record Page(List<Event.Message> messages, @Nullable Refusal refusal) {
    static Page of(List<Event.Message> messages) {
        return new Page(messages, null);
    }

    static Page refused(Refusal why) {
        return new Page(List.of(), why);
    }
}

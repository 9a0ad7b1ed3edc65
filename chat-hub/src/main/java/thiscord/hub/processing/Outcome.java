package thiscord.hub.processing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Refusal;

/**
 * What became of a message that passed a chain.
 *
 * @param text what is to be said
 * @param refusal why it is not, or null
 * @param replies what the processors say of their own behind it, in their order; nothing if it was refused
 */
public record Outcome(String text, @Nullable Refusal refusal, List<Reply> replies) {
    /**
     * Something that a processor says.
     *
     * @param from a name that no person can wear: the processor's, behind a {@code ~}
     */
    public record Reply(String from, String text) {}
}

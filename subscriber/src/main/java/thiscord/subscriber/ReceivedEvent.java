package thiscord.subscriber;

import java.nio.charset.StandardCharsets;

/**
 * An event as it came.
 *
 * @param topic where it was published
 * @param payload JSON in UTF-8, unless its publisher was careless; not copied
 */
public record ReceivedEvent(String topic, byte[] payload) {
    /** The payload as text; what is not UTF-8 is replaced. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }
}

package thiscord.publisher;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.Topics;
import thiscord.protocol.json.CloudEventJson;

/** Makes payloads of events. The sender's thread only. */
final class Encoding {
    private static final Logger LOG = System.getLogger("thiscord.publisher");

    private boolean said;

    /** Null if it cannot be sent, of which the first time is told. */
    byte @Nullable [] payload(Backlog.Waiting event) {
        if (event.payload() != null) {
            return event.payload();
        }
        try {
            byte[] payload = CloudEventJson.write(event.event());
            if (payload.length <= Topics.MAX_PAYLOAD_BYTES) {
                return payload;
            }
            unsendable("it is longer than " + Topics.MAX_PAYLOAD_BYTES + " bytes", null);
        } catch (UncheckedIOException | IllegalArgumentException | ClassCastException e) {
            unsendable("it cannot be written as JSON", e);
        }
        return null;
    }

    private void unsendable(String why, @Nullable Throwable cause) {
        if (!said) {
            said = true;
            LOG.log(Level.WARNING, "publisher: an event is dropped, " + why + "; more such are only counted", cause);
        }
    }
}

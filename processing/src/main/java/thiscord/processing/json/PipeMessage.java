package thiscord.processing.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a process is asked over a pipe: {@code {"id":1,"text":"…"}}, one a line, with {@code room} and {@code from} if it was
 * said in a room. The answer is a {@link PipeAnswer}.
 *
 * @param id of a message in its pipe
 * @param room where it is said, or null
 * @param from the nick that says it, or null
 */
public record PipeMessage(
        long id,
        String text,
        @Nullable String room,
        @Nullable String from) {
    static final ObjectMapper JSON = new ObjectMapper();

    /** Of a text that was said in no room. */
    public PipeMessage(long id, String text) {
        this(id, text, null, null);
    }

    /** The line, without its end. */
    public String line() {
        ObjectNode line = JSON.createObjectNode().put("id", id).put("text", text);
        if (room != null) {
            line.put("room", room);
        }
        return (from == null ? line : line.put("from", from)).toString();
    }

    /** Reads a line; empty if it is none. Fields that nobody knows are passed over. */
    public static Optional<PipeMessage> of(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            JsonNode id = node.path("id");
            JsonNode text = node.path("text");
            return id.canConvertToLong() && id.isIntegralNumber() && text.isTextual()
                    ? Optional.of(new PipeMessage(
                            id.longValue(),
                            text.textValue(),
                            node.path("room").textValue(),
                            node.path("from").textValue()))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}

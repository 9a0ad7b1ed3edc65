package thiscord.processing.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * What goes either way over a pipe: {@code {"id":1,"text":"…"}}, one a line. The answer has the id of what it answers.
 *
 * @param id of a message in its pipe
 */
public record PipeMessage(long id, String text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The line, without its end. */
    public String line() {
        return JSON.createObjectNode().put("id", id).put("text", text).toString();
    }

    /** Reads a line; empty if it is none. Fields that nobody knows are passed over. */
    public static Optional<PipeMessage> of(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            JsonNode id = node.path("id");
            JsonNode text = node.path("text");
            return id.canConvertToLong() && id.isIntegralNumber() && text.isTextual()
                    ? Optional.of(new PipeMessage(id.longValue(), text.textValue()))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}

package thiscord.processing.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a process answers: {@code {"id":1,"text":"…"}}, one a line, with the id of what it answers. In place of the text, or
 * beside it, it may say {@code refused} or {@code reply}.
 *
 * @param text what is to be said in its place; null if it is to be said as it came
 * @param refused why it is not to be said, or null
 * @param reply what the process says of its own, or null
 */
public record PipeAnswer(
        long id,
        @Nullable String text,
        @Nullable String refused,
        @Nullable String reply) {
    /** A text in the place of another. */
    public PipeAnswer(long id, String text) {
        this(id, text, null, null);
    }

    /** The line, without its end. */
    public String line() {
        ObjectNode line = PipeMessage.JSON.createObjectNode().put("id", id);
        put(line, "text", text);
        put(line, "refused", refused);
        put(line, "reply", reply);
        return line.toString();
    }

    private static void put(ObjectNode line, String field, @Nullable String value) {
        if (value != null) {
            line.put(field, value);
        }
    }

    /** Reads a line; empty if it is none. Fields that nobody knows are passed over. */
    public static Optional<PipeAnswer> of(String line) {
        try {
            JsonNode node = PipeMessage.JSON.readTree(line);
            JsonNode id = node.path("id");
            return id.canConvertToLong()
                            && id.isIntegralNumber()
                            && isText(node, "text")
                            && isText(node, "refused")
                            && isText(node, "reply")
                    ? Optional.of(new PipeAnswer(
                            id.longValue(),
                            node.path("text").textValue(),
                            node.path("refused").textValue(),
                            node.path("reply").textValue()))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static boolean isText(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() || value.isMissingNode() || value.isNull();
    }
}

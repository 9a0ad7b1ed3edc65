package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payloads of the event plane: any one JSON value, in UTF-8. */
public final class PayloadJson {
    private PayloadJson() {}

    /** {@code {"text":TEXT}}. */
    public static byte[] text(String text) {
        return ("{\"text\":" + quote(text) + "}").getBytes(StandardCharsets.UTF_8);
    }

    /** A JSON string, with its quotes. */
    public static String quote(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    /**
     * The strings in an object: by their names those at its top, by {@code data.} and their names those in its object
     * {@code data}, where CloudEvents have theirs. Empty if it is no object, or not JSON.
     */
    public static Map<String, String> texts(byte[] payload) {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser json = JsonDialect.FACTORY.createParser(payload)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                texts(json, "", false, texts);
            }
            return texts;
        } catch (JsonProcessingException e) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** The same with numbers, {@code true} and {@code false}, as they are written, in the order in which they come. */
    public static Map<String, String> values(byte[] payload) {
        Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser json = JsonDialect.FACTORY.createParser(payload)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                texts(json, "", true, values);
            }
            return values;
        } catch (JsonProcessingException e) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static void texts(JsonParser json, String before, boolean all, Map<String, String> texts)
            throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING || all && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                texts.put(before + name, json.getText());
            } else if (value == JsonToken.START_OBJECT && before.isEmpty() && name.equals("data")) {
                texts(json, "data.", all, texts);
            } else {
                json.skipChildren();
            }
        }
    }

    /** Null if the bytes are one JSON value, else a few words that say why not. */
    public static @Nullable String wrong(byte[] bytes) {
        try (JsonParser json = JsonDialect.FACTORY.createParser(bytes)) {
            if (json.nextToken() == null) {
                return "it is empty";
            }
            json.skipChildren();
            // A scalar is only looked at whole when it is asked for.
            json.getTextLength();
            return json.nextToken() == null ? null : "there is something behind the first value";
        } catch (JsonProcessingException e) {
            return e.getOriginalMessage();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}

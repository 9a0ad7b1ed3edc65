package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

package thiscord.ctl.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One JSON object, strictly: UTF-8, no key twice, nothing behind it, not deep. Stateless. */
public final class CtlJson {
    private static final int MOST_DEPTH = 16;
    private static final int MOST_DIGITS = 30;
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .maxNumberLength(MOST_DIGITS)
                            .maxNameLength(200)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CtlJson() {}

    /**
     * Reads an object.
     *
     * @throws IOException with one line that says what is wrong, without what was sent
     */
    public static Map<String, Object> read(byte[] bytes) throws IOException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            Map<String, Object> object = JSON.readValue(text, OBJECT);
            if (object == null) {
                throw new IOException("it is null, not an object");
            }
            return object;
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new IOException("it is not one JSON object with different keys", e);
        }
    }

    /** Writes an object of strings, numbers, booleans, lists and maps, in its order. */
    public static byte[] write(Map<String, ?> object) {
        try {
            return JSON.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}

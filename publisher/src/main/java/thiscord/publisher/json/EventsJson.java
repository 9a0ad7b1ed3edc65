package thiscord.publisher.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Utf8;
import thiscord.protocol.event.Topics;

/**
 * Reads events: one object {@code {"topic":…,"payload":…}}, an array of such, or several of both one behind the other, as in
 * JSON lines. Other fields are passed over. Payloads are not touched.
 */
public final class EventsJson {
    /** One of them; its payload as it was written. */
    public record TopicAndPayload(String topic, byte[] payload) {}

    /** Says in a few words why there are no events to be read. */
    public static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        public Wrong(String why) {
            super(why, null, false, false);
        }
    }

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final byte[] bytes;
    private final int most;
    private final List<TopicAndPayload> events = new ArrayList<>();

    private EventsJson(byte[] bytes, int most) {
        this.bytes = bytes;
        this.most = most;
    }

    /**
     * Reads all of them; at least one.
     *
     * @param most as many are too many events, if there is one more
     */
    public static List<TopicAndPayload> read(byte[] text, int most) throws Wrong {
        boolean marked = text.length >= 3 && Arrays.equals(text, 0, 3, BYTE_ORDER_MARK, 0, 3);
        byte[] bytes = marked ? Arrays.copyOfRange(text, 3, text.length) : text;
        if (Utf8.decode(bytes, 0, bytes.length) == null) {
            throw new Wrong("it is not UTF-8");
        }
        for (byte b : bytes) {
            // Jackson would take it for another encoding.
            if (b == 0) {
                throw new Wrong("it is not JSON: there is a byte 0");
            }
        }
        return new EventsJson(bytes, most).events();
    }

    private List<TopicAndPayload> events() throws Wrong {
        try (JsonParser json = FACTORY.createParser(bytes)) {
            boolean inArray = false;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    add(event(json));
                } else if (token == JsonToken.START_ARRAY && !inArray) {
                    inArray = true;
                } else if (token == JsonToken.END_ARRAY) {
                    inArray = false;
                } else {
                    throw wrong("it is not an object {\"topic\":…,\"payload\":…}");
                }
            }
        } catch (JsonProcessingException e) {
            throw new Wrong("it is not JSON: line "
                    + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        if (events.isEmpty()) {
            throw new Wrong("there is no event in it");
        }
        return events;
    }

    private Wrong wrong(String why) {
        return new Wrong("event " + (events.size() + 1) + ": " + why);
    }

    private void add(TopicAndPayload event) throws Wrong {
        if (events.size() == most) {
            throw new Wrong("it holds more than " + most + " events");
        }
        events.add(event);
    }

    private TopicAndPayload event(JsonParser json) throws IOException, Wrong {
        String topic = null;
        byte[] payload = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("topic") && value == JsonToken.VALUE_STRING) {
                topic = json.getText();
            } else if (name.equals("payload")) {
                payload = asWritten(json);
            } else {
                json.skipChildren();
            }
        }
        return checked(topic, payload);
    }

    private byte[] asWritten(JsonParser json) throws IOException {
        int from = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        // A scalar is only looked at whole when it is asked for.
        json.getTextLength();
        int to = (int) json.currentLocation().getByteOffset();
        return new String(bytes, from, to - from, StandardCharsets.UTF_8)
                .strip()
                .getBytes(StandardCharsets.UTF_8);
    }

    private TopicAndPayload checked(@Nullable String topic, byte @Nullable [] payload) throws Wrong {
        if (topic == null || payload == null) {
            throw wrong("it has no \"topic\" that is a string, or no \"payload\"");
        }
        String wrong = Topics.wrong(topic.getBytes(StandardCharsets.UTF_8));
        if (wrong != null) {
            throw wrong(wrong);
        }
        if (payload.length > Topics.MAX_PAYLOAD_BYTES) {
            throw wrong("its payload has " + payload.length + " bytes; the most is " + Topics.MAX_PAYLOAD_BYTES);
        }
        return new TopicAndPayload(topic, payload);
    }
}

package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import thiscord.protocol.event.PlaneEvent;

/** Writes a {@link PlaneEvent} in the JSON form of CloudEvents 1.0. */
public final class CloudEventJson {
    private CloudEventJson() {}

    /** One JSON object in UTF-8, without a line end. */
    public static byte[] write(PlaneEvent event) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(512)) {
            try (JsonGenerator json = JsonDialect.FACTORY.createGenerator(bytes)) {
                json.writeStartObject();
                json.writeStringField("specversion", "1.0");
                json.writeStringField("id", event.id());
                json.writeStringField("source", event.source());
                json.writeStringField("type", "thiscord." + event.type());
                json.writeStringField("subject", event.topic());
                json.writeStringField("time", EventWriter.time(event.at()));
                json.writeStringField("datacontenttype", "application/json");
                json.writeObjectFieldStart("data");
                for (Map.Entry<String, Object> field : event.data().entrySet()) {
                    json.writeFieldName(field.getKey());
                    value(json, field.getValue());
                }
                json.writeEndObject();
                json.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Number) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean) {
            json.writeBoolean((Boolean) value);
        } else if (value instanceof List<?>) {
            json.writeStartArray();
            for (Object one : (List<?>) value) {
                json.writeString(String.valueOf(one));
            }
            json.writeEndArray();
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}

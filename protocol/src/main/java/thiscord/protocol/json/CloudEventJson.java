package thiscord.protocol.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.PlaneEvent;

/** Writes a {@link PlaneEvent} in the JSON form of CloudEvents 1.0. */
public final class CloudEventJson {
    private static final int EXPECTED_BYTES = 512;

    private CloudEventJson() {}

    /** One JSON object in UTF-8, without a line end. */
    public static byte[] write(PlaneEvent event) {
        JsonLine out = new JsonLine(EXPECTED_BYTES)
                .text("specversion", "1.0")
                .text("id", event.id())
                .text("source", event.source())
                .text("type", "thiscord." + event.type())
                .text("subject", event.topic())
                .time("time", event.at())
                .text("datacontenttype", "application/json")
                .begin("data", '{');
        for (Map.Entry<String, Object> field : event.data().entrySet()) {
            value(out, field.getKey(), field.getValue());
        }
        return out.end('}').object();
    }

    private static void value(JsonLine out, String name, @Nullable Object value) {
        if (value instanceof Boolean) {
            out.bool(name, (Boolean) value);
        } else if (value instanceof Double || value instanceof Float) {
            out.decimal(name, ((Number) value).doubleValue());
        } else if (value instanceof Number) {
            out.number(name, ((Number) value).longValue());
        } else if (value instanceof List<?>) {
            List<String> texts = new ArrayList<>();
            ((List<?>) value).forEach(one -> texts.add(String.valueOf(one)));
            out.texts(name, texts);
        } else {
            out.optional(name, value == null ? null : value.toString());
        }
    }
}

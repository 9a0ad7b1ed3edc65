package thiscord.protocol.json;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.PlaneEvent;

/** Writes a {@link PlaneEvent} in the JSON form of CloudEvents 1.0. */
public final class CloudEventJson {
    private static final int EXPECTED_BYTES = 512;
    private static final int MOST_DEPTH = 32;

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
        event.data().forEach((name, value) -> {
            if (value != null) {
                out.key(name);
                value(out, value, 0);
            }
        });
        return out.end('}').object();
    }

    /** Any value as JSON: what has no form there as its text, and deeper than may be as null. */
    private static void value(JsonLine out, @Nullable Object value, int depth) {
        if (value == null || depth > MOST_DEPTH) {
            out.literal("null");
        } else if (value instanceof Boolean || value instanceof BigDecimal || value instanceof BigInteger) {
            out.literal(value.toString());
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            out.literal(Double.isFinite(number) ? Double.toString(number) : "null");
        } else if (value instanceof Number) {
            out.literal(Long.toString(((Number) value).longValue()));
        } else if (value instanceof Map<?, ?> map) {
            out.open('{');
            map.forEach((name, one) -> {
                out.key(String.valueOf(name));
                value(out, one, depth + 1);
            });
            out.end('}');
        } else if (value instanceof Iterable<?> all) {
            out.open('[');
            for (Object one : all) {
                out.separate();
                value(out, one, depth + 1);
            }
            out.end(']');
        } else if (value.getClass().isArray()) {
            value(out, listed(value), depth);
        } else {
            out.string(value.toString());
        }
    }

    private static List<Object> listed(Object array) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            all.add(Array.get(array, i));
        }
        return all;
    }
}

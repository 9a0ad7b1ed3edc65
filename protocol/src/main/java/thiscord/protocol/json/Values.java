package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object, nested ones too. Null is as if absent; the last of two fields of one name counts. */
final class Values {
    private static final int DEEPEST = 8;
    private static final String NOT_JSON = "not a JSON object";

    private final Map<String, Object> fields;

    private Values(Map<String, Object> fields) {
        this.fields = fields;
    }

    static Values read(byte[] bytes, int from, int length) throws ClientJson.NotAnEvent {
        try (JsonParser json = JsonDialect.FACTORY.createParser(bytes, from, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new ClientJson.NotAnEvent(NOT_JSON);
            }
            Map<String, Object> fields = object(json, 0);
            if (json.nextToken() != null) {
                throw new ClientJson.NotAnEvent(NOT_JSON);
            }
            return new Values(fields);
        } catch (IOException e) {
            throw new ClientJson.NotAnEvent(NOT_JSON);
        }
    }

    private static Map<String, Object> object(JsonParser json, int depth) throws IOException {
        Map<String, Object> out = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            Object value = value(json, json.nextToken(), depth + 1);
            if (value == null) {
                out.remove(name);
            } else {
                out.put(name, value);
            }
        }
        return out;
    }

    private static @Nullable Object value(JsonParser json, JsonToken token, int depth) throws IOException {
        if (token.isStructStart() && depth > DEEPEST) {
            json.skipChildren();
            return null;
        }
        switch (token) {
            case START_OBJECT:
                return object(json, depth);
            case START_ARRAY:
                List<Object> list = new ArrayList<>();
                for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
                    Object item = value(json, t, depth + 1);
                    if (item != null) {
                        list.add(item);
                    }
                }
                return list;
            case VALUE_STRING:
                return json.getText();
            case VALUE_NUMBER_INT:
                return json.getTextLength() <= 18 ? (Object) json.getLongValue() : json.getText();
            case VALUE_TRUE:
                return Boolean.TRUE;
            case VALUE_FALSE:
                return Boolean.FALSE;
            default:
                return null;
        }
    }

    @Nullable
    String text(String name) throws ClientJson.NotAnEvent {
        return typed(name, String.class);
    }

    String required(String name) throws ClientJson.NotAnEvent {
        return present(name, typed(name, String.class));
    }

    long number(String name) throws ClientJson.NotAnEvent {
        return present(name, typed(name, Long.class));
    }

    long number(String name, long absent) throws ClientJson.NotAnEvent {
        Long value = typed(name, Long.class);
        return value == null ? absent : value;
    }

    int count(String name) throws ClientJson.NotAnEvent {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, number(name)));
    }

    boolean flag(String name) throws ClientJson.NotAnEvent {
        return Boolean.TRUE.equals(typed(name, Boolean.class));
    }

    Values object(String name) throws ClientJson.NotAnEvent {
        return of(name, present(name, fields.get(name)));
    }

    /** The strings of a list; empty if it is absent. */
    List<String> texts(String name) throws ClientJson.NotAnEvent {
        List<String> out = new ArrayList<>();
        for (Object item : list(name)) {
            if (!(item instanceof String)) {
                throw new ClientJson.NotAnEvent("'" + name + "' holds strings");
            }
            out.add((String) item);
        }
        return out;
    }

    /** The objects of a list; empty if it is absent. */
    List<Values> objects(String name) throws ClientJson.NotAnEvent {
        List<Values> out = new ArrayList<>();
        for (Object item : list(name)) {
            out.add(of(name, item));
        }
        return out;
    }

    private List<?> list(String name) throws ClientJson.NotAnEvent {
        List<?> list = typed(name, List.class);
        return list == null ? List.of() : list;
    }

    private static Values of(String name, Object value) throws ClientJson.NotAnEvent {
        if (!(value instanceof Map<?, ?>)) {
            throw new ClientJson.NotAnEvent("'" + name + "' is an object");
        }
        Map<String, Object> fields = new HashMap<>();
        ((Map<?, ?>) value).forEach((key, field) -> fields.put((String) key, field));
        return new Values(fields);
    }

    private <T> @Nullable T typed(String name, Class<T> type) throws ClientJson.NotAnEvent {
        Object value = fields.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new ClientJson.NotAnEvent("'" + name + "' is of the wrong type");
        }
        return type.cast(value);
    }

    private static <T> T present(String name, @Nullable T value) throws ClientJson.NotAnEvent {
        if (value == null) {
            throw new ClientJson.NotAnEvent("'" + name + "' is missing");
        }
        return value;
    }
}

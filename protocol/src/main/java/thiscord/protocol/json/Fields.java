package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * The scalar fields of one JSON line, read in one pass without a tree. The last of two fields of one name counts; nested values are
 * skipped. Asking for a field of the wrong type, or for a missing one that is required, throws {@link Wrong}.
 */
final class Fields {
    /** Ends the reading of a line; caught inside this package. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Refusal refusal;

        Wrong(Reason reason, String text) {
            super(text, null, false, false);
            this.refusal = new Refusal(reason, text);
        }

        Refusal refusal() {
            return refusal;
        }
    }

    private static final int MAX_FIELDS = 32;
    private static final int MAX_ID_CHARS = 128;

    private final String[] names = new String[MAX_FIELDS];
    private final Object[] values = new Object[MAX_FIELDS];
    private int size;

    static Fields read(byte[] bytes, int from, int length) throws Wrong {
        Fields fields = new Fields();
        try (JsonParser json = JsonDialect.FACTORY.createParser(bytes, from, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Wrong(Reason.NOT_JSON, "Each line is one JSON object: {\"type\":…}.");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value.isStructStart()) {
                    json.skipChildren();
                } else {
                    fields.put(name, scalar(json, value));
                }
            }
            if (json.nextToken() != null) {
                throw new Wrong(Reason.NOT_JSON, "Each line is one JSON object, and nothing behind it.");
            }
            return fields;
        } catch (IOException e) {
            throw new Wrong(Reason.NOT_JSON, "That line is not a JSON object in UTF-8.");
        }
    }

    private static @Nullable Object scalar(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        if (value == JsonToken.VALUE_NUMBER_INT && json.getTextLength() <= 18) {
            return json.getLongValue();
        }
        return value == JsonToken.VALUE_NULL ? null : value;
    }

    private void put(String name, @Nullable Object value) throws Wrong {
        if (size == MAX_FIELDS) {
            throw new Wrong(Reason.BAD_FIELD, "A line has at most " + MAX_FIELDS + " fields.");
        }
        names[size] = name;
        values[size++] = value == null ? JsonToken.VALUE_NULL : value;
    }

    private @Nullable Object find(String name) {
        for (int i = size - 1; i >= 0; i--) {
            if (names[i].equals(name)) {
                return values[i] == JsonToken.VALUE_NULL ? null : values[i];
            }
        }
        return null;
    }

    @Nullable
    String text(String name) throws Wrong {
        Object value = find(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new Wrong(Reason.BAD_FIELD, "'" + name + "' is a string.");
    }

    String required(String name) throws Wrong {
        String value = text(name);
        if (value == null) {
            throw new Wrong(Reason.BAD_FIELD, "'" + name + "' is missing; it is a string.");
        }
        return value;
    }

    long number(String name, long least, long most, long otherwise) throws Wrong {
        Object value = find(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long && (Long) value >= least && (Long) value <= most) {
            return (Long) value;
        }
        String range = most == Long.MAX_VALUE ? least + " or more" : least + " to " + most;
        throw new Wrong(Reason.BAD_FIELD, "'" + name + "' is a whole number, " + range + ".");
    }

    /** The id to answer with; null if there is none, or none that could be repeated. */
    @Nullable
    String id() throws Wrong {
        String id = text("id");
        if (id != null && id.length() > MAX_ID_CHARS) {
            throw new Wrong(Reason.BAD_FIELD, "'id' has at most " + MAX_ID_CHARS + " characters.");
        }
        return id;
    }
}

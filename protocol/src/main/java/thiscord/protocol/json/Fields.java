package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.Utf8;

/**
 * The fields of one JSON line that some command knows, read in one pass without a tree. Others are passed over, whatever
 * they hold. The last of two fields of one name counts. Asking for a field of the wrong type, or for a missing one that
 * is required, throws {@link Wrong}.
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

    private static final List<String> KNOWN = List.of(
            "type",
            "text",
            "room",
            "id",
            "nick",
            "to",
            "after",
            "epoch",
            "last",
            "before",
            "limit",
            "topic",
            "keeps",
            "password",
            "ticket",
            "key",
            "invitation",
            "resume",
            "signature",
            "action",
            "value",
            "why");
    /** In place of a value of a type that no field has: a nested one, a fraction, a number of more digits than these. */
    private static final Object UNFIT = new Object();

    private static final int MOST_DIGITS = 18;

    private final @Nullable Object[] values = new Object[KNOWN.size()];

    static Fields read(byte[] bytes, int from, int length) throws Wrong {
        checkEncoding(bytes, from, length);
        Fields fields = new Fields();
        try (JsonParser json = JsonDialect.FACTORY.createParser(bytes, from, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Wrong(Reason.NOT_JSON, "Each line is one JSON object: {\"type\":…}.");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                int known = KNOWN.indexOf(json.currentName());
                JsonToken value = json.nextToken();
                Object read = known < 0 || value.isStructStart() ? UNFIT : scalar(json, value);
                json.skipChildren();
                if (known >= 0) {
                    fields.values[known] = read;
                }
            }
            if (json.nextToken() != null) {
                throw new Wrong(Reason.NOT_JSON, "Each line is one JSON object, and nothing behind it.");
            }
            return fields;
        } catch (IOException e) {
            throw new Wrong(Reason.NOT_JSON, "That line is not a JSON object: {\"type\":…}.");
        }
    }

    /** The parser guesses other encodings from a zero byte, and lets some malformed UTF-8 pass. */
    private static void checkEncoding(byte[] bytes, int from, int length) throws Wrong {
        int every = 0;
        for (int i = from; i < from + length; i++) {
            if (bytes[i] == 0) {
                throw new Wrong(Reason.NOT_JSON, "That line has a zero byte in it; JSON writes it \\u0000.");
            }
            every |= bytes[i];
        }
        if (every < 0 && Utf8.decode(bytes, from, length) == null) {
            throw new Wrong(Reason.INVALID_UTF8, "That line is not UTF-8.");
        }
    }

    private static @Nullable Object scalar(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        if (value == JsonToken.VALUE_NUMBER_INT && json.getTextLength() <= MOST_DIGITS) {
            return json.getLongValue();
        }
        return value == JsonToken.VALUE_NULL ? null : UNFIT;
    }

    private @Nullable Object find(String name) {
        return values[KNOWN.indexOf(name)];
    }

    @Nullable
    String text(String name) throws Wrong {
        Object value = find(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String)) {
            throw new Wrong(Reason.BAD_FIELD, "'" + name + "' is a string.");
        }
        String text = (String) value;
        if (Utf8.hasHalfPair(text)) {
            throw new Wrong(Reason.BAD_FIELD, "'" + name + "' has half a surrogate pair; send both \\u escapes.");
        }
        return text;
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

    /** The id to answer with; null if there is none. */
    @Nullable
    String id() throws Wrong {
        String id = text("id");
        if (id != null && id.length() > Command.MAX_ID_CHARS) {
            throw new Wrong(Reason.BAD_FIELD, "'id' has at most " + Command.MAX_ID_CHARS + " characters.");
        }
        return id;
    }
}

package thiscord.protocol.json;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.UtcTime;
import thiscord.protocol.Utf8Builder;

/**
 * Writes one JSON object (RFC 8259) as UTF-8 without line ends in it. Escapes what JSON demands and, beyond that, the
 * line separators U+0085, U+2028 and U+2029, at which some readers of lines break. Not thread-safe.
 */
final class JsonLine {
    private static final String HEX = "0123456789abcdef";
    private static final boolean[] PLAIN = new boolean[0x80];

    static {
        for (char c = ' '; c < 0x7f; c++) {
            PLAIN[c] = c != '"' && c != '\\';
        }
    }

    private final Utf8Builder out;
    private boolean comma;

    /** @param capacity how many bytes are expected */
    JsonLine(int capacity) {
        out = new Utf8Builder(capacity).ascii('{');
    }

    JsonLine text(String name, String value) {
        key(name);
        return string(value);
    }

    /** Nothing if there is no value. */
    JsonLine optional(String name, @Nullable String value) {
        return value == null ? this : text(name, value);
    }

    JsonLine number(String name, long value) {
        key(name);
        out.number(value);
        return this;
    }

    /** JSON knows neither infinities nor NaN: they are written as null. */
    JsonLine decimal(String name, double value) {
        key(name);
        out.ascii(Double.isFinite(value) ? Double.toString(value) : "null");
        return this;
    }

    JsonLine bool(String name, boolean value) {
        key(name);
        out.ascii(value ? "true" : "false");
        return this;
    }

    /** @param at milliseconds since 1970 UTC */
    JsonLine time(String name, long at) {
        key(name);
        out.ascii('"');
        UtcTime.writeMillis(out, at);
        out.ascii('"');
        return this;
    }

    JsonLine texts(String name, List<String> values) {
        begin(name, '[');
        for (String value : values) {
            separate();
            string(value);
        }
        return end(']');
    }

    /** Opens an object, or with {@code [} an array, under a name. */
    JsonLine begin(String name, char bracket) {
        key(name);
        out.ascii(bracket);
        comma = false;
        return this;
    }

    /** Opens an object within an array. */
    JsonLine element() {
        separate();
        out.ascii('{');
        comma = false;
        return this;
    }

    /** Opens an object, or with {@code [} an array, as the value of a key or, behind {@link #separate}, of an array. */
    JsonLine open(char bracket) {
        out.ascii(bracket);
        comma = false;
        return this;
    }

    /** A value that is written as it is: a number, true, false or null. */
    JsonLine literal(String value) {
        out.ascii(value);
        comma = true;
        return this;
    }

    /** Closes what was opened last. */
    JsonLine end(char bracket) {
        out.ascii(bracket);
        comma = true;
        return this;
    }

    /** Closes the line's object; the bytes, with nothing behind the object. */
    byte[] object() {
        out.ascii('}');
        return out.toBytes();
    }

    /** Closes the line's object; the bytes, with a line feed. */
    byte[] line() {
        out.ascii('}').ascii('\n');
        return out.toBytes();
    }

    /** Puts a comma in front of what comes next in an array, if there is something before. */
    void separate() {
        if (comma) {
            out.ascii(',');
        }
        comma = true;
    }

    /** Begins a member of an object. */
    void key(String name) {
        separate();
        string(name);
        out.ascii(':');
    }

    JsonLine string(String value) {
        out.ascii('"').text(value, 0, value.length(), PLAIN, JsonLine::escape).ascii('"');
        return this;
    }

    private static void escape(int c, Utf8Builder out) {
        if (c == '"' || c == '\\') {
            out.ascii('\\').ascii((char) c);
        } else if (c == '\n') {
            out.ascii("\\n");
        } else if (c == '\t') {
            out.ascii("\\t");
        } else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
            out.ascii("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                out.ascii(HEX.charAt(c >> shift & 0xF));
            }
        } else {
            out.codePoint(c);
        }
    }
}

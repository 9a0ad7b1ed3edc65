package thiscord.broker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Utf8;

/**
 * Reads the one-frame form, {@code {"topic":TOPIC,"payload":JSON}}, in one pass and without a tree. The members may come
 * in any order; others are skipped; of two of one name the last counts. The whole frame is checked to be JSON, so that
 * what goes out as payload is. One object per loop; not thread-safe.
 */
final class Envelope {
    private static final int MAX_DEPTH = 64;

    private byte[] in = {};
    private int at;

    private byte @Nullable [] topic;
    private int payloadFrom;
    private int payloadTo;

    /** Ends the reading; without a stack trace, as it may be thrown at any rate by peers. */
    static final class NotJson extends Exception {
        private static final long serialVersionUID = 1;

        NotJson(String why) {
            super(why, null, false, false);
        }
    }

    /** Reads a frame. */
    void read(byte[] frame) throws NotJson {
        in = frame;
        at = 0;
        topic = null;
        payloadTo = 0;
        skipSpace();
        expect('{');
        skipSpace();
        if (peek() == '}') {
            at++;
        } else {
            members();
        }
        skipSpace();
        if (at != in.length) {
            throw new NotJson("there is something behind the object");
        }
    }

    /** The topic in UTF-8; null if there was none, or it is not a string. */
    byte @Nullable [] topic() {
        return topic;
    }

    /** A copy of the payload's bytes; null if there was none. */
    byte @Nullable [] payload() {
        return payloadTo == 0 ? null : Arrays.copyOfRange(in, payloadFrom, payloadTo);
    }

    private void members() throws NotJson {
        while (true) {
            skipSpace();
            int from = at;
            string();
            int nameLength = at - from;
            boolean isTopic = nameLength == 7 && matches("\"topic\"", from);
            boolean isPayload = nameLength == 9 && matches("\"payload\"", from);
            skipSpace();
            expect(':');
            skipSpace();
            from = at;
            value(0);
            if (isTopic) {
                topic = in[from] == '"' ? unescaped(from + 1, at - 1) : null;
            } else if (isPayload) {
                payloadFrom = from;
                payloadTo = at;
            }
            skipSpace();
            if (next() == '}') {
                return;
            }
            at--;
            expect(',');
        }
    }

    private boolean matches(String text, int from) {
        for (int i = 0; i < text.length(); i++) {
            if (in[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void value(int depth) throws NotJson {
        switch (peek()) {
            case '"' -> string();
            case '{' -> container(depth, '}', true);
            case '[' -> container(depth, ']', false);
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void container(int depth, char close, boolean named) throws NotJson {
        if (depth >= MAX_DEPTH) {
            throw new NotJson("it is nested deeper than " + MAX_DEPTH);
        }
        at++;
        skipSpace();
        if (peek() == close) {
            at++;
            return;
        }
        while (true) {
            skipSpace();
            if (named) {
                string();
                skipSpace();
                expect(':');
                skipSpace();
            }
            value(depth + 1);
            skipSpace();
            if (next() == close) {
                return;
            }
            at--;
            expect(',');
        }
    }

    private void word(String word) throws NotJson {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
    }

    private void number() throws NotJson {
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
    }

    private void digits() throws NotJson {
        if (!isDigit(peek())) {
            throw new NotJson("unexpected byte at " + at);
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Passes over a string; its UTF-8 is checked when there is any beyond ASCII. */
    private void string() throws NotJson {
        expect('"');
        int from = at;
        boolean ascii = true;
        while (true) {
            int c = next();
            if (c == '"') {
                break;
            }
            if (c == '\\') {
                escape();
            } else if (c >= 0 && c < 0x20) {
                throw new NotJson("control character in a string at " + (at - 1));
            } else {
                ascii &= c >= 0;
            }
        }
        if (!ascii && Utf8.decode(in, from, at - 1 - from) == null) {
            throw new NotJson("a string is not UTF-8");
        }
    }

    private void escape() throws NotJson {
        int c = next();
        if (c == 'u') {
            for (int i = 0; i < 4; i++) {
                if (Character.digit(next(), 16) < 0) {
                    throw new NotJson("bad escape at " + at);
                }
            }
        } else if ("\"\\/bfnrt".indexOf(c) < 0) {
            throw new NotJson("bad escape at " + at);
        }
    }

    private byte @Nullable [] unescaped(int from, int to) {
        StringBuilder text = null;
        for (int i = from; i < to && text == null; i++) {
            text = in[i] == '\\' ? new StringBuilder() : null;
        }
        if (text == null) {
            return Arrays.copyOfRange(in, from, to);
        }
        String raw = new String(in, from, to - from, StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\\') {
                c = raw.charAt(++i);
                switch (c) {
                    case 'b' -> c = '\b';
                    case 'f' -> c = '\f';
                    case 'n' -> c = '\n';
                    case 'r' -> c = '\r';
                    case 't' -> c = '\t';
                    case 'u' -> {
                        c = (char) Integer.parseInt(raw, i + 1, i + 5, 16);
                        i += 4;
                    }
                    default -> {}
                }
            }
            text.append(c);
        }
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                ? text.toString().getBytes(StandardCharsets.UTF_8)
                : null;
    }

    private void skipSpace() {
        while (at < in.length && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
    }

    /** The byte ahead; -1 at the end, which is never ASCII. */
    private int peek() {
        return at < in.length ? in[at] : -1;
    }

    private int next() throws NotJson {
        if (at >= in.length) {
            throw new NotJson("it ends too early");
        }
        return in[at++];
    }

    private void expect(char c) throws NotJson {
        if (next() != c) {
            throw new NotJson("unexpected byte at " + (at - 1));
        }
    }
}

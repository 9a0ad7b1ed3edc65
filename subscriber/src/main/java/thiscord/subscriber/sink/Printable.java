package thiscord.subscriber.sink;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import thiscord.protocol.json.PayloadJson;

/** Makes one line of text that cannot drive a terminal. */
public final class Printable {
    private Printable() {}

    /**
     * Tabs and line ends become spaces; other controls (C0, DEL, C1), line separators and the marks that turn the writing
     * direction become {@code \}{@code uXXXX}. JSON stays the same JSON: such characters stand in its strings only, and
     * its own line ends between them.
     */
    public static String line(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSafe(c)) {
                if (out != null) {
                    out.append(c);
                }
                continue;
            }
            if (out == null) {
                out = new StringBuilder(text.length() + 32).append(text, 0, i);
            }
            if (c == '\n' || c == '\r' || c == '\t') {
                out.append(' ');
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return out == null ? text : out.toString();
    }

    /**
     * The members of a JSON object for an event, on one line: its topic, and its payload, or what is not JSON as
     * {@code text}.
     */
    public static String json(String topic, byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        String member =
                PayloadJson.wrong(payload) == null ? "\"payload\":" + text : "\"text\":" + PayloadJson.quote(text);
        return line("\"topic\":" + PayloadJson.quote(topic) + "," + member);
    }

    private static boolean isSafe(char c) {
        return (c >= 0x20 && c < 0x7F)
                || (c >= 0xA0
                        && !(c >= 0x200E && c <= 0x200F)
                        && !(c >= 0x2028 && c <= 0x202E)
                        && !(c >= 0x2066 && c <= 0x2069)
                        && c != 0x061C
                        && c != 0xFEFF);
    }
}

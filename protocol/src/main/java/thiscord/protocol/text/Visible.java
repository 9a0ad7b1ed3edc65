package thiscord.protocol.text;

import java.util.Locale;
import thiscord.protocol.Utf8Builder;

/**
 * Writes what others wrote so that it is seen and never obeyed: a terminal must not take it for an order, and it must not
 * look like more or other lines than it is. C0 controls and DEL are shown as their Unicode pictures ({@code ␛} for ESC);
 * C1 controls, line separators and whatever turns the direction of writing are shown as {@code <U+202E>}. A tab stays,
 * and so does what scripts and emoji need (joiners, direction marks, variation selectors).
 */
final class Visible {
    private static final boolean[] PLAIN = new boolean[0x80];

    static {
        for (char c = ' '; c < 0x7f; c++) {
            PLAIN[c] = true;
        }
        PLAIN['\t'] = true;
    }

    private Visible() {}

    static Utf8Builder write(Utf8Builder out, String text) {
        return write(out, text, 0, text.length());
    }

    static Utf8Builder write(Utf8Builder out, String text, int from, int to) {
        return out.text(text, from, to, PLAIN, Visible::odd);
    }

    private static void odd(int c, Utf8Builder out) {
        if (c < 0x20) {
            out.codePoint(0x2400 + c);
        } else if (c == 0x7f) {
            out.codePoint(0x2421);
        } else if (c < 0xa0 || c == 0x2028 || c == 0x2029 || turns(c)) {
            out.ascii("<U+").ascii(String.format(Locale.ROOT, "%04X", c)).ascii('>');
        } else {
            out.codePoint(c);
        }
    }

    /** Embeddings, overrides and isolates (Unicode TR 9), which reach beyond the text they are in. */
    private static boolean turns(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }
}

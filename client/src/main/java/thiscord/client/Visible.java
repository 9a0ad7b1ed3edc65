package thiscord.client;

import java.util.Locale;

/**
 * Makes the text of others safe to print: what could drive a terminal, or turn the direction of the text around it, is
 * shown instead of obeyed. Letters of every script, joined emoji and direction marks that end by themselves stay.
 */
final class Visible {
    /** So many marks on one letter are shown; a tower of them would stand in the lines of others. */
    private static final int MOST_MARKS = 8;

    private Visible() {}

    /** The text on one line, without anything that a terminal obeys. */
    static String line(String text) {
        int marks = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            marks = c >= 0x300 && combines(c) ? marks + 1 : 0;
            if (!harmless(c) || marks > MOST_MARKS) {
                return shown(text);
            }
        }
        return text;
    }

    private static boolean harmless(char c) {
        return c >= 0x20 && c < 0x7f || c >= 0xa0 && c < 0x2000 || c >= 0x3000 && c < 0xd800;
    }

    private static String shown(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        int marks = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean mark = combines(c);
            // Joiners stand between marks without being a letter to put them on.
            marks = mark ? marks + 1 : Character.getType(c) == Character.FORMAT ? marks : 0;
            if (!mark || marks <= MOST_MARKS) {
                show(out, c);
            }
        }
        return out.toString();
    }

    private static boolean combines(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static void show(StringBuilder out, int c) {
        if (c == '\t') {
            out.append("    ");
        } else if (c < 0x20) {
            out.append((char) (0x2400 + c));
        } else if (c == 0x7f) {
            out.append('\u2421');
        } else if (c < 0xa0 && c > 0x7f || turnsText(c) || Character.getType(c) == Character.UNASSIGNED) {
            out.append(String.format(Locale.ROOT, "<U+%04X>", c));
        } else if (c == 0x2028 || c == 0x2029) {
            out.append(' ');
        } else if (Character.getType(c) == Character.SURROGATE) {
            out.append('\ufffd');
        } else {
            out.appendCodePoint(c);
        }
    }

    /** Embeddings, overrides and isolates, which last until something ends them; and old format controls. */
    private static boolean turnsText(int c) {
        return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x206f || c >= 0xfff9 && c <= 0xfffb;
    }
}

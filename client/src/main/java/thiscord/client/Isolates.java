package thiscord.client;

/**
 * Keeps text that runs from right to left in its own place (Unicode TR 9): a name or a message is put between marks that
 * hold its direction together, so that what stands beside it on the line is not turned. Text without such letters is left as
 * it is.
 */
final class Isolates {
    private static final char FIRST_STRONG = '\u2068';
    private static final char END = '\u2069';

    private Isolates() {}

    /** What {@link Visible} made harmless, held together. */
    static String around(String harmless) {
        for (int i = 0; i < harmless.length(); i++) {
            if (harmless.charAt(i) >= 0x590 && turns(harmless.codePointAt(i))) {
                return FIRST_STRONG + harmless + END;
            }
        }
        return harmless;
    }

    /** The same for each of the names and words in a sentence: what stands between two of them belongs to them. */
    static String within(String harmless) {
        if (around(harmless).equals(harmless)) {
            return harmless;
        }
        StringBuilder out = new StringBuilder(harmless.length() + 8);
        int from = 0;
        int begin = -1;
        int end = 0;
        for (int i = 0; i < harmless.length(); i += Character.charCount(harmless.codePointAt(i))) {
            int c = harmless.codePointAt(i);
            if (turns(c)) {
                begin = begin < 0 ? i : begin;
                end = i + Character.charCount(c);
            } else if (begin >= 0 && i == end && Character.getType(c) == Character.NON_SPACING_MARK) {
                end = i + Character.charCount(c);
            } else if (begin >= 0 && Character.isLetter(c)) {
                from = hold(out, harmless, from, begin, end);
                begin = -1;
            }
        }
        if (begin >= 0) {
            from = hold(out, harmless, from, begin, end);
        }
        return out.append(harmless, from, harmless.length()).toString();
    }

    private static int hold(StringBuilder out, String text, int from, int begin, int end) {
        out.append(text, from, begin)
                .append(FIRST_STRONG)
                .append(text, begin, end)
                .append(END);
        return end;
    }

    private static boolean turns(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                || direction == Character.DIRECTIONALITY_ARABIC_NUMBER;
    }
}

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

    private static boolean turns(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                || direction == Character.DIRECTIONALITY_ARABIC_NUMBER;
    }
}

package thiscord.protocol;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rules for nicks and room names. A name is letters of any script with their marks, digits, {@code - _ .}, not
 * beginning with {@code -} or {@code .}, counted in code points. Two names are the same if their {@link #key} is: NFKC
 * (Unicode TR 15), then case folded, so that look-alikes by case or width collide.
 */
public final class Names {
    /** Longest nick, in code points. */
    public static final int MAX_NICK = 32;
    /** Longest room name, in code points. */
    public static final int MAX_ROOM = 50;

    private Names() {}

    /** The form to compare names by. Costs one pass and no allocation for lower-case ASCII. */
    public static String key(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return fold(name);
            }
        }
        return name;
    }

    private static String fold(String name) {
        String wide = Normalizer.normalize(name, Normalizer.Form.NFKC);
        String folded = wide.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Normalizer.Form.NFKC);
    }

    /** Null if it is a nick, else the refusal that says why not. */
    public static @Nullable Refusal checkNick(String nick) {
        String wrong = wrong(nick, MAX_NICK);
        return wrong == null
                ? null
                : new Refusal(Reason.BAD_NICK, "A nick is 1 to " + MAX_NICK + " letters, digits, - _ or .; " + wrong);
    }

    /** Null if it is a room name, else the refusal that says why not. */
    public static @Nullable Refusal checkRoom(String room) {
        String wrong = wrong(room, MAX_ROOM);
        return wrong == null
                ? null
                : new Refusal(
                        Reason.BAD_ROOM_NAME,
                        "A room name is 1 to " + MAX_ROOM + " letters, digits, - _ or .; " + wrong);
    }

    private static @Nullable String wrong(String name, int max) {
        if (name.isEmpty()) {
            return "this one is empty.";
        }
        if (name.length() > 2 * max || name.codePointCount(0, name.length()) > max) {
            return "this one is longer.";
        }
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            if (!(Character.isLetterOrDigit(c) || c == '_' || (i > 0 && (c == '-' || c == '.' || isMark(c))))) {
                return (c == '-' || c == '.')
                        ? "it may not begin with '" + (char) c + "'."
                        : "'" + shown(c) + "' may not be in it.";
            }
            i += Character.charCount(c);
        }
        return wrongWhenFolded(name, max);
    }

    /** NFKC can make a name longer, or bring in what is not allowed (a ligature that holds a space). */
    private static @Nullable String wrongWhenFolded(String name, int max) {
        String key = key(name);
        if (key.equals(name)) {
            return null;
        }
        if (key.isEmpty() || key.codePointCount(0, key.length()) > max) {
            return "this one is longer when written out.";
        }
        boolean plain = key.codePoints()
                .allMatch(c -> Character.isLetterOrDigit(c) || isMark(c) || c == '_' || c == '-' || c == '.');
        return plain ? null : "it has a letter that stands for something else.";
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static String shown(int c) {
        return Character.isISOControl(c) || !Character.isDefined(c) || Character.getType(c) == Character.SURROGATE
                ? String.format("U+%04X", c)
                : Character.toString(c);
    }
}

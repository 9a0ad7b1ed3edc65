package thiscord.protocol;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for nicks and room names. A name is letters of any script with their marks, digits, {@code - _ .}, not
 * beginning with {@code -}, {@code .} or a mark, counted in code points; letters and marks that cannot be seen are not
 * allowed. Two names are the same if their {@link #key} is: NFKC (Unicode TR 15), then case folded, so that look-alikes
 * by case or width collide. Look-alikes of different scripts do not.
 */
public final class Names {
    /** Longest nick, in code points. */
    public static final int MAX_NICK = 32;
    /** Longest room name, in code points. */
    public static final int MAX_ROOM = 50;

    private static final int MOST_FOLDS = 4;
    /** Of version 4; those of version 6 have characters that no name has. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private Names() {}

    /**
     * The form to compare names by; the key of a key is itself. Takes any text. Costs one pass and no allocation for
     * lower-case ASCII.
     */
    public static String key(String name) {
        boolean upper = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80) {
                return fold(name);
            }
            upper |= c >= 'A' && c <= 'Z';
        }
        return upper ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** One fold can make room for another (a mark that becomes a letter, then composes), so it is repeated. */
    private static String fold(String name) {
        String folded = name;
        for (int i = 0; i < MOST_FOLDS; i++) {
            String before = folded;
            String wide = Normalizer.normalize(before, Normalizer.Form.NFKC);
            // Lower first: a capital sharp s has no upper case but itself, and a small one has SS.
            String upper = wide.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT);
            folded = Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
            if (folded.equals(before)) {
                break;
            }
        }
        return folded;
    }

    /** Null if it is a nick, else the refusal that says why not. */
    public static @Nullable Refusal checkNick(String nick) {
        String wrong = wrong(nick, MAX_NICK);
        return wrong == null
                ? null
                : new Refusal(Reason.BAD_NICK, "A nick is 1 to " + MAX_NICK + " letters, digits, - _ or .; " + wrong);
    }

    /**
     * The same for one that somebody begins to wear: it must not look like an address either, which a ban would take it for. Who
     * has registered such a name before goes on wearing it.
     */
    public static @Nullable Refusal checkNewNick(String nick) {
        Refusal wrong = checkNick(nick);
        return wrong != null || !ADDRESS.matcher(key(nick)).matches()
                ? wrong
                : new Refusal(Reason.BAD_NICK, "A nick may not look like an address, as '" + nick + "' does.");
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
        if (tooLong(name, max)) {
            return "this one is longer.";
        }
        int odd = firstNotAllowed(name);
        if (odd >= 0) {
            int c = name.codePointAt(odd);
            return odd == 0 && allowedInside(c)
                    ? "it may not begin with " + shown(c) + "."
                    : shown(c) + " may not be in it.";
        }
        String key = key(name);
        if (tooLong(key, max)) {
            return "this one is longer when written out.";
        }
        return firstNotAllowed(key) < 0 ? null : "it has a letter that stands for something else.";
    }

    private static boolean tooLong(String name, int max) {
        return name.length() > 2 * max || name.codePointCount(0, name.length()) > max;
    }

    /** Where the first character is that may not be there, or -1. */
    private static int firstNotAllowed(String name) {
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            if (!(i == 0 ? allowedFirst(c) : allowedInside(c))) {
                return i;
            }
            i += Character.charCount(c);
        }
        return -1;
    }

    private static boolean allowedFirst(int c) {
        return c == '_' || (Character.isLetterOrDigit(c) && !invisible(c));
    }

    private static boolean allowedInside(int c) {
        return allowedFirst(c) || c == '-' || c == '.' || (isMark(c) && !invisible(c));
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** The letters and marks among Unicode's Default_Ignorable_Code_Point: with them two names could look the same. */
    private static boolean invisible(int c) {
        return c == 0x034F // combining grapheme joiner
                || (c >= 0x115F && c <= 0x1160) // Hangul fillers
                || c == 0x3164
                || c == 0xFFA0
                || (c >= 0x17B4 && c <= 0x17B5) // Khmer inherent vowels
                || (c >= 0x180B && c <= 0x180F) // Mongolian variation selectors
                || (c >= 0xFE00 && c <= 0xFE0F) // variation selectors
                || (c >= 0xE0100 && c <= 0xE01EF);
    }

    /** The character as a refusal may name it: itself if it can be seen alone. */
    private static String shown(int c) {
        if (c == ' ') {
            return "a space";
        }
        switch (Character.getType(c)) {
            case Character.CONTROL:
            case Character.FORMAT:
            case Character.SURROGATE:
            case Character.PRIVATE_USE:
            case Character.UNASSIGNED:
            case Character.SPACE_SEPARATOR:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
            case Character.NON_SPACING_MARK:
            case Character.COMBINING_SPACING_MARK:
            case Character.ENCLOSING_MARK:
                return String.format(Locale.ROOT, "U+%04X", c);
            default:
                return invisible(c) ? String.format(Locale.ROOT, "U+%04X", c) : "'" + Character.toString(c) + "'";
        }
    }
}

package thiscord.protocol.directory;

import org.jspecify.annotations.Nullable;

/** Length checks of the records that cross RMI; its filters do not see strings, so constructors must. */
public final class Text {
    private Text() {}

    /**
     * The text, or an empty one in the place of null.
     *
     * @param most in UTF-16 units
     * @throws IllegalArgumentException if it is longer
     */
    public static String checked(@Nullable String text, int most) {
        if (text == null) {
            return "";
        }
        if (text.length() > most) {
            throw new IllegalArgumentException("a text of " + text.length() + " characters, over " + most);
        }
        return text;
    }
}

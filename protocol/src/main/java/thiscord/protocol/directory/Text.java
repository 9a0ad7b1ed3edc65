package thiscord.protocol.directory;

import org.jspecify.annotations.Nullable;

/** Length checks of the records here; RMI filters do not see strings, so constructors must. */
final class Text {
    private Text() {}

    static String checked(@Nullable String text, int most) {
        if (text == null) {
            return "";
        }
        if (text.length() > most) {
            throw new IllegalArgumentException("a text of " + text.length() + " characters, over " + most);
        }
        return text;
    }
}

package thiscord.client;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/** Breaks what the client itself says between words. What people say is left whole, so that links can be copied. */
final class WrappedWords {
    private static final int LEAST = 20;

    private WrappedWords() {}

    /**
     * @param columns 0 for no breaking
     * @param indent how far the second and later lines are indented
     */
    static List<AttributedString> lines(AttributedString text, int columns, int indent) {
        if (columns < LEAST || text.columnLength() <= columns) {
            return List.of(text);
        }
        List<AttributedString> lines = new ArrayList<>();
        AttributedString left = text;
        String margin = "";
        while (margin.length() + left.columnLength() > columns) {
            String head = left.columnSubSequence(0, columns - margin.length()).toString();
            int at = left.length() > head.length() && left.charAt(head.length()) == ' '
                    ? head.length()
                    : head.lastIndexOf(' ');
            if (at <= indent && margin.isEmpty() || at <= 0) {
                break;
            }
            lines.add(AttributedString.join(
                    AttributedString.EMPTY, new AttributedString(margin), left.subSequence(0, at)));
            left = left.subSequence(at + 1, left.length());
            margin = " ".repeat(indent);
        }
        lines.add(AttributedString.join(AttributedString.EMPTY, new AttributedString(margin), left));
        return lines;
    }
}

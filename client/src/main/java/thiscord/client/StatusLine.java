package thiscord.client;

import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.text.SlashCommand;

/** The line above the one that is typed: the rooms, what waits in them, and how things stand. Plain text in, text out. */
final class StatusLine {
    /** Below so many columns there is no room for it. */
    static final int LEAST_COLUMNS = 20;

    private final Colours colours;

    StatusLine(Colours colours) {
        this.colours = colours;
    }

    /**
     * At most that wide, in columns.
     *
     * @param news what to know about the connection, or empty
     */
    AttributedString of(List<View> views, @Nullable View current, String news, int columns) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        int first = firstThatLetsTheCurrentBeSeen(views, current, columns);
        line.append(first > 0 ? "<" : "", colours.aside());
        for (int i = first; i < views.size(); i++) {
            View view = views.get(i);
            AttributedStyle style =
                    view == current ? colours.here() : view.mentions > 0 ? colours.mention() : colours.aside();
            line.append((i + 1) + ":" + label(view), style).append(" ");
        }
        if (views.isEmpty()) {
            line.append("no room", colours.aside()).append(" ");
        }
        if (current != null && current.here > 0) {
            line.append("| " + current.here + " here ", colours.aside());
        }
        if (current != null && current.behind > 0) {
            line.append("| " + current.behind + " behind ", colours.mention());
        }
        if (!news.isEmpty()) {
            line.append("| " + news, colours.mention());
        }
        return cut(line.toAttributedString(), columns);
    }

    /** The rooms before that one give way when the line is too narrow. */
    private static int firstThatLetsTheCurrentBeSeen(List<View> views, @Nullable View current, int columns) {
        int at = current == null ? 0 : views.indexOf(current);
        int width = 0;
        for (int i = at; i >= 0 && i < views.size(); i--) {
            width += new AttributedString(label(views.get(i))).columnLength() + 4;
            if (width > columns * 2 / 3 && i < at) {
                return i + 1;
            }
        }
        return 0;
    }

    private static String label(View view) {
        String unread = view.unread > 0 ? " " + view.unread : "";
        return Visible.line(view.name) + unread + (view.mentions > 0 ? "!" : "");
    }

    /** What the command that is being typed is for; null if none is. */
    @Nullable
    AttributedString hint(String typed, int columns) {
        if (!typed.startsWith("/") || typed.startsWith("//")) {
            return null;
        }
        int end = typed.indexOf(' ');
        String word = typed.substring(1, end < 0 ? typed.length() : end);
        StringBuilder many = new StringBuilder();
        int found = 0;
        String only = "";
        for (SlashCommand command : Commands.all()) {
            boolean fits =
                    end < 0 ? command.name().startsWith(word) : command.name().equals(word);
            if (command.name().equals(word)) {
                return cut(new AttributedString(words(command), colours.aside()), columns);
            }
            if (fits) {
                found++;
                only = words(command);
                many.append(many.length() == 0 ? "" : " ").append("/").append(command.name());
            }
        }
        String hint = found == 0 ? "there is no command /" + Visible.line(word) : found == 1 ? only : many.toString();
        return cut(new AttributedString(hint, colours.aside()), columns);
    }

    private static String words(SlashCommand command) {
        return command.usage() + "   " + command.help();
    }

    private static AttributedString cut(AttributedString line, int columns) {
        return line.columnLength() <= columns
                ? line
                : new AttributedStringBuilder()
                        .append(line.columnSubSequence(0, columns - 1))
                        .append("…")
                        .toAttributedString();
    }
}

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
     * At most that wide, in columns. How things stand is always told; when there are too many rooms for what is left, those
     * in which nothing waits are left out and counted, {@code +27}.
     *
     * @param news what to know about the connection, or empty
     */
    AttributedString of(List<View> views, @Nullable View current, String news, int columns) {
        AttributedString state = state(current, news);
        int left = Math.max(columns - state.columnLength(), columns / 2);
        AttributedString rooms = rooms(views, current, false);
        if (rooms.columnLength() > left) {
            rooms = rooms(views, current, true);
        }
        return cut(AttributedString.join(AttributedString.EMPTY, cut(rooms, left), state), columns);
    }

    private AttributedString rooms(List<View> views, @Nullable View current, boolean few) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        if (few && current != null) {
            room(line, views.indexOf(current), current, colours.here());
        }
        int others = 0;
        for (int i = 0; i < views.size(); i++) {
            View view = views.get(i);
            if (few && (view == current || view.unread == 0)) {
                others += view == current ? 0 : 1;
            } else {
                room(line, i, view, view == current ? colours.here() : style(view));
            }
        }
        line.append(views.isEmpty() ? "no room " : others > 0 ? "+" + others + " " : "", colours.aside());
        return line.toAttributedString();
    }

    private AttributedStyle style(View view) {
        return view.mentions > 0 ? colours.mention() : colours.aside();
    }

    private static void room(AttributedStringBuilder line, int at, View view, AttributedStyle style) {
        line.append((at + 1) + ":" + label(view), style).append(" ");
    }

    private AttributedString state(@Nullable View current, String news) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        if (current != null && current.here > 0) {
            line.append("| " + current.here + " here ", colours.aside());
        }
        if (current != null && current.behind > 0) {
            line.append("| " + current.behind + " behind ", colours.mention());
        }
        if (!news.isEmpty()) {
            line.append("| " + news, colours.mention());
        }
        return line.toAttributedString();
    }

    private static String label(View view) {
        String unread = view.unread > 0 ? " " + view.unread : "";
        return Isolates.around(Visible.line(view.name)) + unread + (view.mentions > 0 ? "!" : "");
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

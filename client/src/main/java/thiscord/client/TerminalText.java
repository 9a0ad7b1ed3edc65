package thiscord.client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.text.TextDialect;

/** How events look in the terminal: as in the text dialect, with the time and modest colours. Text is made harmless. */
final class TerminalText {
    private static final String STANDARD = "HH:mm";

    private final TextDialect dialect = new TextDialect();
    private final Colours colours;
    private final ZoneId zone;
    private @Nullable DateTimeFormatter time = DateTimeFormatter.ofPattern(STANDARD, Locale.ROOT);
    private DateTimeFormatter dayAndTime = DateTimeFormatter.ofPattern("yyyy-MM-dd " + STANDARD, Locale.ROOT);

    TerminalText(Colours colours, ZoneId zone) {
        this.colours = colours;
        this.zone = zone;
    }

    /** How times look from now on: a pattern of java.time, or {@code none}. */
    void time(String pattern) {
        boolean none = pattern.equals("none");
        time = none ? null : DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        dayAndTime = DateTimeFormatter.ofPattern("yyyy-MM-dd " + (none ? STANDARD : pattern), Locale.ROOT);
    }

    private void stamp(AttributedStringBuilder line, long at, boolean day) {
        DateTimeFormatter form = day ? dayAndTime : time;
        if (form != null) {
            line.append(Instant.ofEpochMilli(at).atZone(zone).format(form), colours.aside())
                    .append(" ");
        }
    }

    private static String held(String name) {
        return Isolates.around(Visible.line(name));
    }

    /** The lines of an event; none if it has nothing to show. */
    List<AttributedString> lines(Event event, String ownNick) {
        if (event instanceof Event.Message) {
            return message((Event.Message) event, ownNick);
        }
        if (event instanceof Event.Direct) {
            Event.Direct e = (Event.Direct) event;
            AttributedStringBuilder prefix = new AttributedStringBuilder();
            stamp(prefix, e.at(), e.mail() > 0);
            prefix.append("[").append(held(e.from()), colours.nick(e.from())).append(" -> ");
            prefix.append(held(e.to()), colours.nick(e.to())).append("] ");
            List<AttributedString> lines = new ArrayList<>(prefixed(prefix, e.text(), AttributedStyle.DEFAULT));
            if (e.waits()) {
                lines.add(notice("that waits for " + e.to()));
            }
            return lines;
        }
        if (event instanceof Event.Mention) {
            Event.Mention e = (Event.Mention) event;
            List<AttributedString> lines = new ArrayList<>();
            lines.add(notice(e.said().from() + " mentioned you in " + e.said().room() + " while you were away:"));
            lines.addAll(message(e.said().replayed(), ownNick));
            return lines;
        }
        AttributedStyle style = event instanceof Event.Refused ? colours.refusal() : colours.aside();
        return new String(dialect.encode(event), StandardCharsets.UTF_8)
                .lines()
                .map(line -> new AttributedString(Isolates.within(Visible.line(line)), style))
                .collect(Collectors.toList());
    }

    /** Something that the client itself says. */
    AttributedString notice(String words) {
        return new AttributedString("* " + Isolates.within(Visible.line(words)), colours.aside());
    }

    /** A line that divides. */
    AttributedString rule(String words) {
        return new AttributedString("--- " + Isolates.around(Visible.line(words)) + " ---", colours.aside());
    }

    /** A room that is turned to: some of what was read there before, and what is new. */
    List<AttributedString> room(View view, int before, String ownNick) {
        List<AttributedString> lines = new ArrayList<>();
        List<Event.Message> unseen = view.unseen();
        List<Event.Message> seen = view.seen(before);
        lines.add(rule(view.name));
        seen.forEach(message -> lines.addAll(message(message, ownNick)));
        if (!seen.isEmpty() && !unseen.isEmpty()) {
            lines.add(rule("read up to here"));
        }
        if (view.unread > unseen.size()) {
            lines.add(notice((view.unread - unseen.size()) + " more came before these; /history reads them"));
        }
        unseen.forEach(message -> lines.addAll(message(message, ownNick)));
        return lines;
    }

    private List<AttributedString> message(Event.Message e, String ownNick) {
        boolean mention = !e.from().equals(ownNick) && mentions(e.text(), ownNick);
        AttributedStringBuilder prefix = new AttributedStringBuilder();
        stamp(prefix, e.at(), e.replay());
        prefix.append("[" + held(e.room()) + "] ").append(e.action() ? "* " : "");
        prefix.append(held(e.from()), colours.nick(e.from())).append(e.action() ? " " : ": ");
        return prefixed(prefix, e.text(), mention ? colours.mention() : AttributedStyle.DEFAULT);
    }

    /** True if the text has that nick in it, as a whole word. */
    static boolean mentions(String text, String nick) {
        String lower = text.toLowerCase(Locale.ROOT);
        String wanted = nick.toLowerCase(Locale.ROOT);
        for (int at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + 1)) {
            int end = at + wanted.length();
            boolean begins = at == 0 || !Character.isLetterOrDigit(lower.charAt(at - 1));
            if (begins && (end == lower.length() || !Character.isLetterOrDigit(lower.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static List<AttributedString> prefixed(AttributedStringBuilder prefix, String text, AttributedStyle style) {
        List<String> lines = text.isEmpty() ? List.of("") : text.lines().collect(Collectors.toList());
        return lines.stream()
                .map(line -> new AttributedStringBuilder()
                        .append(prefix)
                        .append(Isolates.around(Visible.line(line)), style)
                        .toAttributedString())
                .collect(Collectors.toList());
    }
}

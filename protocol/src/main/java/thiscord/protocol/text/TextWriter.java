package thiscord.protocol.text;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;

/**
 * How each event looks to a person. Messages are {@code [room] nick: text}, notices start with {@code * }, refusals
 * with {@code ! }. Nobody else's text can start a line or drive the terminal: every line of a text gets the prefix, and
 * control characters are shown as their Unicode pictures.
 */
final class TextWriter implements Event.Visitor<StringBuilder> {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'").withZone(ZoneOffset.UTC);

    @Override
    public StringBuilder welcome(Event.Welcome e) {
        return notice("you are ")
                .append(e.nick())
                .append(" on ")
                .append(e.server())
                .append('\n');
    }

    @Override
    public StringBuilder joined(Event.Joined e) {
        StringBuilder out = notice("joined ").append(e.room()).append("; ");
        people(out, e.count(), e.members());
        if (!e.topic().isEmpty()) {
            shown(out.append(". Topic: "), e.topic());
        }
        out.append(". ").append(e.keeps().inWords());
        return out.append(e.seq() > 0 ? " /history shows what was said.\n" : "\n");
    }

    @Override
    public StringBuilder left(Event.Left e) {
        StringBuilder out = notice("left ").append(e.room());
        return (e.why() == null ? out : shown(out.append(": "), e.why())).append('\n');
    }

    @Override
    public StringBuilder presence(Event.Presence e) {
        StringBuilder out = new StringBuilder();
        if (!e.joined().isEmpty()) {
            out.append("* ").append(String.join(", ", e.joined())).append(" joined ");
            out.append(e.room()).append('\n');
        }
        if (!e.left().isEmpty()) {
            out.append("* ").append(String.join(", ", e.left())).append(" left ");
            out.append(e.room()).append('\n');
        }
        if (e.more() > 0) {
            out.append("* and ").append(e.more()).append(" more came or went; ");
            out.append(e.count()).append(" are in ").append(e.room()).append('\n');
        }
        return out;
    }

    @Override
    public StringBuilder renamed(Event.Renamed e) {
        return e.room() == null
                ? notice("you are ").append(e.to()).append('\n')
                : notice(e.from()).append(" is now ").append(e.to()).append('\n');
    }

    @Override
    public StringBuilder message(Event.Message e) {
        StringBuilder prefix = new StringBuilder(e.text().length() + 64);
        prefix.append('[').append(e.room());
        if (e.replay()) {
            prefix.append(' ').append(MINUTE.format(Instant.ofEpochMilli(e.at())));
        }
        prefix.append("] ");
        prefix.append(e.action() ? "* " : "").append(e.from()).append(e.action() ? " " : ": ");
        return lines(prefix, e.text());
    }

    @Override
    public StringBuilder direct(Event.Direct e) {
        StringBuilder prefix = new StringBuilder(e.text().length() + 64);
        prefix.append('[').append(e.from()).append(" -> ").append(e.to()).append("] ");
        return lines(prefix, e.text());
    }

    @Override
    public StringBuilder topic(Event.Topic e) {
        StringBuilder out = notice("topic of ").append(e.room()).append(": ");
        shown(out, e.topic().isEmpty() ? "(none)" : e.topic());
        return (e.by() == null ? out : out.append(" (set by ").append(e.by()).append(')')).append('\n');
    }

    @Override
    public StringBuilder members(Event.Members e) {
        StringBuilder out = notice(e.room()).append(": ");
        people(out, e.count(), e.here());
        if (!e.away().isEmpty()) {
            out.append("; away: ").append(String.join(", ", e.away()));
        }
        return out.append('\n');
    }

    @Override
    public StringBuilder rooms(Event.Rooms e) {
        StringBuilder out = new StringBuilder();
        if (e.rooms().isEmpty()) {
            out.append("* no rooms; /create NAME makes one\n");
        }
        for (Event.RoomLine r : e.rooms()) {
            out.append("* ").append(r.room()).append(" (").append(r.members()).append(" here, keeps ");
            out.append(r.keeps()).append(')');
            if (!r.topic().isEmpty()) {
                shown(out.append(": "), r.topic());
            }
            out.append('\n');
        }
        if (e.more()) {
            String last = e.rooms().get(e.rooms().size() - 1).room();
            out.append("* /rooms ").append(last).append(" shows more\n");
        }
        return out;
    }

    @Override
    public StringBuilder history(Event.History e) {
        if (e.from() == 0) {
            return notice("nothing is kept of ").append(e.room()).append('\n');
        }
        StringBuilder out =
                notice("that was ").append(e.room()).append(" from ").append(e.from());
        return out.append(" to ").append(e.to()).append(e.more() ? "; there is more before\n" : "\n");
    }

    @Override
    public StringBuilder created(Event.Created e) {
        StringBuilder out = notice("created ")
                .append(e.room())
                .append(". ")
                .append(e.keeps().inWords());
        return out.append(" /join ").append(e.room()).append(" enters it.\n");
    }

    @Override
    public StringBuilder behind(Event.Behind e) {
        return notice("you are ")
                .append(e.by())
                .append(" messages behind in ")
                .append(e.room())
                .append('\n');
    }

    @Override
    public StringBuilder missed(Event.Missed e) {
        StringBuilder out =
                notice("you missed ").append(e.missed()).append(" messages of ").append(e.room());
        return out.append(" (").append(e.from()).append(" to ").append(e.to()).append("); they are gone\n");
    }

    @Override
    public StringBuilder pong(Event.Pong e) {
        return e.id() == null
                ? notice("pong\n")
                : shown(notice("pong "), e.id()).append('\n');
    }

    @Override
    public StringBuilder help(Event.Help e) {
        StringBuilder out = new StringBuilder();
        e.lines().forEach(line -> out.append("* ").append(line).append('\n'));
        return out;
    }

    @Override
    public StringBuilder echo(Event.Echo e) {
        return new StringBuilder(e.text()).append('\n');
    }

    @Override
    public StringBuilder refused(Event.Refused e) {
        return shown(new StringBuilder("! "), e.refusal().text()).append('\n');
    }

    @Override
    public StringBuilder bye(Event.Bye e) {
        return shown(notice(""), e.why()).append('\n');
    }

    private static StringBuilder notice(String words) {
        return new StringBuilder("* ").append(words);
    }

    private static void people(StringBuilder out, int count, List<String> some) {
        out.append(count).append(" here: ").append(String.join(", ", some));
        if (count > some.size()) {
            out.append(" and ").append(count - some.size()).append(" more");
        }
    }

    /** The text with the prefix before each of its lines. */
    private static StringBuilder lines(StringBuilder prefix, String text) {
        if (text.indexOf('\n') < 0) {
            return shown(prefix, text).append('\n');
        }
        StringBuilder out = new StringBuilder();
        text.lines().forEach(line -> shown(out.append(prefix), line).append('\n'));
        return out;
    }

    private static StringBuilder shown(StringBuilder out, @Nullable String text) {
        for (int i = 0; text != null && i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 && c != '\t') {
                out.append((char) (0x2400 + c));
            } else if (c >= 0x7f && c <= 0x9f) {
                out.append('\u2421');
            } else {
                out.append(c == '\u2028' || c == '\u2029' ? ' ' : c);
            }
        }
        return out;
    }
}

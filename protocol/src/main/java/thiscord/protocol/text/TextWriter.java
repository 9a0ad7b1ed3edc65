package thiscord.protocol.text;

import java.util.List;
import thiscord.protocol.Event;
import thiscord.protocol.EventVisitor;
import thiscord.protocol.UtcTime;
import thiscord.protocol.Utf8Builder;

/**
 * How each event looks to a person. Messages are {@code [room] nick: text}, notices start with {@code * }, refusals
 * with {@code ! }. Nobody else's text can start a line or drive the terminal: every line of a text gets the prefix, and
 * every word that is not ours is written by {@link Visible}.
 */
final class TextWriter implements EventVisitor<Utf8Builder> {
    /** Lines of one text that begin with its prefix; further line ends are shown as {@code ␊}, so that it stays bounded. */
    static final int MOST_LINES = 100;

    private static final int SMALL = 128;

    @Override
    public Utf8Builder welcome(Event.Welcome e) {
        Utf8Builder out = Visible.write(notice("you are "), e.nick()).ascii(" on ");
        return Visible.write(out, e.server()).ascii('\n');
    }

    @Override
    public Utf8Builder challenge(Event.Challenge e) {
        return Visible.write(notice("sign this: "), e.nonce()).ascii('\n');
    }

    @Override
    public Utf8Builder joined(Event.Joined e) {
        Utf8Builder out = Visible.write(notice("joined "), e.room()).ascii("; ");
        people(out, e.count(), e.members());
        if (!e.topic().isEmpty()) {
            Visible.write(out.ascii(". Topic: "), e.topic());
        }
        out.ascii(". ").ascii(e.keeps().inWords());
        if (e.ends() > 0) {
            UtcTime.writeMinute(out.ascii(" It ends, and all in it is erased, at "), e.ends());
            out.ascii('.');
        }
        return out.ascii(e.seq() > 0 ? " /history shows what was said.\n" : "\n");
    }

    @Override
    public Utf8Builder left(Event.Left e) {
        Utf8Builder out = Visible.write(notice("left "), e.room());
        return (e.why() == null ? out : Visible.write(out.ascii(": "), e.why())).ascii('\n');
    }

    @Override
    public Utf8Builder presence(Event.Presence e) {
        Utf8Builder out = new Utf8Builder(SMALL);
        cameOrWent(out, e.joined(), " joined ", e.room());
        cameOrWent(out, e.left(), " left ", e.room());
        if (e.more() > 0) {
            out.ascii("* and ").number(e.more()).ascii(" more came or went; ");
            Visible.write(out.number(e.count()).ascii(" are in "), e.room()).ascii('\n');
        }
        return out;
    }

    private static void cameOrWent(Utf8Builder out, List<String> nicks, String verb, String room) {
        if (!nicks.isEmpty()) {
            names(out.ascii("* "), nicks).ascii(verb);
            Visible.write(out, room).ascii('\n');
        }
    }

    @Override
    public Utf8Builder renamed(Event.Renamed e) {
        Utf8Builder out = e.room() == null
                ? notice("you are ")
                : Visible.write(notice(""), e.from()).ascii(" is now ");
        return Visible.write(out, e.to()).ascii('\n');
    }

    @Override
    public Utf8Builder message(Event.Message e) {
        Utf8Builder out = new Utf8Builder(e.text().length() + SMALL);
        Visible.write(out.ascii('['), e.room());
        if (e.replay()) {
            UtcTime.writeMinute(out.ascii(' '), e.at());
        }
        Visible.write(out.ascii(e.action() ? "] * " : "] "), e.from());
        return lines(out.ascii(e.action() ? " " : ": "), e.text());
    }

    @Override
    public Utf8Builder direct(Event.Direct e) {
        Utf8Builder out = new Utf8Builder(e.text().length() + SMALL).ascii('[');
        Visible.write(out, e.from()).ascii(" -> ");
        Visible.write(out, e.to());
        if (e.mail() > 0) {
            UtcTime.writeMinute(out.ascii(' '), e.at());
        }
        lines(out.ascii("] "), e.text());
        return e.waits() ? Visible.write(out.ascii("* that waits for "), e.to()).ascii('\n') : out;
    }

    @Override
    public Utf8Builder mention(Event.Mention e) {
        Event.Message said = e.said();
        Utf8Builder out = Visible.write(new Utf8Builder(said.text().length() + SMALL).ascii('['), said.room());
        UtcTime.writeMinute(out.ascii(' '), said.at());
        Visible.write(out.ascii(said.action() ? ", mentions you] * " : ", mentions you] "), said.from());
        return lines(out.ascii(said.action() ? " " : ": "), said.text());
    }

    @Override
    public Utf8Builder topic(Event.Topic e) {
        Utf8Builder out = Visible.write(notice("topic of "), e.room()).ascii(": ");
        Visible.write(out, e.topic().isEmpty() ? "(none)" : e.topic());
        if (e.by() != null) {
            Visible.write(out.ascii(" (set by "), e.by()).ascii(')');
        }
        return out.ascii('\n');
    }

    @Override
    public Utf8Builder board(Event.Board e) {
        Utf8Builder out = Visible.write(notice("board of "), e.room());
        if (e.by() == null) {
            return out.ascii(": (empty)\n");
        }
        UtcTime.writeMinute(Visible.write(out.ascii(" ("), e.by()).ascii(' '), e.at());
        return lines(out.ascii("): "), e.text());
    }

    @Override
    public Utf8Builder members(Event.Members e) {
        Utf8Builder out = Visible.write(notice(""), e.room()).ascii(": ");
        people(out, e.count(), e.here());
        if (!e.away().isEmpty()) {
            names(out.ascii("; away: "), e.away());
        }
        return out.ascii('\n');
    }

    @Override
    public Utf8Builder rooms(Event.Rooms e) {
        Utf8Builder out = new Utf8Builder(SMALL * (1 + e.rooms().size()));
        if (e.rooms().isEmpty()) {
            out.ascii("* no rooms; /create NAME makes one\n");
        }
        for (Event.RoomLine r : e.rooms()) {
            Visible.write(out.ascii("* "), r.room()).ascii(" (").number(r.members());
            out.ascii(" here, keeps ").ascii(r.keeps().toString()).ascii(')');
            if (!r.topic().isEmpty()) {
                Visible.write(out.ascii(": "), r.topic());
            }
            out.ascii('\n');
        }
        if (e.more()) {
            String last = e.rooms().get(e.rooms().size() - 1).room();
            Visible.write(out.ascii("* /rooms "), last).ascii(" shows more\n");
        }
        return out;
    }

    @Override
    public Utf8Builder history(Event.History e) {
        if (e.from() == 0) {
            return Visible.write(notice("nothing is kept of "), e.room()).ascii('\n');
        }
        Utf8Builder out =
                Visible.write(notice("that was "), e.room()).ascii(" from ").number(e.from());
        return out.ascii(" to ").number(e.to()).ascii(e.more() ? "; there is more before\n" : "\n");
    }

    @Override
    public Utf8Builder created(Event.Created e) {
        Utf8Builder out = Visible.write(notice("created "), e.room()).ascii(". ");
        out.ascii(e.keeps().inWords()).ascii(" /join ");
        return Visible.write(out, e.room()).ascii(" enters it.\n");
    }

    @Override
    public Utf8Builder behind(Event.Behind e) {
        Utf8Builder out = notice("you are ").number(e.by()).ascii(" messages behind in ");
        return Visible.write(out, e.room()).ascii('\n');
    }

    @Override
    public Utf8Builder missed(Event.Missed e) {
        Utf8Builder out = notice("you missed ").number(e.missed()).ascii(" messages of ");
        Visible.write(out, e.room()).ascii(" (").number(e.from());
        return out.ascii(" to ").number(e.to()).ascii("); they are gone\n");
    }

    @Override
    public Utf8Builder notice(Event.Notice e) {
        Utf8Builder out = notice("");
        return lines(e.room() == null ? out : Visible.write(out, e.room()).ascii(": "), e.text());
    }

    @Override
    public Utf8Builder pong(Event.Pong e) {
        return e.id() == null
                ? notice("pong\n")
                : Visible.write(notice("pong "), e.id()).ascii('\n');
    }

    @Override
    public Utf8Builder help(Event.Help e) {
        Utf8Builder out = new Utf8Builder(SMALL * 8);
        e.lines().forEach(line -> Visible.write(out.ascii("* "), line).ascii('\n'));
        return out;
    }

    /** The one text that is given back raw, since it goes to nobody but whoever wrote it. */
    @Override
    public Utf8Builder echo(Event.Echo e) {
        return new Utf8Builder(e.text().length() + 1).text(e.text()).ascii('\n');
    }

    @Override
    public Utf8Builder refused(Event.Refused e) {
        return Visible.write(new Utf8Builder(SMALL).ascii("! "), e.refusal().text())
                .ascii('\n');
    }

    @Override
    public Utf8Builder bye(Event.Bye e) {
        return Visible.write(notice(""), e.why()).ascii('\n');
    }

    private static Utf8Builder notice(String words) {
        return new Utf8Builder(SMALL).ascii("* ").ascii(words);
    }

    private static void people(Utf8Builder out, int count, List<String> some) {
        names(out.number(count).ascii(some.isEmpty() ? " here" : " here: "), some);
        if (count > some.size()) {
            out.ascii(" and ").number(count - some.size()).ascii(" more");
        }
    }

    private static Utf8Builder names(Utf8Builder out, List<String> nicks) {
        String comma = "";
        for (String nick : nicks) {
            Visible.write(out.ascii(comma), nick);
            comma = ", ";
        }
        return out;
    }

    /** Ends {@code out}, which is the prefix so far, with the text, and repeats the prefix before each further line of it. */
    private static Utf8Builder lines(Utf8Builder out, String text) {
        int prefix = out.size();
        int end = text.endsWith("\n") ? text.length() - 1 : text.length();
        int begin = 0;
        for (int line = 1; line < MOST_LINES; line++) {
            int feed = text.indexOf('\n', begin);
            if (feed < 0 || feed >= end) {
                break;
            }
            line(out, text, begin, feed).again(prefix);
            begin = feed + 1;
        }
        return line(out, text, begin, end);
    }

    private static Utf8Builder line(Utf8Builder out, String text, int from, int to) {
        boolean cr = to > from && text.charAt(to - 1) == '\r';
        return Visible.write(out, text, from, cr ? to - 1 : to).ascii('\n');
    }
}

package thiscord.hub.room;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import thiscord.hub.moderation.RuleKeeper;
import thiscord.protocol.Event;
import thiscord.protocol.Names;

/**
 * Looks for {@code @nick} in what is said in a room, and tells of those who are not there but might be. Lives on the room's
 * loop.
 */
final class Mentions {
    /** So many nicks of one message are looked at. */
    static final int MOST = 20;

    private final long room;
    private final RuleKeeper keeper;
    private final Attendance attendance;
    private final Strays strays;
    private final MentionObserver observer;

    Mentions(long room, RuleKeeper keeper, Attendance attendance, Strays strays, MentionObserver observer) {
        this.room = room;
        this.keeper = keeper;
        this.attendance = attendance;
        this.strays = strays;
        this.observer = observer;
    }

    /** The newest messages of a room that opens, oldest first: who said them was here. */
    void opened(List<Event.Message> recent) {
        recent.forEach(message -> strays.went(message.from()));
    }

    /** A message was stored and shown. */
    void look(Event.Message said) {
        if (said.text().indexOf('@') < 0) {
            return;
        }
        List<String> strayed = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String nick : in(said.text())) {
            if (attendance.find(nick) == null && keeper.bars(nick, "", said.at()) == null) {
                (strays.has(nick) ? strayed : others).add(nick);
            }
        }
        if (!strayed.isEmpty() || !others.isEmpty()) {
            observer.mentioned(room, said, strayed, others);
        }
    }

    /**
     * What may be a nick: the longest run of its characters after an {@code @} that is not inside a word, and the same
     * without the dots and dashes that end a sentence. {@code @alice@example.org} is an address.
     */
    static Set<String> in(String text) {
        Set<String> found = new LinkedHashSet<>();
        for (int at = text.indexOf('@'); at >= 0 && found.size() < MOST; at = text.indexOf('@', at + 1)) {
            if (at == 0 || !inName(text.codePointBefore(at))) {
                int end = at + 1;
                while (end < text.length() && inName(text.codePointAt(end))) {
                    end += Character.charCount(text.codePointAt(end));
                }
                if (end == text.length() || text.charAt(end) != '@') {
                    add(found, text.substring(at + 1, end));
                }
            }
        }
        return found;
    }

    private static void add(Set<String> found, String run) {
        int end = run.length();
        while (end > 0 && (run.charAt(end - 1) == '.' || run.charAt(end - 1) == '-')) {
            end--;
        }
        for (String nick : List.of(run, run.substring(0, end))) {
            if (Names.checkNick(nick) == null) {
                found.add(nick);
            }
        }
    }

    private static boolean inName(int c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || c == '_'
                || c == '-'
                || c == '.'
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }
}

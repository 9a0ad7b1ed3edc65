package thiscord.hub.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import thiscord.protocol.Event;

/** Comings and goings gathered into one event; who came and went in between is not told. Bounded by its caller's room. */
final class PresenceBatch {
    private final Set<String> came = new LinkedHashSet<>();
    private final Set<String> went = new LinkedHashSet<>();

    boolean isEmpty() {
        return came.isEmpty() && went.isEmpty();
    }

    void add(String nick, boolean here) {
        Set<String> other = here ? went : came;
        if (!other.remove(nick)) {
            (here ? came : went).add(nick);
        }
    }

    Event take(String room, int count) {
        List<String> joined = some(came);
        List<String> left = some(went);
        int more = came.size() + went.size() - joined.size() - left.size();
        came.clear();
        went.clear();
        return new Event.Presence(room, joined, left, more, count);
    }

    private static List<String> some(Set<String> nicks) {
        List<String> some = new ArrayList<>();
        for (String nick : nicks) {
            if (some.size() == Event.Joined.MAX_MEMBERS_LISTED) {
                break;
            }
            some.add(nick);
        }
        return some;
    }
}

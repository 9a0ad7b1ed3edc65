package thiscord.client;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;

/** That the person is away from the keys, and what named them meanwhile: the newest so many. Guarded by the screen's lock. */
final class Absence {
    private static final int MOST = 100;

    private final ArrayDeque<Event> missed = new ArrayDeque<>();
    private @Nullable String why;
    private long more;

    /** @param words why, or empty */
    void begin(String words) {
        why = words;
    }

    boolean on() {
        return why != null;
    }

    /** In a few words, for the line of what is so; empty if the person is here. */
    String words() {
        String reason = why;
        return reason == null ? "" : reason.isEmpty() ? "away" : "away: " + Visible.line(reason);
    }

    /** That named the person, or was said to nobody else. */
    void hear(Event event) {
        if (why == null) {
            return;
        }
        if (missed.size() == MOST) {
            missed.remove();
            more++;
        }
        missed.add(event);
    }

    /** How many came before those that are kept; ask before {@link #end}. */
    long more() {
        return more;
    }

    /** The person is back: what was missed, oldest first. */
    List<Event> end() {
        List<Event> all = List.copyOf(missed);
        missed.clear();
        more = 0;
        why = null;
        return all;
    }
}

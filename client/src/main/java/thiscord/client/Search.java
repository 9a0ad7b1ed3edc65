package thiscord.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;

/**
 * Looks for words in what a room keeps, a page of its history at a time, from the newest backwards. Plain state; guarded by
 * the screen's lock.
 */
final class Search {
    /** Most pages of {@link Command.History#MOST} messages that are looked through. */
    static final int MOST_PAGES = 10;

    /** Most messages that are shown. */
    static final int MOST_FOUND = 50;

    private final String room;
    private final String wanted;
    private final ArrayDeque<Event.Message> found = new ArrayDeque<>();
    private final List<Event.Message> page = new ArrayList<>();
    private long before;
    private long looked;
    private int pages;
    private boolean more;
    private boolean enough;

    /** @param newest the room's newest seq: what comes after it is talk, not an answer */
    Search(String room, String words, long newest) {
        this.room = room;
        this.wanted = words.toLowerCase(Locale.ROOT);
        this.before = newest + 1;
    }

    /** True if it looks in that room. */
    boolean isIn(String other) {
        return Names.key(room).equals(Names.key(other));
    }

    /** What to ask for next. */
    Command.History next() {
        pages++;
        return new Command.History(room, before, Command.History.MOST, null);
    }

    /** True if it is part of the answer, which is taken and not shown. */
    boolean takes(Event.Message message) {
        boolean ours = message.replay() && message.seq() < before && isIn(message.room());
        if (ours) {
            page.add(message);
        }
        return ours;
    }

    /**
     * A page has ended.
     *
     * @return true if there is another to ask for
     */
    boolean pageEnded(Event.History end) {
        looked += page.size();
        for (int i = page.size() - 1; i >= 0 && !enough; i--) {
            Event.Message message = page.get(i);
            if (message.text().toLowerCase(Locale.ROOT).contains(wanted)
                    || Names.key(message.from()).equals(Names.key(wanted))) {
                found.addFirst(message);
                enough = found.size() == MOST_FOUND;
            }
        }
        page.clear();
        more = end.more();
        before = end.from() > 0 ? end.from() : before;
        return more && end.from() > 0 && !enough && pages < MOST_PAGES;
    }

    /** The newest of what was found, oldest first. */
    List<Event.Message> found() {
        return List.copyOf(found);
    }

    /** In a sentence, what was found where. */
    String summary(@Nullable String trouble) {
        String number = found.isEmpty() ? "nothing" : enough ? "the newest " + found.size() : "" + found.size();
        String where = more || enough ? "the newest " + looked + " messages of " + room : "all that " + room + " keeps";
        String ended = trouble == null ? "" : "; the search ended early: " + trouble;
        return number + " found in " + where + " (" + looked + " read)" + ended;
    }
}

package thiscord.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Names;

/**
 * A room as the person has it before the eyes, or behind another one: what was said last, bounded, and what of it was not
 * shown yet. Guarded by the screen's lock.
 */
final class View {
    /** Most messages that are kept to be shown. */
    static final int MOST_KEPT = 1000;

    private static final int MOST_CHARS = 200_000;

    private final ArrayDeque<Event.Message> kept = new ArrayDeque<>();
    private int chars;
    private String epoch = "";
    private long newest;
    private long entered;
    private long shown;
    private long contextTo;
    private boolean lineDue;

    String name;
    /** How many are here; 0 if not known. */
    int here;

    long unread;
    long mentions;
    /** How many messages are on their way from the log. */
    long behind;
    /** What was typed here and not sent. */
    String draft = "";

    View(String name) {
        this.name = name;
    }

    String key() {
        return Names.key(name);
    }

    /** The room was entered, or entered again after a lost connection. */
    void joined(Event.Joined e) {
        name = e.room();
        here = e.count();
        if (!epoch.equals(e.epoch())) {
            epoch = e.epoch();
            newest = 0;
            shown = 0;
            contextTo = 0;
        }
        entered = e.seq();
    }

    /** The person begins to read it: from where it was left, or from here on. */
    void begin(Event.Joined e, @Nullable ReadMark mark) {
        boolean known = mark != null && mark.epoch().equals(e.epoch());
        if (mark == null) {
            contextTo = e.seq();
        } else if (known) {
            shown = Math.max(shown, Math.min(mark.seq(), e.seq()));
            newest = Math.max(newest, shown);
            lineDue = true;
        }
    }

    /** It was passed over, or is gone. */
    void skip(long seq) {
        newest = Math.max(newest, seq);
        shown = Math.max(shown, seq);
    }

    /** True for a message that came before: it answers {@code /history}. */
    boolean old(Event.Message message) {
        return message.replay() && message.seq() <= newest;
    }

    /** Keeps what was heard. */
    void heard(Event.Message message) {
        newest = Math.max(newest, message.seq());
        behind = message.replay() ? Math.max(0, behind - 1) : 0;
        kept.add(message);
        chars += message.text().length();
        while (kept.size() > MOST_KEPT || chars > MOST_CHARS) {
            chars -= kept.remove().text().length();
        }
    }

    /** The person has left the keys: what comes next is new. */
    void wentAway() {
        lineDue = true;
    }

    /** True if a line is to be drawn before that one; only once. */
    boolean lineBefore(Event.Message message) {
        boolean now = lineDue && shown > 0 && message.seq() > shown;
        lineDue &= !now;
        return now;
    }

    /** It is on the screen now. */
    void showed(Event.Message message) {
        shown = Math.max(shown, message.seq());
    }

    /** It stays behind another room. What was said before the person came is not news. */
    void unseen(boolean uncounted, boolean mention) {
        if (newest <= contextTo) {
            shown = newest;
        } else if (!uncounted) {
            unread++;
            mentions += mention ? 1 : 0;
        }
    }

    /** What was not shown, as far as it is kept. */
    List<Event.Message> unseen() {
        List<Event.Message> unseen = new ArrayList<>();
        kept.stream().filter(message -> message.seq() > shown).forEach(unseen::add);
        return unseen;
    }

    /** The newest of what was shown before. */
    List<Event.Message> seen(int most) {
        List<Event.Message> seen = new ArrayList<>();
        kept.stream().filter(message -> message.seq() <= shown).forEach(seen::add);
        return seen.subList(Math.max(0, seen.size() - most), seen.size());
    }

    /** All of it is on the screen, or was passed over. */
    void allShown() {
        shown = newest;
        unread = 0;
        mentions = 0;
        lineDue = false;
    }

    /** So far it was read by a person, of what was received. */
    ReadMark read(ReadMark received) {
        long seq = Math.max(shown, contextTo);
        return received.epoch().equals(epoch) && received.seq() > seq
                ? new ReadMark(received.room(), epoch, seq)
                : received;
    }

    /** The last message that a search may look for: what comes behind it is talk. */
    long searchableTo() {
        return newest == 0 ? entered : newest;
    }

    long newest() {
        return newest;
    }
}

package thiscord.hub.log;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;

/**
 * An entry of mail whose text is wanted.
 *
 * @param shelf where the message of a mention is, or null
 */
record MailWanted(MailEntry entry, @Nullable Shelf shelf) {
    /** Reads as many as a page holds. */
    static MailPage read(LogReader reader, String to, List<MailWanted> wanted) throws SQLException {
        List<MailPage.Letter> letters = new ArrayList<>();
        int chars = 0;
        for (MailWanted one : wanted) {
            Event.Message said = one.entry.mention() ? one.message(reader) : reader.mail(one.entry.id());
            letters.add(new MailPage.Letter(one.entry.id(), said == null ? null : one.event(said, to)));
            chars += said == null ? 0 : said.text().length();
            if (chars >= MailLog.PAGE_CHARS) {
                break;
            }
        }
        return new MailPage(letters, null);
    }

    private Event event(Event.Message said, String to) {
        return entry.mention()
                ? new Event.Mention(said, entry.id())
                : new Event.Direct(said.from(), to, said.text(), said.at(), said.id(), false, entry.id());
    }

    private Event.@Nullable Message message(LogReader reader) throws SQLException {
        if (shelf == null) {
            return null;
        }
        // Memory first, as LogReaders does it.
        List<Event.Message> found = shelf.fresh(entry.seq() - 1, entry.seq(), 1, true);
        if (found.isEmpty()) {
            LogReaders.Bounded one = new LogReaders.Bounded(1);
            reader.after(shelf, entry.seq() - 1, entry.seq(), one);
            found = one.messages;
        }
        return found.isEmpty() ? null : found.get(0);
    }
}

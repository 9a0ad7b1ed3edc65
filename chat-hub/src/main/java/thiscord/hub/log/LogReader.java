package thiscord.hub.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;

/** One connection that reads pages of messages, and mail. For one thread. */
final class LogReader implements AutoCloseable {
    private static final String BODIES =
            "select p.body from page_index i join page p on p.id = i.page where i.room = ?1 and ";

    private final Connection sql;
    private final PreparedStatement after;
    private final PreparedStatement before;
    private final PreparedStatement mail;

    LogReader(Connection sql) throws SQLException {
        this.sql = sql;
        this.after = sql.prepareStatement(BODIES + "i.last > ?2 order by i.last");
        // From the page that holds the seq before, which may end after it: one statement, so one snapshot.
        this.before = sql.prepareStatement(BODIES
                + "i.last <= coalesce((select min(last) from page_index where room = ?1 and last >= ?2 - 1), ?2)"
                + " order by i.last desc");
        this.mail = sql.prepareStatement("select body from mail_body where id = ?1");
    }

    /** Adds messages with {@code after < seq <= upTo}, oldest first, until that is enough. */
    void after(Shelf shelf, long seq, long upTo, LogReaders.Bounded found) throws SQLException {
        if (seq >= upTo) {
            return;
        }
        after.setLong(1, shelf.id);
        after.setLong(2, seq);
        try (ResultSet r = after.executeQuery()) {
            while (!found.full() && r.next()) {
                for (Event.Message m : messages(shelf, r)) {
                    if (m.seq() > seq && m.seq() <= upTo) {
                        found.add(m);
                    }
                }
            }
        }
    }

    /** Adds messages with {@code seq < before}, newest first, until that is enough. */
    void before(Shelf shelf, long seq, LogReaders.Bounded found) throws SQLException {
        before.setLong(1, shelf.id);
        before.setLong(2, seq);
        try (ResultSet r = before.executeQuery()) {
            while (!found.full() && r.next()) {
                addBackwards(messages(shelf, r), seq, found);
            }
        }
    }

    /** What a direct message says that waits, in no room; null if it does not any more. */
    Event.@Nullable Message mail(long id) throws SQLException {
        mail.setLong(1, id);
        try (ResultSet r = mail.executeQuery()) {
            return r.next() ? new MessageBytes.Entries(r.getBytes(1), true).message("") : null;
        }
    }

    private static void addBackwards(List<Event.Message> page, long seq, LogReaders.Bounded found) {
        for (int i = page.size() - 1; i >= 0; i--) {
            if (page.get(i).seq() < seq) {
                found.add(page.get(i));
            }
        }
    }

    private static List<Event.Message> messages(Shelf shelf, ResultSet r) throws SQLException {
        List<Event.Message> messages = new ArrayList<>();
        MessageBytes.Entries in = new MessageBytes.Entries(r.getBytes(1), true);
        while (in.more()) {
            messages.add(in.message(shelf.name));
        }
        return messages;
    }

    @Override
    public void close() throws SQLException {
        sql.close();
    }
}

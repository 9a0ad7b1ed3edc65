package thiscord.hub.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import thiscord.protocol.Event;

/** Pages of messages, written through the writer's connection, inside its transactions. For the writer's thread. */
final class LogPages {
    /** A page is full with so many bytes of messages. */
    static final int PAGE_BYTES = 32 * 1024;

    /** A room's last page is written anew, with what comes next, while it is smaller than that. */
    private static final int SMALL_BYTES = 8 * 1024;

    private final PreparedStatement addPage;
    private final PreparedStatement addIndex;
    private final PreparedStatement newestPage;
    private final PreparedStatement oldestPages;
    private final PreparedStatement body;
    private final PreparedStatement removePage;
    private final PreparedStatement removeIndex;
    private final PreparedStatement bounds;
    private final PreparedStatement dateBack;
    private final MessageBytes bytes = new MessageBytes();
    private long nextPage;

    LogPages(Connection sql) throws SQLException {
        addPage = sql.prepareStatement("insert into page values (?, ?)");
        addIndex = sql.prepareStatement("insert into page_index values (?, ?, ?, ?, ?, ?)");
        String entry = "select last, first, until, bytes, page from page_index where room = ?";
        newestPage = sql.prepareStatement(entry + " order by last desc limit 1");
        oldestPages = sql.prepareStatement(entry + " order by last limit ?");
        body = sql.prepareStatement("select body from page where id = ?");
        removePage = sql.prepareStatement("delete from page where id = ?");
        removeIndex = sql.prepareStatement("delete from page_index where room = ? and last = ?");
        bounds = sql.prepareStatement("update room set first = ?, last = ? where id = ?");
        dateBack = sql.prepareStatement("update page_index as p set until = min(?1, coalesce((select min(l.until)"
                + " from page_index l where l.room = p.room and l.last > p.last), ?1)) where room = ?2 and until > ?3");
        nextPage = LogSchema.number(sql, "select max(id) from page") + 1;
    }

    /**
     * What the index says of a page.
     *
     * @param until when its newest message was said
     */
    record Entry(long last, long first, long until, int bytes, long page) {}

    /** Writes messages that come after all that is in the room's pages. */
    void add(Shelf shelf, List<Event.Message> messages) throws SQLException {
        List<Event.Message> all = new ArrayList<>();
        newestPage.setLong(1, shelf.id);
        List<Entry> newest = entries(newestPage);
        if (!newest.isEmpty() && newest.get(0).bytes() < SMALL_BYTES) {
            all.addAll(read(shelf, newest.get(0)));
            remove(shelf, newest.get(0));
        }
        all.addAll(messages);
        write(shelf, all);
        bounds(shelf, shelf.first(), all.get(all.size() - 1).seq());
    }

    private void write(Shelf shelf, List<Event.Message> messages) throws SQLException {
        bytes.page();
        long first = 0;
        long until = Long.MIN_VALUE;
        for (int i = 0; i < messages.size(); i++) {
            Event.Message m = messages.get(i);
            first = bytes.size() == 0 ? m.seq() : first;
            until = Math.max(until, m.at());
            bytes.message(m);
            if (bytes.size() >= PAGE_BYTES || i == messages.size() - 1) {
                insert(shelf, new Entry(m.seq(), first, until, bytes.size(), nextPage++), bytes.blob());
                bytes.page();
                until = Long.MIN_VALUE;
            }
        }
    }

    private void insert(Shelf shelf, Entry entry, byte[] blob) throws SQLException {
        addPage.setLong(1, entry.page());
        addPage.setBytes(2, blob);
        addPage.executeUpdate();
        addIndex.setLong(1, shelf.id);
        addIndex.setLong(2, entry.last());
        addIndex.setLong(3, entry.first());
        addIndex.setLong(4, entry.until());
        addIndex.setInt(5, entry.bytes());
        addIndex.setLong(6, entry.page());
        addIndex.executeUpdate();
        shelf.changed(entry.bytes());
    }

    /** The room's oldest pages. */
    List<Entry> oldest(Shelf shelf, int most) throws SQLException {
        oldestPages.setLong(1, shelf.id);
        oldestPages.setInt(2, most);
        return entries(oldestPages);
    }

    private static List<Entry> entries(PreparedStatement query) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (ResultSet r = query.executeQuery()) {
            while (r.next()) {
                entries.add(new Entry(r.getLong(1), r.getLong(2), r.getLong(3), r.getInt(4), r.getLong(5)));
            }
        }
        return entries;
    }

    List<Event.Message> read(Shelf shelf, Entry entry) throws SQLException {
        List<Event.Message> messages = new ArrayList<>();
        body.setLong(1, entry.page());
        try (ResultSet r = body.executeQuery()) {
            if (!r.next()) {
                throw new DamagedException("page " + entry.page() + " of room " + shelf.id + " is missing");
            }
            MessageBytes.Entries in = new MessageBytes.Entries(r.getBytes(1), true);
            while (in.more()) {
                messages.add(in.message(shelf.name));
            }
        }
        return messages;
    }

    void remove(Shelf shelf, Entry entry) throws SQLException {
        removeIndex.setLong(1, shelf.id);
        removeIndex.setLong(2, entry.last());
        removeIndex.executeUpdate();
        removePage.setLong(1, entry.page());
        removePage.executeUpdate();
        shelf.changed(-entry.bytes());
    }

    /**
     * Pages that say they are of the future were written while the clock was ahead: they count as of now, and as no newer than
     * what was said after them.
     */
    void dateBack(Shelf shelf, long now) throws SQLException {
        dateBack.setLong(1, now);
        dateBack.setLong(2, shelf.id);
        dateBack.setLong(3, now);
        dateBack.executeUpdate();
    }

    /** Writes a page anew, without its messages before {@code keptFrom}. */
    void cut(Shelf shelf, Entry entry, List<Event.Message> messages, long keptFrom) throws SQLException {
        remove(shelf, entry);
        write(shelf, messages.stream().filter(m -> m.seq() >= keptFrom).toList());
    }

    /** Says which seqs the room's pages hold. */
    void bounds(Shelf shelf, long first, long last) throws SQLException {
        bounds.setLong(1, first);
        bounds.setLong(2, last);
        bounds.setLong(3, shelf.id);
        bounds.executeUpdate();
    }
}

package thiscord.hub.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Keeps;

/** The writer's connection: rooms, the two journals, and transactions around what {@link LogPages} and {@link
 * MailRows} write. */
final class LogFile implements AutoCloseable {
    /** All that the journals hold, in the order in which it was stored. */
    static final String JOURNALS = "select n, body from journal_0 union all select n, body from journal_1 order by n";

    private final Connection sql;
    private final PreparedStatement[] journal = new PreparedStatement[2];
    private final LogPages pages;
    private final MailRows mail;
    private final OutboxRows outbox;

    private LogFile(Connection sql) throws SQLException {
        this.sql = sql;
        this.journal[0] = sql.prepareStatement("insert into journal_0 values (?, ?)");
        this.journal[1] = sql.prepareStatement("insert into journal_1 values (?, ?)");
        this.pages = new LogPages(sql);
        this.mail = new MailRows(sql);
        this.outbox = new OutboxRows(sql);
    }

    static LogFile open(Path file, Durability durability, LogTuning tuning) throws SQLException {
        Connection sql = LogSchema.connect(file, durability);
        try {
            tuning.onConnect().accept(sql);
            return new LogFile(sql);
        } catch (SQLException e) {
            sql.close();
            throw e;
        }
    }

    LogPages pages() {
        return pages;
    }

    MailRows mail() {
        return mail;
    }

    OutboxRows outbox() {
        return outbox;
    }

    /** Statements of one transaction. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /** All of it or nothing. */
    void inOne(Work work) throws SQLException {
        LogSchema.run(sql, "begin immediate");
        try {
            work.run();
            LogSchema.run(sql, "commit");
        } catch (SQLException | RuntimeException e) {
            rollback(e);
            throw e;
        }
    }

    private void rollback(Exception why) {
        try {
            LogSchema.run(sql, "rollback");
        } catch (SQLException e) {
            // SQLite has rolled back by itself after most errors; the writer opens the file anew after all of them.
            why.addSuppressed(e);
        }
    }

    /** All rooms, with what their pages hold. */
    List<Shelf> rooms() throws SQLException {
        List<Shelf> rooms = new ArrayList<>();
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery(
                        "select id, name, epoch, keeps, first, last, gone,"
                                + " (select coalesce(sum(bytes), 0) from page_index where page_index.room = room.id) from room")) {
            while (r.next()) {
                Keeps keeps = Keeps.parse(r.getString(4));
                if (keeps == null) {
                    throw new DamagedException("room " + r.getLong(1) + " keeps something unknown");
                }
                Shelf shelf =
                        new Shelf(r.getLong(1), r.getString(2), r.getString(3), keeps, r.getLong(5), r.getLong(6));
                shelf.gone = r.getBoolean(7);
                shelf.measured(r.getLong(8));
                shelf.told = shelf.gone;
                rooms.add(shelf);
            }
        }
        return rooms;
    }

    /** Of which house they are; empty if that was never said. */
    String house() throws SQLException {
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("select id from house")) {
            return r.next() ? r.getString(1) : "";
        }
    }

    void setHouse(String house) throws SQLException {
        inOne(() -> {
            LogSchema.run(sql, "delete from house");
            try (PreparedStatement s = sql.prepareStatement("insert into house values (?)")) {
                s.setString(1, house);
                s.execute();
            }
        });
    }

    void addRoom(Shelf shelf) throws SQLException {
        try (PreparedStatement s = sql.prepareStatement("insert or replace into room values (?, ?, ?, ?, ?, ?, 0)")) {
            s.setLong(1, shelf.id);
            s.setString(2, shelf.name);
            s.setString(3, shelf.epoch);
            s.setString(4, shelf.keeps.toString());
            s.setLong(5, shelf.first());
            s.setLong(6, shelf.last());
            s.execute();
        }
    }

    /** From now on its numbers mean other messages than before. */
    void beginEpoch(Shelf shelf, String epoch) throws SQLException {
        try (PreparedStatement s = sql.prepareStatement("update room set epoch = ? where id = ?")) {
            s.setString(1, epoch);
            s.setLong(2, shelf.id);
            s.execute();
        }
        // What was published under the other one is not published again.
        outbox.setRanges(shelf.id, List.of());
        shelf.epoch = epoch;
    }

    void setKeeps(Shelf shelf, Keeps keeps) throws SQLException {
        try (PreparedStatement s = sql.prepareStatement("update room set keeps = ? where id = ?")) {
            s.setString(1, keeps.toString());
            s.setLong(2, shelf.id);
            s.execute();
        }
    }

    /** From now on, also after a restart, the room's messages only wait to be erased. */
    void setGone(Shelf shelf) throws SQLException {
        try (PreparedStatement s = sql.prepareStatement("update room set gone = 1 where id = ?")) {
            s.setLong(1, shelf.id);
            s.execute();
        }
    }

    void removeRoom(Shelf shelf) throws SQLException {
        try (PreparedStatement s = sql.prepareStatement("delete from room where id = ?")) {
            s.setLong(1, shelf.id);
            s.execute();
        }
    }

    /** Stores one group of messages: one commit. */
    void journal(int which, long n, byte[] body) throws SQLException {
        PreparedStatement s = journal[which];
        s.setLong(1, n);
        s.setBytes(2, body);
        s.executeUpdate();
    }

    /** Without a condition, so that SQLite frees, and overwrites, the table's pages as a whole. */
    void clearJournal(int which) throws SQLException {
        LogSchema.run(sql, "delete from journal_" + which);
    }

    /** Deletes what a failed commit may have left. */
    void forgetJournalAfter(long n) throws SQLException {
        for (int which = 0; which < 2; which++) {
            try (PreparedStatement s = sql.prepareStatement("delete from journal_" + which + " where n > ?")) {
                s.setLong(1, n);
                s.execute();
            }
        }
    }

    /** What is done with a message of a journal. */
    @FunctionalInterface
    interface Replay {
        void message(long room, MessageBytes.Entries entries) throws SQLException;
    }

    /** Gives the entries of both journals in the order in which they were stored; the newest row's number, or 0. */
    long replay(Replay replay) throws SQLException {
        long newest = 0;
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery(JOURNALS)) {
            while (r.next()) {
                newest = r.getLong(1);
                MessageBytes.Entries entries = new MessageBytes.Entries(r.getBytes(2), false);
                while (entries.more()) {
                    replay.message(entries.number(), entries);
                }
            }
        }
        return newest;
    }

    /** Pages of the file that hold nothing. */
    long freePages() throws SQLException {
        return LogSchema.number(sql, "pragma freelist_count");
    }

    /** Gives so many of them back to the file system. */
    void giveBack(long number) throws SQLException {
        try (Statement s = sql.createStatement()) {
            s.executeUpdate("pragma incremental_vacuum(" + number + ")");
        }
    }

    /** Writes the WAL into the file and cuts it; false, at once, if a reader was in the way. */
    boolean cutWal() throws SQLException {
        LogSchema.run(sql, "pragma busy_timeout = 0");
        try {
            return LogSchema.number(sql, "pragma wal_checkpoint(truncate)") == 0;
        } finally {
            LogSchema.run(sql, "pragma busy_timeout = " + LogSchema.BUSY_MILLIS);
        }
    }

    @Override
    public void close() throws SQLException {
        sql.close();
    }

    /** Tells this file from another under the same name; null where the system cannot. */
    static @Nullable Object identity(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException("the file is gone");
        }
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}

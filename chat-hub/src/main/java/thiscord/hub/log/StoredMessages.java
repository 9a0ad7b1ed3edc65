package thiscord.hub.log;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.SqliteFile;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Names;

/**
 * What a data folder keeps of rooms, read beside a hub that may be writing it, or without one. Reads in steps, each a
 * short transaction, and holds none while what was read is written elsewhere: the hub never waits, and the memory is
 * that of a step. Blocks; for one thread.
 */
public final class StoredMessages implements AutoCloseable {
    private static final int STEP_PAGES = 8;

    private final Path file;
    private final Connection sql;
    private final @Nullable RoomNames names;

    private StoredMessages(Path file, Connection sql, @Nullable RoomNames names) {
        this.file = file;
        this.sql = sql;
        this.names = names;
    }

    /** Takes what is read, in order. */
    @FunctionalInterface
    public interface Reader {
        void take(Event event) throws IOException;
    }

    /**
     * Opens the messages of a data folder; changes nothing in them.
     *
     * @throws Failure bad configuration, if there are none, or they are damaged or of a newer version
     */
    public static StoredMessages open(Path folder) {
        Path file = folder.resolve(LogSchema.FILE);
        if (!file.toFile().isFile()) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "no hub keeps messages in " + folder + " (there is no " + LogSchema.FILE
                            + "); name its folder with " + DataFolder.OPTION);
        }
        try {
            Connection sql = LogSchema.connectToLook(file);
            try {
                return new StoredMessages(file, sql, RoomNames.read(folder));
            } catch (SQLException | RuntimeException e) {
                sql.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    private static Failure unreadable(Path file, SQLException why) {
        String line = file + " cannot be read (" + why.getMessage()
                + "); "
                + (SqliteFile.isTroubleOfMachine(String.valueOf(why.getMessage()))
                        ? "see that the disk has room and that the file and its folder may be used"
                        : "restore a backup")
                + ", or name another folder with " + DataFolder.OPTION;
        return new Failure(ExitCode.BAD_CONFIGURATION, line, why);
    }

    /**
     * Finds a room by its name.
     *
     * @throws Failure if there is none, or it keeps nothing
     */
    public StoredRoom find(String name) {
        try {
            StoredRoom known = names == null ? newest(name) : names.find(name);
            if (known == null) {
                throw new Failure(
                        ExitCode.UNEXPECTED,
                        "there is no room '" + name + "' in " + file.getParent()
                                + "; thiscord rooms list shows which there are");
            }
            if (!known.keeps().history()) {
                throw new Failure(
                        ExitCode.UNEXPECTED, "'" + known.name() + "' keeps nothing: there is nothing to read");
            }
            return inOne(() -> bounds(known));
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    /** Without a room service in this folder the log's own names count; ids grow, so the highest is the newest. */
    private @Nullable StoredRoom newest(String name) throws SQLException {
        StoredRoom found = null;
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("select id, name, keeps from room where gone = 0 order by id")) {
            while (r.next()) {
                if (Names.key(r.getString(2)).equals(Names.key(name))) {
                    found = RoomNames.room(r);
                }
            }
        }
        return found;
    }

    private StoredRoom bounds(StoredRoom room) throws SQLException {
        long first = 1;
        long last = 0;
        try (PreparedStatement s = sql.prepareStatement("select first, last from room where id = ? and gone = 0")) {
            s.setLong(1, room.id());
            try (ResultSet r = s.executeQuery()) {
                if (!r.next()) {
                    return new StoredRoom(room.id(), room.name(), room.keeps(), 1, 0);
                }
                first = r.getLong(1);
                last = r.getLong(2);
            }
        }
        List<Event.Message> fresh = new ArrayList<>();
        journals(room, last, Long.MAX_VALUE, fresh);
        last = fresh.isEmpty() ? last : fresh.get(fresh.size() - 1).seq();
        if (room.keeps().kind() == Keeps.Kind.COUNT) {
            first = Math.max(first, last - room.keeps().amount() + 1);
        }
        return new StoredRoom(room.id(), room.name(), room.keeps(), first, last);
    }

    /**
     * Gives the messages that were stored when the room was found, oldest first. If all are asked for after some seq and
     * the next ones are gone, an {@link Event.Missed} says which, in place.
     *
     * @param after messages with a greater seq only; 0 for all
     * @param since messages that were said then or later only, in milliseconds since 1970; {@code Long.MIN_VALUE} for all
     * @throws IOException what {@code reader} throws
     */
    public void read(StoredRoom room, long after, long since, Reader reader) throws IOException {
        boolean all = since == Long.MIN_VALUE;
        long done = after > 0 && all ? after : Math.max(after, room.first() - 1);
        while (done < room.last()) {
            List<Event.Message> step = step(room, done, since);
            if (step.isEmpty() && all) {
                reader.take(new Event.Missed(room.name(), done + 1, room.last()));
            }
            if (step.isEmpty()) {
                return;
            }
            for (Event.Message m : step) {
                if (all && m.seq() > done + 1) {
                    reader.take(new Event.Missed(room.name(), done + 1, m.seq() - 1));
                }
                done = m.seq();
                if (m.at() >= since) {
                    reader.take(m);
                }
            }
        }
    }

    private List<Event.Message> step(StoredRoom room, long after, long since) {
        try {
            return inOne(() -> {
                List<Event.Message> found = new ArrayList<>();
                if (pages(room, after, since, found) < STEP_PAGES) {
                    journals(
                            room,
                            found.isEmpty()
                                    ? after
                                    : found.get(found.size() - 1).seq(),
                            room.last(),
                            found);
                }
                return found;
            });
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    private int pages(StoredRoom room, long after, long since, List<Event.Message> found) throws SQLException {
        String query = "select p.body from page_index i join page p on p.id = i.page"
                + " where i.room = ? and i.last > ? and i.until >= ? and i.first <= ? order by i.last limit "
                + STEP_PAGES;
        int pages = 0;
        try (PreparedStatement s = sql.prepareStatement(query)) {
            s.setLong(1, room.id());
            s.setLong(2, after);
            s.setLong(3, since);
            s.setLong(4, room.last());
            try (ResultSet r = s.executeQuery()) {
                for (; r.next(); pages++) {
                    MessageBytes.Entries entries = new MessageBytes.Entries(r.getBytes(1), true);
                    while (entries.more()) {
                        add(entries.message(room.name()), room, after, room.last(), found);
                    }
                }
            }
        }
        return pages;
    }

    private void journals(StoredRoom room, long after, long upTo, List<Event.Message> found) throws SQLException {
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery(LogFile.JOURNALS)) {
            while (r.next()) {
                MessageBytes.Entries entries = new MessageBytes.Entries(r.getBytes(2), false);
                while (entries.more()) {
                    long id = entries.number();
                    Event.Message m = entries.message(room.name());
                    if (id == room.id()) {
                        add(m, room, after, upTo, found);
                    }
                }
            }
        }
    }

    private static void add(Event.Message m, StoredRoom room, long after, long upTo, List<Event.Message> found) {
        if (m.seq() > after && m.seq() >= room.first() && m.seq() <= upTo) {
            found.add(m);
        }
    }

    /** Some reading. */
    @FunctionalInterface
    private interface Look<T> {
        T look() throws SQLException;
    }

    private <T> T inOne(Look<T> look) throws SQLException {
        LogSchema.run(sql, "begin");
        try {
            return look.look();
        } finally {
            LogSchema.run(sql, "rollback");
        }
    }

    @Override
    public void close() {
        try {
            sql.close();
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }
}

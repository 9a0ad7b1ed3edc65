package thiscord.hub.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import thiscord.cli.SqliteFile;
import thiscord.hub.board.KeptBoards;

/**
 * Rooms that a house erased do not come back with an older backup of it: what the folder that is replaced knows of them, ids
 * without names, is carried over, and so is the highest id, so that none is given twice. Blocks.
 */
final class ErasedRooms {
    private static final String ROOMS = "rooms.db";
    private static final String MESSAGES = "messages.db";
    /** Since this version of {@code rooms.db} it is known which house it is of and which rooms were erased. */
    private static final int KNOWN_SINCE = 4;

    private ErasedRooms() {}

    /**
     * Erases from a backup that was unpacked what was erased in the folder that it replaces; nothing if that is of another
     * house, or there is none.
     *
     * @return false if it cannot be known whether a room that was erased comes back
     */
    static boolean carry(Path replaced, Path unpacked) throws IOException {
        if (!Files.exists(replaced.resolve(ROOMS)) || !Files.exists(unpacked.resolve(ROOMS))) {
            return true;
        }
        try (Connection old = open(replaced.resolve(ROOMS), true);
                Connection fresh = open(unpacked.resolve(ROOMS), false)) {
            if (version(old) < KNOWN_SINCE) {
                return false;
            }
            Map<Long, Long> erased = erased(old);
            boolean known = version(fresh) >= KNOWN_SINCE;
            boolean same = known && house(old).equals(house(fresh));
            if (!same && !shareRooms(old, fresh)) {
                return known || erased.isEmpty();
            }
            fresh.setAutoCommit(false);
            for (Map.Entry<Long, Long> one : erased.entrySet()) {
                run(fresh, "delete from room where id = ?", one.getKey());
                if (known) {
                    run(fresh, "delete from audit where room_id = ? and action <> 'deleted'", one.getKey());
                    run(fresh, "insert or ignore into erased values (?, ?)", one.getKey(), one.getValue());
                }
            }
            long last = number(old, "select coalesce(max(seq), 0) from sqlite_sequence where name = 'room'");
            run(
                    fresh,
                    "insert into sqlite_sequence select 'room', 0 where not exists"
                            + " (select 1 from sqlite_sequence where name = 'room')");
            run(fresh, "update sqlite_sequence set seq = max(seq, ?) where name = 'room'", last);
            fresh.commit();
            fresh.setAutoCommit(true);
            run(fresh, "vacuum");
            forget(unpacked.resolve(MESSAGES), erased);
            KeptBoards.forget(unpacked, erased.keySet());
            return true;
        } catch (SQLException e) {
            throw new IOException("which rooms were erased since cannot be found out: " + e.getMessage(), e);
        }
    }

    /** The hub erases what is marked so before it opens a room. */
    private static void forget(Path messages, Map<Long, Long> erased) throws SQLException {
        if (Files.exists(messages)) {
            try (Connection sql = open(messages, false)) {
                for (long id : erased.keySet()) {
                    run(sql, "update room set gone = 1 where id = ?", id);
                }
            }
        }
    }

    private static Connection open(Path file, boolean toRead) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(toRead);
        config.enforceForeignKeys(true);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        return config.createConnection(SqliteFile.url(file));
    }

    private static Map<Long, Long> erased(Connection sql) throws SQLException {
        Map<Long, Long> erased = new LinkedHashMap<>();
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("select room_id, at from erased")) {
            while (r.next()) {
                erased.put(r.getLong(1), r.getLong(2));
            }
        }
        return erased;
    }

    private static String house(Connection sql) throws SQLException {
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("select id from house")) {
            return r.next() ? r.getString(1) : "";
        }
    }

    /** Two files with a room of the same id and moment are of one house, also if one is older than the house's name. */
    private static boolean shareRooms(Connection one, Connection other) throws SQLException {
        try (Statement s = one.createStatement();
                ResultSet r = s.executeQuery("select id, created_at from room")) {
            while (r.next()) {
                String same =
                        "select count(*) from room where id = " + r.getLong(1) + " and created_at = " + r.getLong(2);
                if (number(other, same) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long version(Connection sql) throws SQLException {
        return number(sql, "pragma user_version");
    }

    private static long number(Connection sql, String query) throws SQLException {
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery(query)) {
            return r.next() ? r.getLong(1) : 0;
        }
    }

    private static void run(Connection sql, String statement, long... values) throws SQLException {
        try (PreparedStatement s = sql.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                s.setLong(i + 1, values[i]);
            }
            s.execute();
        }
    }
}

package thiscord.hub.log;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import thiscord.cli.SqliteFile;
import thiscord.protocol.Keeps;
import thiscord.protocol.Names;

/**
 * The rooms of a room service that keeps its file in the same data folder: what they are called now, and which were
 * deleted. Knows three columns of that file. Immutable.
 */
final class RoomNames {
    private static final String FILE = "rooms.db";
    /** "thcR": the file of a room service. */
    private static final int APPLICATION = 0x74686352;

    private final Map<String, StoredRoom> byKey;

    private RoomNames(Map<String, StoredRoom> byKey) {
        this.byKey = byKey;
    }

    /** Null if no room service uses this folder. */
    static @Nullable RoomNames read(Path folder) throws SQLException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(2000);
        try (Connection sql = config.createConnection(SqliteFile.url(file))) {
            if (LogSchema.number(sql, "pragma application_id") != APPLICATION) {
                throw new SQLException("beside it, " + FILE + " is not the file of a room service");
            }
            Map<String, StoredRoom> rooms = new HashMap<>();
            try (Statement s = sql.createStatement();
                    ResultSet r = s.executeQuery("select id, name, keeps from room")) {
                while (r.next()) {
                    rooms.put(Names.key(r.getString(2)), room(r));
                }
            }
            return new RoomNames(rooms);
        }
    }

    /** From a row of id, name and keeps. */
    static StoredRoom room(ResultSet r) throws SQLException {
        Keeps keeps = Keeps.parse(r.getString(3));
        if (keeps == null) {
            throw new DamagedException("room " + r.getLong(1) + " keeps something unknown");
        }
        return new StoredRoom(r.getLong(1), r.getString(2), keeps, 1, 0);
    }

    @Nullable
    StoredRoom find(String name) {
        return byKey.get(Names.key(name));
    }
}

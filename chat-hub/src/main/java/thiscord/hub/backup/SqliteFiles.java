package thiscord.hub.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.sqlite.SQLiteConfig;
import thiscord.cli.Harmless;
import thiscord.cli.SqliteFile;

/** Copies of SQLite files that others write meanwhile. */
final class SqliteFiles {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private static final String OURS = ".db";

    private SqliteFiles() {}

    /**
     * By its name, or else by its first bytes. A file of ours is not opened: the system takes all locks of a process from a
     * file once that closes it anywhere, so a server that looked into its own database would lose what keeps others from
     * cutting its WAL.
     */
    static boolean is(Path file) throws IOException {
        if (file.toString().endsWith(OURS)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    private static Connection look(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5000);
        return config.createConnection(SqliteFile.url(file));
    }

    /**
     * Copies what the file holds at this moment, in one piece; whoever writes it goes on meanwhile. What was deleted from it
     * is not in the copy.
     */
    static void copy(Path from, Path to) throws IOException {
        try (Connection sql = look(from);
                PreparedStatement copy = sql.prepareStatement("vacuum into ?")) {
            copy.setString(1, to.toAbsolutePath().toString());
            copy.execute();
        } catch (SQLException e) {
            throw new IOException("copying " + from.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes nothing to it and runs nothing that is in it.
     *
     * @throws IOException if SQLite finds anything wrong with it, or it has more than tables and indexes: triggers and views are
     *     code of whoever made it
     */
    static void check(Path file) throws IOException {
        try (Connection sql = look(file);
                Statement s = sql.createStatement()) {
            s.execute("pragma trusted_schema = off");
            try (ResultSet r =
                    s.executeQuery("select type, name from sqlite_schema where type not in ('table', 'index')"
                            + " or sql like 'create virtual%' limit 1")) {
                if (r.next()) {
                    throw new IOException(file.getFileName() + " in it has a " + r.getString(1) + " '"
                            + Harmless.line(r.getString(2)) + "', which no backup of ThisCord has");
                }
            }
            try (ResultSet r = s.executeQuery("pragma integrity_check(1)")) {
                if (!r.next() || !r.getString(1).equals("ok")) {
                    throw new IOException(file.getFileName() + " in it is damaged: " + r.getString(1));
                }
            }
        } catch (SQLException e) {
            if (SqliteFile.isTroubleOfMachine(String.valueOf(e.getMessage()))) {
                throw new IOException(file.getFileName() + " in it cannot be checked: " + e.getMessage(), e);
            }
            throw new IOException(file.getFileName() + " in it is damaged: " + e.getMessage(), e);
        }
    }
}

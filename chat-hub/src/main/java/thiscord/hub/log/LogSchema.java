package thiscord.hub.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sqlite.SQLiteConfig;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.OwnersAlone;
import thiscord.cli.SqliteFile;

/** The file of messages and its versions: makes it, checks whose it is, brings an older one up. */
final class LogSchema {
    /** The file's name in the data folder. */
    static final String FILE = "messages.db";

    /** How long a connection waits for another one. */
    static final int BUSY_MILLIS = 2000;

    /** "thcM", in SQLite's header: whose file this is. */
    private static final int APPLICATION = 0x7468634d;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** What brings a file of version i to i + 1; 0 is an empty one. Steps are added, never changed. */
    private static final List<List<String>> STEPS = List.of(
            List.of(
                    "pragma application_id = " + APPLICATION,
                    "create table room (id integer primary key, name text not null, epoch text not null, keeps text"
                            + " not null, first integer not null, last integer not null, gone integer not null) strict",
                    "create table journal_0 (n integer primary key, body blob not null) strict",
                    "create table journal_1 (n integer primary key, body blob not null) strict",
                    "create table page (id integer primary key, body blob not null) strict",
                    "create table page_index (room integer not null, last integer not null, first integer not null,"
                            + " until integer not null, bytes integer not null, page integer not null,"
                            + " primary key (room, last)) strict, without rowid"),
            List.of(
                    "create table mail (id integer primary key autoincrement, recipient text not null,"
                            + " sender text not null, called text, at integer not null, bytes integer not null,"
                            + " room integer not null, seq integer not null) strict",
                    "create table mail_body (id integer primary key, body blob not null) strict"),
            // Of which house the rooms are: no row until that is known.
            List.of("create table house (id text not null) strict"),
            List.of(
                    "create table outbox (room integer not null, first integer not null, last integer not null) strict",
                    "create table demand (id integer primary key, publisher text not null, body blob not null) strict"));

    /** The version that this code writes. */
    static final int VERSION = STEPS.size();

    /** Since this version there is an outbox. */
    static final int WITH_OUTBOX = 4;

    /** Since this version rooms, journals and pages are as they are now. */
    private static final int OLDEST_WITH_ROOMS = 1;

    private LogSchema() {}

    /**
     * Makes the file if it is missing, and sees that it can be used.
     *
     * @throws Failure bad configuration, if it can not be read and written, is damaged, not ours or newer
     */
    static void prepare(Path file, Durability durability) {
        try {
            prepareFile(file);
            try (Connection sql = connect(file, durability)) {
                bringUp(sql, file);
            }
        } catch (IOException | SQLException e) {
            throw wrong(file, "cannot be used (" + e.getMessage() + ")", e);
        }
    }

    static Failure wrong(Path file, String why, Throwable cause) {
        if (SqliteFile.isTroubleOfMachine(String.valueOf(cause.getMessage()))) {
            return new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    file + " " + why + "; see that the disk has room and that the file and its folder may be written",
                    cause);
        }
        return new Failure(
                ExitCode.BAD_CONFIGURATION,
                file + " " + why + "; put a backup in its place, move it away to begin without history, or choose"
                        + " another folder with " + DataFolder.OPTION,
                cause);
    }

    /** A connection that writes; to be closed by the caller. */
    static Connection connect(Path file, Durability durability) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        Connection sql = config.createConnection(SqliteFile.url(file));
        try {
            // The first must come before anything is written to a new file.
            run(sql, "pragma auto_vacuum = incremental");
            run(sql, "pragma journal_mode = wal");
            run(sql, "pragma synchronous = " + (durability == Durability.POWER ? "full" : "normal"));
            run(sql, "pragma secure_delete = on");
            run(sql, "pragma wal_autocheckpoint = 2000");
            run(sql, "pragma journal_size_limit = " + (16 << 20));
            return sql;
        } catch (SQLException e) {
            sql.close();
            throw e;
        }
    }

    /** A connection that reads; to be closed by the caller. */
    static Connection connectToRead(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        Connection sql = config.createConnection(SqliteFile.url(file));
        try {
            run(sql, "pragma query_only = on");
            return sql;
        } catch (SQLException e) {
            sql.close();
            throw e;
        }
    }

    /**
     * A connection that reads beside whoever writes, and changes nothing, not even to bring an older file up; to be closed
     * by the caller.
     *
     * @throws SQLException if the file is not ours, or of a newer version
     */
    static Connection connectToLook(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        Connection sql = config.createConnection(SqliteFile.url(file));
        try {
            if (known(sql) < OLDEST_WITH_ROOMS) {
                throw new SQLException("nothing was written to it yet");
            }
            return sql;
        } catch (SQLException e) {
            sql.close();
            throw e;
        }
    }

    private static void prepareFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, OwnersAlone.file());
        } else if (Files.isDirectory(file) || !Files.isWritable(file) || !Files.isReadable(file)) {
            throw new IOException("no permission to read and write it");
        } else if (Files.size(file) > 0) {
            try (InputStream in = Files.newInputStream(file)) {
                if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                    throw new IOException("it is not a SQLite file");
                }
            }
        }
    }

    private static void bringUp(Connection sql, Path file) throws SQLException {
        int version = known(sql);
        if (number(sql, "pragma page_size") != 4096) {
            throw new SQLException("its pages are not of 4096 bytes");
        }
        for (int step = version; step < VERSION; step++) {
            run(sql, "begin immediate");
            for (String statement : STEPS.get(step)) {
                run(sql, statement);
            }
            run(sql, "pragma user_version = " + (step + 1));
            run(sql, "commit");
        }
        if (number(sql, "pragma auto_vacuum") != 2) {
            throw new SQLException("it cannot give space back");
        }
    }

    /** Sees whose file it is; the version of it, which this code knows. */
    static int known(Connection sql) throws SQLException {
        long application = number(sql, "pragma application_id");
        int version = (int) number(sql, "pragma user_version");
        boolean empty = number(sql, "select count(*) from sqlite_schema") == 0;
        if (application != APPLICATION && !(application == 0 && empty)) {
            throw new SQLException("it is the database of another program");
        }
        if (version > VERSION) {
            throw new SQLException(
                    "it was written by a newer version of ThisCord: it is " + version + ", this one knows " + VERSION);
        }
        return version;
    }

    /** Refuses a file that has other tables than the steps to its version make. */
    static void refuseForeign(Connection sql) throws SQLException {
        int version = known(sql);
        try (Connection fresh = new SQLiteConfig().createConnection("jdbc:sqlite::memory:")) {
            for (List<String> step : STEPS.subList(0, version)) {
                for (String statement : step) {
                    run(fresh, statement);
                }
            }
            if (!tables(fresh).equals(tables(sql))) {
                throw new SQLException("it has other tables than ThisCord makes");
            }
        }
    }

    private static Set<List<String>> tables(Connection sql) throws SQLException {
        Set<List<String>> all = new HashSet<>();
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("select type, name, tbl_name, sql from sqlite_schema")) {
            while (r.next()) {
                all.add(List.of(r.getString(1), r.getString(2), r.getString(3), String.valueOf(r.getString(4))));
            }
        }
        return all;
    }

    static long number(Connection sql, String query) throws SQLException {
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery(query)) {
            return r.next() ? r.getLong(1) : 0;
        }
    }

    static void run(Connection sql, String statement) throws SQLException {
        try (Statement s = sql.createStatement()) {
            s.execute(statement);
        }
    }
}

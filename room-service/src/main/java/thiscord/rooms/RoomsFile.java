package thiscord.rooms;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.OwnersAlone;
import thiscord.cli.SqliteFile;
import thiscord.rooms.RoomStore.StoreFailure;

/**
 * The one SQLite file of the room service (WAL, synced at each commit, deleted content overwritten) and the one connection to
 * it. Each group of tables has a class of its own that is given this file: {@link SqliteRoomStore} has the rooms. The tables
 * themselves are steps of {@link RoomsSchema}.
 *
 * <p>Thread-safe: one lock is held for the whole of a transaction or of a query, and nothing else is locked under it.
 */
final class RoomsFile implements AutoCloseable {
    /** The file's name in the data folder. */
    static final String NAME = "rooms.db";

    private static final int BUSY_MILLIS = 2000;
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private static final Logger LOG = System.getLogger("thiscord.rooms");

    private final ReentrantLock one = new ReentrantLock();
    private final Connection sql;
    private boolean unsettled;
    private boolean told;

    private RoomsFile(Connection sql) {
        this.sql = sql;
    }

    /**
     * Opens the file of a data folder, or makes it; brings its tables up to this version.
     *
     * @throws Failure bad configuration, if it can not be read, is damaged, is not ours or of a newer version
     */
    static RoomsFile open(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            prepare(file);
            Connection sql = config().createConnection(SqliteFile.url(file));
            RoomsFile opened = new RoomsFile(sql);
            try {
                opened.check(file);
                return opened;
            } catch (SQLException | RuntimeException e) {
                sql.close();
                throw e;
            }
        } catch (IOException | SQLException | StoreFailure e) {
            throw wrong(file, "cannot be used (" + e.getMessage() + ")", e);
        }
    }

    private static Failure wrong(Path file, String why, Throwable cause) {
        return new Failure(
                ExitCode.BAD_CONFIGURATION,
                file + " " + why + "; move it away, or choose another folder with " + DataFolder.OPTION,
                cause);
    }

    /** Makes an empty file for its owner alone; refuses one that SQLite would not know. */
    private static void prepare(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, OwnersAlone.file());
        } else if (!Files.isWritable(file) || !Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IOException("no permission to read and write it");
        } else if (Files.size(file) > 0) {
            try (InputStream in = Files.newInputStream(file)) {
                if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                    throw new IOException("it is not a SQLite file");
                }
            }
        }
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        return config;
    }

    private void check(Path file) throws SQLException {
        long application = number("pragma application_id");
        int version = (int) number("pragma user_version");
        long tables = number("select count(*) from sqlite_schema");
        int newest = RoomsSchema.version();
        if (application == RoomsSchema.APPLICATION && version > newest) {
            throw wrong(
                    file, "was written by a newer version (" + version + ", this one knows " + newest + ")", none());
        }
        if (application != RoomsSchema.APPLICATION && (application != 0 || version != 0 || tables > 0)) {
            throw wrong(file, "is the database of another program", none());
        }
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("pragma quick_check(1)")) {
            if (!r.next() || !r.getString(1).equals("ok")) {
                throw new SQLException("it is damaged: " + r.getString(1));
            }
        }
        for (int next = version + 1; next <= newest; next++) {
            int step = next;
            inOne(() -> {
                for (String statement : RoomsSchema.step(step)) {
                    run(statement);
                }
                run("pragma user_version = " + step);
            });
        }
    }

    private static Throwable none() {
        return new IllegalStateException("refused by its header");
    }

    /** The number that a query answers with, 0 if it finds none. */
    long number(String query) {
        long[] found = new long[1];
        each(query, row -> found[0] = row.getLong(1));
        return found[0];
    }

    /** Statements of one transaction. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /**
     * Carries out all statements or none; they are on disk when it returns.
     *
     * @throws StoreFailure if they could not be stored
     */
    void inOne(Work work) {
        one.lock();
        try {
            sql.setAutoCommit(false);
            try {
                work.run();
                sql.commit();
            } catch (SQLException | RuntimeException e) {
                undo(e);
                throw e;
            }
            sql.setAutoCommit(true);
        } catch (SQLException e) {
            throw new StoreFailure("writing " + NAME, e);
        } finally {
            one.unlock();
        }
    }

    /** On a full disk SQLite itself may have ended the transaction; what failed first is what counts. */
    private void undo(Exception first) {
        try {
            sql.rollback();
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
        try {
            sql.setAutoCommit(true);
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }

    /** One statement of the transaction that {@link #inOne} is in. */
    void run(String statement, Object... values) throws SQLException {
        try (PreparedStatement s = prepared(statement, values)) {
            s.execute();
        }
    }

    private PreparedStatement prepared(String statement, Object... values) throws SQLException {
        PreparedStatement s = sql.prepareStatement(statement);
        for (int i = 0; i < values.length; i++) {
            s.setObject(i + 1, values[i]);
        }
        return s;
    }

    /** Something done with each row; must not come back to the file. */
    @FunctionalInterface
    interface EachRow {
        void of(ResultSet row) throws SQLException;
    }

    /**
     * Does it with each row that a query finds.
     *
     * @throws StoreFailure if they could not be read
     */
    void each(String query, EachRow work, Object... values) {
        one.lock();
        try (PreparedStatement s = prepared(query, values);
                ResultSet rows = s.executeQuery()) {
            while (rows.next()) {
                work.of(rows);
            }
        } catch (SQLException e) {
            throw new StoreFailure("reading " + NAME, e);
        } finally {
            one.unlock();
        }
    }

    /**
     * Moves all into the file itself and empties the WAL, so that what was overwritten is nowhere any more. Does not wait for
     * another program that reads the file.
     *
     * @return false if one does, so that it is to be tried again
     */
    boolean settle() {
        boolean[] settled = new boolean[1];
        one.lock();
        try {
            each("pragma busy_timeout = 0", row -> {});
            try {
                each("pragma wal_checkpoint(truncate)", row -> settled[0] = row.getLong(1) == 0);
            } finally {
                each("pragma busy_timeout = " + BUSY_MILLIS, row -> {});
            }
        } finally {
            one.unlock();
        }
        return settled[0];
    }

    /** Something was replaced or deleted whose old content is to be nowhere in the files: {@link #settle} now, or when it can be. */
    void settleSoon() {
        one.lock();
        try {
            unsettled = true;
            settleWhatWaits();
        } finally {
            one.unlock();
        }
    }

    /** Tries again what {@link #settleSoon} could not do; a failure is logged once. To be called every second or so. */
    void settleWhatWaits() {
        one.lock();
        try {
            unsettled = unsettled && !settle();
            told = false;
        } catch (StoreFailure e) {
            if (!told) {
                LOG.log(
                        Level.WARNING,
                        "what was erased is still in the files, tried again until it is not: " + e.getMessage());
            }
            told = true;
        } finally {
            one.unlock();
        }
    }

    @Override
    public void close() {
        one.lock();
        try {
            sql.close();
        } catch (SQLException e) {
            throw new StoreFailure("closing " + NAME, e);
        } finally {
            one.unlock();
        }
    }
}

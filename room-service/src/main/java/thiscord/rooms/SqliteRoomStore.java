package thiscord.rooms;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Keeps;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.Access;

/**
 * Rooms in one SQLite file (WAL, synced at each commit, deleted content overwritten). Names are compared by the table, not
 * here, because the rules of Unicode change with the JDK. Used by one thread at a time.
 */
final class SqliteRoomStore implements RoomStore {
    /** The file's name in the data folder. */
    static final String FILE = "rooms.db";
    /** Raised with each change of the tables; older ones are brought up step by step. */
    static final int SCHEMA = 2;

    /** "thcR", in SQLite's header: whose file this is. */
    private static final int APPLICATION = 0x74686352;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private static final List<String> TABLES = List.of(
            "create table room (id integer primary key autoincrement, name text not null, topic text not null,"
                    + " keeps text not null, created_by text not null, created_at integer not null) strict",
            "create table member (room_id integer not null references room (id) on delete cascade,"
                    + " nick text not null, primary key (room_id, nick)) strict, without rowid",
            "pragma application_id = " + APPLICATION,
            "pragma user_version = 1");

    /** From version 1 to 2: rules of rooms, and what is decided about people; who made a room becomes its owner. */
    private static final List<String> RULES = List.of(
            "alter table room add column access text not null default 'public'",
            "alter table room add column locked integer not null default 0",
            "alter table room add column slow_seconds integer not null default 0",
            "create table standing (room_id integer not null references room (id) on delete cascade,"
                    + " nick text not null, role text not null,"
                    + " banned_until integer not null, banned_by text not null, banned_why text not null,"
                    + " muted_until integer not null, muted_by text not null, muted_why text not null,"
                    + " primary key (room_id, nick)) strict, without rowid",
            "insert into standing select id, created_by, 'owner', 0, '', '', 0, '', '' from room",
            "pragma user_version = 2");

    private final Connection sql;

    private SqliteRoomStore(Connection sql) {
        this.sql = sql;
    }

    /**
     * Opens the file of a data folder, or makes it.
     *
     * @throws Failure bad configuration, if it can not be read, is damaged, is not ours or of a newer version
     */
    static SqliteRoomStore open(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            prepare(file);
            Connection sql = config().createConnection("jdbc:sqlite:" + file.toAbsolutePath());
            try {
                check(sql, file);
                return new SqliteRoomStore(sql);
            } catch (SQLException | RuntimeException e) {
                sql.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
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
            Files.createFile(file);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
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
        config.setBusyTimeout(2000);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        return config;
    }

    private static void check(Connection sql, Path file) throws SQLException {
        long application = number(sql, "pragma application_id");
        long version = number(sql, "pragma user_version");
        long tables = number(sql, "select count(*) from sqlite_schema");
        if (application == APPLICATION && version > SCHEMA) {
            throw wrong(
                    file, "was written by a newer version (" + version + ", this one knows " + SCHEMA + ")", none());
        }
        if (application != APPLICATION && (application != 0 || version != 0 || tables > 0)) {
            throw wrong(file, "is the database of another program", none());
        }
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("pragma quick_check(1)")) {
            if (!r.next() || !r.getString(1).equals("ok")) {
                throw new SQLException("it is damaged: " + r.getString(1));
            }
        }
        if (application == 0) {
            step(sql, TABLES);
        }
        if (application == 0 || version == 1) {
            step(sql, RULES);
        }
    }

    /** All statements or none. */
    private static void step(Connection sql, List<String> statements) throws SQLException {
        inOne(sql, () -> {
            for (String one : statements) {
                run(sql, one);
            }
        });
    }

    private static Throwable none() {
        return new IllegalStateException("refused by its header");
    }

    private static long number(Connection sql, String query) throws SQLException {
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery(query)) {
            return r.next() ? r.getLong(1) : 0;
        }
    }

    private static void run(Connection sql, String statement, Object... values) throws SQLException {
        try (PreparedStatement s = sql.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                s.setObject(i + 1, values[i]);
            }
            s.execute();
        }
    }

    /** Statements of one transaction. */
    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    private static void inOne(Connection sql, Work work) throws SQLException {
        sql.setAutoCommit(false);
        try {
            work.run();
            sql.commit();
        } catch (SQLException | RuntimeException e) {
            undo(sql, e);
            throw e;
        }
        sql.setAutoCommit(true);
    }

    /** On a full disk SQLite itself may have ended the transaction; what failed first is what counts. */
    private static void undo(Connection sql, Exception first) {
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

    @Override
    public long lastId() {
        try {
            return number(sql, "select seq from sqlite_sequence where name = 'room'");
        } catch (SQLException e) {
            throw new StoreFailure("reading " + FILE, e);
        }
    }

    @Override
    public void load(Consumer<Mutation> table) {
        try {
            Map<Long, RoomRecord> rooms = new LinkedHashMap<>();
            each(
                    "select id, name, topic, keeps, created_by, created_at, access, locked, slow_seconds from room order by id",
                    r -> {
                        RoomRecord room = room(r);
                        rooms.put(room.id(), room);
                        table.accept(new Mutation.Created(room));
                    });
            each("select * from standing order by room_id, nick", r -> {
                Restriction ban = new Restriction(r.getLong(4), r.getString(5), r.getString(6));
                Restriction mute = new Restriction(r.getLong(7), r.getString(8), r.getString(9));
                Standing standing = new Standing(r.getString(2), r.getString(3), ban, mute);
                table.accept(new Mutation.Stood(known(rooms, r.getLong(1)), standing));
            });
            each(
                    "select room_id, nick from member order by room_id, nick",
                    r -> table.accept(new Mutation.Joined(known(rooms, r.getLong(1)), r.getString(2))));
        } catch (SQLException e) {
            throw new StoreFailure("reading " + FILE, e);
        }
    }

    /** Something done with each row. */
    @FunctionalInterface
    private interface EachRow {
        void of(ResultSet row) throws SQLException;
    }

    private void each(String query, EachRow work) throws SQLException {
        try (Statement s = sql.createStatement();
                ResultSet rows = s.executeQuery(query)) {
            while (rows.next()) {
                work.of(rows);
            }
        }
    }

    private static RoomRecord known(Map<Long, RoomRecord> rooms, long id) throws SQLException {
        RoomRecord room = rooms.get(id);
        if (room == null) {
            throw new SQLException("room " + id + " is missing");
        }
        return room;
    }

    private static RoomRecord room(ResultSet r) throws SQLException {
        Keeps keeps = Keeps.parse(r.getString(4));
        Access access = Access.ofWire(r.getString(7));
        if (keeps == null || access == null) {
            throw new SQLException("room " + r.getLong(1) + " keeps something unknown, or is for nobody known");
        }
        return new RoomRecord(
                r.getLong(1),
                r.getString(2),
                r.getString(3),
                keeps,
                r.getString(5),
                r.getLong(6),
                access,
                r.getBoolean(8),
                r.getInt(9));
    }

    @Override
    public void write(List<Mutation> mutations) {
        try {
            inOne(sql, () -> {
                for (Mutation mutation : mutations) {
                    Row row = mutation.accept(ROWS);
                    if (row != null) {
                        run(sql, row.statement(), row.values());
                    }
                }
            });
            if (mutations.stream().anyMatch(Mutation.Deleted.class::isInstance)) {
                run(sql, "pragma wal_checkpoint(truncate)");
            }
        } catch (SQLException e) {
            throw new StoreFailure("writing " + FILE, e);
        }
    }

    @Override
    public void close() {
        try {
            sql.close();
        } catch (SQLException e) {
            throw new StoreFailure("closing " + FILE, e);
        }
    }

    /** A statement and its values. */
    private record Row(String statement, Object... values) {}

    private static final Mutation.Visitor<@Nullable Row> ROWS = new Mutation.Visitor<>() {
        @Override
        public Row created(Mutation.Created m) {
            RoomRecord r = m.room();
            return new Row(
                    "insert into room values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    r.id(),
                    r.name(),
                    r.topic(),
                    r.keeps().toString(),
                    r.createdBy(),
                    r.createdAt(),
                    r.access().wire(),
                    r.locked(),
                    r.slowSeconds());
        }

        @Override
        public Row deleted(Mutation.Deleted m) {
            return new Row("delete from room where id = ?", m.room().id());
        }

        @Override
        public Row topicSet(Mutation.TopicSet m) {
            return new Row(
                    "update room set topic = ? where id = ?",
                    m.topic(),
                    m.room().id());
        }

        @Override
        public Row joined(Mutation.Joined m) {
            return new Row("insert into member values (?, ?)", m.room().id(), m.nick());
        }

        @Override
        public Row left(Mutation.Left m) {
            return new Row(
                    "delete from member where room_id = ? and nick = ?",
                    m.room().id(),
                    m.nick());
        }

        @Override
        public Row ruled(Mutation.Ruled m) {
            RoomRecord r = m.room();
            String all = "update room set access = ?, locked = ?, slow_seconds = ? where id = ?";
            return new Row(all, r.access().wire(), r.locked(), r.slowSeconds(), r.id());
        }

        @Override
        public Row stood(Mutation.Stood m) {
            long room = m.room().id();
            Standing s = m.standing();
            if (s.equals(Standing.none(s.nick()))) {
                return new Row("delete from standing where room_id = ? and nick = ?", room, s.nick());
            }
            Restriction ban = s.ban();
            Restriction mute = s.mute();
            return new Row(
                    "insert or replace into standing values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    room,
                    s.nick(),
                    s.role(),
                    ban.until(),
                    ban.by(),
                    ban.why(),
                    mute.until(),
                    mute.by(),
                    mute.why());
        }

        @Override
        public @Nullable Row expelled(Mutation.Expelled m) {
            return null;
        }
    };
}

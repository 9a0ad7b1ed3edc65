package thiscord.rooms;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Failure;
import thiscord.protocol.Keeps;
import thiscord.protocol.directory.AuditLine;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.Access;
import thiscord.publisher.DurableEvents;

/**
 * Rooms, their members and what is decided about people, in {@link RoomsFile}. Names are compared by the table, not here,
 * because the rules of Unicode change with the JDK. Used by one thread at a time.
 */
final class SqliteRoomStore implements RoomStore {
    private final RoomsFile file;
    private final AuditLog audit;
    private final StoredInvitations invitations;
    private final EventOutbox outbox;

    SqliteRoomStore(RoomsFile file) {
        this.file = file;
        this.audit = new AuditLog(file);
        this.invitations = new StoredInvitations(file);
        this.outbox = new EventOutbox(file);
    }

    /**
     * The rooms of a data folder's file, alone in it.
     *
     * @throws Failure as {@link RoomsFile#open}
     */
    static SqliteRoomStore open(Path folder) {
        return new SqliteRoomStore(RoomsFile.open(folder));
    }

    @Override
    public long lastId() {
        return file.number("select seq from sqlite_sequence where name = 'room'");
    }

    @Override
    public String house() {
        List<String> found = new ArrayList<>();
        file.each("select id from house", r -> found.add(r.getString(1)));
        return found.get(0);
    }

    @Override
    public void load(Consumer<Mutation> table) {
        Map<Long, RoomRecord> rooms = new LinkedHashMap<>();
        file.each(
                "select id, name, topic, keeps, created_by, created_at, access, locked, slow_seconds, ends_at, warned"
                        + " from room order by id",
                r -> {
                    RoomRecord room = room(r);
                    rooms.put(room.id(), room);
                    table.accept(new Mutation.Created(room));
                });
        file.each("select * from standing order by room_id, nick", r -> {
            Restriction ban = new Restriction(r.getLong(4), r.getString(5), r.getString(6));
            Restriction mute = new Restriction(r.getLong(7), r.getString(8), r.getString(9));
            Standing standing = new Standing(r.getString(2), r.getString(3), ban, mute);
            table.accept(new Mutation.Stood(known(rooms, r.getLong(1)), standing));
        });
        file.each(
                "select room_id, nick from member order by room_id, nick",
                r -> table.accept(new Mutation.Joined(known(rooms, r.getLong(1)), r.getString(2))));
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
                r.getInt(9),
                r.getLong(10),
                r.getInt(11));
    }

    @Override
    public void write(List<Mutation> mutations) {
        write(mutations, null, 0);
    }

    @Override
    public List<AuditLine> audit(AuditLog.Question question) {
        return audit.read(question);
    }

    /** What is to be published. */
    EventOutbox outbox() {
        return outbox;
    }

    @Override
    public StoredInvitations invitations() {
        return invitations;
    }

    @Override
    public void write(List<Mutation> mutations, @Nullable Who by, long at) {
        write(mutations, by, at, List.of());
    }

    @Override
    public void write(List<Mutation> mutations, @Nullable Who by, long at, List<DurableEvents.Ready> events) {
        file.inOne(() -> {
            outbox.write(events);
            for (Mutation mutation : mutations) {
                Row row = mutation.accept(ROWS);
                if (row != null) {
                    file.run(row.statement(), row.values());
                }
                if (mutation instanceof Mutation.Invited invited) {
                    invitations.write(invited, at);
                }
                if (mutation instanceof Mutation.Deleted) {
                    file.run(
                            "insert or ignore into erased values (?, ?)",
                            mutation.room().id(),
                            at);
                }
                if (by != null) {
                    audit.note(mutation, by, at);
                }
            }
        });
        outbox.committed();
        if (mutations.stream().anyMatch(one -> one instanceof Mutation.Deleted || one instanceof Mutation.Invited)) {
            file.settleSoon();
        }
    }

    /** What was erased is committed by then: that its traces are still in the files is no reason to keep the room. */
    @Override
    public void settle() {
        if (outbox.settle()) {
            file.settleSoon();
        } else {
            file.settleWhatWaits();
        }
    }

    @Override
    public void close() {
        settle();
        file.close();
    }

    /** A statement and its values. */
    private record Row(String statement, Object... values) {}

    private static final Mutation.Visitor<@Nullable Row> ROWS = new Mutation.Visitor<>() {
        @Override
        public Row created(Mutation.Created m) {
            RoomRecord r = m.room();
            return new Row(
                    "insert into room (id, name, topic, keeps, created_by, created_at, access, locked, slow_seconds, ends_at, warned)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    r.id(),
                    r.name(),
                    r.topic(),
                    r.keeps().toString(),
                    r.createdBy(),
                    r.createdAt(),
                    r.access().wire(),
                    r.locked(),
                    r.slowSeconds(),
                    r.endsAt(),
                    r.warned());
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
            String all =
                    "update room set access = ?, locked = ?, slow_seconds = ?, ends_at = ?, warned = ? where id = ?";
            return new Row(all, r.access().wire(), r.locked(), r.slowSeconds(), r.endsAt(), r.warned(), r.id());
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

        @Override
        public @Nullable Row noted(Mutation.Noted m) {
            return null;
        }

        @Override
        public @Nullable Row invited(Mutation.Invited m) {
            return null;
        }
    };
}

package thiscord.rooms;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import thiscord.protocol.Names;
import thiscord.protocol.directory.AuditLine;

/**
 * Who decided what: a table of {@link RoomsFile}, written in the transaction of what it is about. It has no text that was said,
 * no topic and no name of a room. When a room is erased its lines go, but for the one that says so. Thread-safe as the file is.
 */
final class AuditLog {
    /** The most lines; the oldest of the room that has most go first. */
    static final int MOST = 10_000;
    /** The most lines of one room, and the most that say that a room ended; the oldest go first. */
    static final int MOST_OF_ROOM = 1_000;
    /** Older lines go. */
    static final long AGE_MILLIS = 90L * 86_400_000;

    /**
     * What somebody wants to see of it.
     *
     * @param rooms the names of the rooms that are looked at, by id
     * @param own the nick whose deletions of rooms are shown too; empty for nobody
     * @param before only lines with a lower number
     * @param since only lines of that time and later
     * @param most so many lines, the newest first
     */
    record Question(Map<Long, String> rooms, String own, long before, long since, int most) {}

    private final RoomsFile file;

    AuditLog(RoomsFile file) {
        this.file = file;
    }

    /** Within a transaction of the file: notes a change, and forgets what is too old or too much. */
    void note(Mutation mutation, Who by, long at) throws SQLException {
        Tiding tiding = Tiding.of(mutation, by);
        boolean same = mutation instanceof Mutation.TopicSet set
                && set.topic().equals(set.room().topic());
        if (tiding.action().isEmpty() || same) {
            return;
        }
        long room = mutation.room().id();
        if (mutation instanceof Mutation.Deleted) {
            file.run("delete from audit where room_id = ?", room);
        }
        file.run(
                "insert into audit (at, by, origin, action, room_id, about) values (?, ?, ?, ?, ?, ?)",
                at,
                by.nick(),
                by.from(),
                tiding.action(),
                room,
                tiding.about());
        file.run("delete from audit where at < ?", at - AGE_MILLIS);
        if (mutation instanceof Mutation.Deleted) {
            file.run(
                    "delete from audit where action in ('deleted', 'expired') and n <= (select n from audit"
                            + " where action in ('deleted', 'expired') order by n desc limit 1 offset ?)",
                    MOST_OF_ROOM);
        } else {
            file.run(
                    "delete from audit where room_id = ?1 and n <= (select n from audit where room_id = ?1"
                            + " order by n desc limit 1 offset ?2)",
                    room,
                    MOST_OF_ROOM);
        }
        file.run(
                "delete from audit where n = (select min(n) from audit where room_id = (select room_id from audit"
                        + " group by room_id order by count(*) desc limit 1))"
                        + " and (select count(*) from audit) > ?",
                MOST);
    }

    /** The lines that were asked for. */
    List<AuditLine> read(Question q) {
        List<AuditLine> found = new ArrayList<>();
        file.each(
                "select n, at, by, origin, action, room_id, about from audit where n < ? and at >= ? order by n desc",
                row -> {
                    String room = q.rooms().get(row.getLong(6));
                    String action = row.getString(5);
                    boolean ownEnd = action.equals("deleted")
                            && !q.own().isEmpty()
                            && Names.key(row.getString(3)).equals(Names.key(q.own()));
                    if (found.size() < q.most() && (room != null || ownEnd)) {
                        found.add(new AuditLine(
                                row.getLong(1),
                                row.getLong(2),
                                row.getString(3),
                                row.getString(4),
                                action,
                                room == null ? "" : room,
                                row.getLong(6),
                                row.getString(7)));
                    }
                },
                q.before(),
                q.since());
        return found;
    }
}

package thiscord.rooms;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.directory.PersonSession;

/** Invitations in {@link RoomsFile}; they go with their room. Thread-safe as the file is. */
final class StoredInvitations {
    private static final String ALL =
            "select id, room_id, hash, role, uses_left, expires_at, by, made_at, revoked from invitation";

    private final RoomsFile file;

    StoredInvitations(RoomsFile file) {
        this.file = file;
    }

    /** The id that the next one gets, if no other is made meanwhile. */
    long nextId() {
        return file.number("select seq from sqlite_sequence where name = 'invitation'") + 1;
    }

    /** The one whose secret has that hash, or null. */
    @Nullable
    StoredInvitation find(String hash) {
        List<StoredInvitation> found = new ArrayList<>(1);
        file.each(ALL + " where hash = ?", row -> found.add(read(row)), hash);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Those of a room that hold, the oldest first. */
    List<StoredInvitation> of(long room, long now) {
        List<StoredInvitation> found = new ArrayList<>();
        file.each(
                ALL + " where room_id = ? and revoked = 0 and expires_at > ? order by id",
                row -> found.add(read(row)),
                room,
                now);
        return found;
    }

    /** True if that nick came by it. */
    boolean redeemed(long id, String nick) {
        String key = Names.key(nick);
        boolean[] found = new boolean[1];
        file.each(
                "select nick from redeemed where invitation_id = ?",
                row -> found[0] |= Names.key(row.getString(1)).equals(key),
                id);
        return found[0];
    }

    /** Forgets those that a nick made, and that it came by others. */
    void forget(String nick) {
        String key = Names.key(nick);
        List<Long> made = new ArrayList<>();
        List<Object[]> came = new ArrayList<>();
        file.each("select id, by from invitation", row -> {
            if (Names.key(row.getString(2)).equals(key)) {
                made.add(row.getLong(1));
            }
        });
        file.each("select invitation_id, nick from redeemed", row -> {
            if (Names.key(row.getString(2)).equals(key)) {
                came.add(new Object[] {row.getLong(1), row.getString(2)});
            }
        });
        file.inOne(() -> {
            for (long id : made) {
                file.run("delete from invitation where id = ?", id);
            }
            for (Object[] one : came) {
                file.run("delete from redeemed where invitation_id = ? and nick = ?", one);
            }
        });
        file.settleSoon();
    }

    private static StoredInvitation read(ResultSet row) throws SQLException {
        return new StoredInvitation(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getInt(5),
                row.getLong(6),
                row.getString(7),
                row.getLong(8),
                row.getBoolean(9));
    }

    /** Within a transaction of the file. */
    void write(Mutation.Invited m, long at) throws SQLException {
        StoredInvitation one = m.invitation();
        switch (m.what()) {
            case MADE -> {
                file.run(
                        "insert into invitation values (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                        one.id(),
                        one.roomId(),
                        one.hash(),
                        one.role(),
                        one.usesLeft(),
                        one.expires(),
                        one.by(),
                        one.made());
                // Those that hold no more are kept for a while only to say why they do not.
                file.run(
                        "delete from invitation where room_id = ? and id in (select id from invitation where room_id = ?"
                                + " and (revoked = 1 or expires_at <= ?) order by id desc limit -1 offset ?)",
                        one.roomId(),
                        one.roomId(),
                        at,
                        PersonSession.MOST_INVITATIONS);
            }
            case REVOKED -> file.run("update invitation set revoked = 1 where id = ?", one.id());
            case REDEEMED -> {
                file.run("update invitation set uses_left = uses_left - 1 where id = ? and uses_left > 0", one.id());
                file.run("insert into redeemed values (?, ?)", one.id(), m.nick());
            }
        }
    }
}

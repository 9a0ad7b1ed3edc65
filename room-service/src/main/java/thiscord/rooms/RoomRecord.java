package thiscord.rooms;

import thiscord.protocol.Keeps;
import thiscord.protocol.Names;
import thiscord.protocol.rules.Access;

/**
 * A room as it is stored. {@code id} is 1 or more and never used again; {@code createdAt} is milliseconds since 1970;
 * {@code slowSeconds} is 0 for a room that is not slowed.
 */
record RoomRecord(
        long id,
        String name,
        String topic,
        Keeps keeps,
        String createdBy,
        long createdAt,
        Access access,
        boolean locked,
        int slowSeconds) {
    /** A room as it is made. */
    RoomRecord(long id, String name, String topic, Keeps keeps, String createdBy, long createdAt, Access access) {
        this(id, name, topic, keeps, createdBy, createdAt, access, false, 0);
    }

    String key() {
        return Names.key(name);
    }

    RoomRecord withTopic(String other) {
        return new RoomRecord(id, name, other, keeps, createdBy, createdAt, access, locked, slowSeconds);
    }

    RoomRecord withAccess(Access other) {
        return new RoomRecord(id, name, topic, keeps, createdBy, createdAt, other, locked, slowSeconds);
    }

    RoomRecord withLocked(boolean now) {
        return new RoomRecord(id, name, topic, keeps, createdBy, createdAt, access, now, slowSeconds);
    }

    RoomRecord withSlow(int seconds) {
        return new RoomRecord(id, name, topic, keeps, createdBy, createdAt, access, locked, seconds);
    }
}

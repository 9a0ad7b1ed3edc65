package thiscord.rooms;

import thiscord.protocol.Keeps;
import thiscord.protocol.Names;
import thiscord.protocol.rules.Access;

/**
 * A room as it is stored. {@code id} is 1 or more and never used again; {@code createdAt} is milliseconds since 1970;
 * {@code slowSeconds} is 0 for a room that is not slowed;
 * {@code endsAt} is when it ends, 0 if it does not by itself, and {@code warned} how many warnings of that are told.
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
        int slowSeconds,
        long endsAt,
        int warned) {
    /** A room as it is made. */
    RoomRecord(long id, String name, String topic, Keeps keeps, String createdBy, long createdAt, Access access) {
        this(id, name, topic, keeps, createdBy, createdAt, access, false, 0, 0, 0);
    }

    String key() {
        return Names.key(name);
    }

    RoomRecord withTopic(String other) {
        return new RoomRecord(
                id, name, other, keeps, createdBy, createdAt, access, locked, slowSeconds, endsAt, warned);
    }

    RoomRecord withAccess(Access other) {
        return new RoomRecord(id, name, topic, keeps, createdBy, createdAt, other, locked, slowSeconds, endsAt, warned);
    }

    RoomRecord withLocked(boolean now) {
        return new RoomRecord(id, name, topic, keeps, createdBy, createdAt, access, now, slowSeconds, endsAt, warned);
    }

    RoomRecord withSlow(int seconds) {
        return new RoomRecord(id, name, topic, keeps, createdBy, createdAt, access, locked, seconds, endsAt, warned);
    }

    RoomRecord withEnd(long at, int warnings) {
        return new RoomRecord(id, name, topic, keeps, createdBy, createdAt, access, locked, slowSeconds, at, warnings);
    }
}

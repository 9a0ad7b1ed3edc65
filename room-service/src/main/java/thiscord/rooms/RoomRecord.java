package thiscord.rooms;

import thiscord.protocol.Keeps;
import thiscord.protocol.Names;

/** A room as it is stored. {@code id} is 1 or more and never used again; {@code createdAt} is milliseconds since 1970. */
record RoomRecord(long id, String name, String topic, Keeps keeps, String createdBy, long createdAt) {
    String key() {
        return Names.key(name);
    }

    RoomRecord withTopic(String other) {
        return new RoomRecord(id, name, other, keeps, createdBy, createdAt);
    }
}

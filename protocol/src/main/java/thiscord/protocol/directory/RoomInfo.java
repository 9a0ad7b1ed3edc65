package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * A room.
 *
 * @param id never used again, also not for a later room of the same name
 * @param name as its creator wrote it
 * @param keeps as {@link thiscord.protocol.Keeps} writes it
 * @param createdBy the creator's nick
 * @param createdAt milliseconds since 1970 UTC
 * @param members how many members it has, connected or not
 * @param access the wire name of an {@link thiscord.protocol.rules.Access}
 * @param locked true if only its owners and moderators may come in
 * @param slowSeconds how long a member waits between two messages; 0 for not at all
 * @param endsAt milliseconds since 1970 UTC at which it ends and is erased; 0 if it does not end by itself
 */
public record RoomInfo(
        long id,
        String name,
        String topic,
        String keeps,
        String createdBy,
        long createdAt,
        int members,
        String access,
        boolean locked,
        int slowSeconds,
        long endsAt)
        implements Serializable {
    public RoomInfo {
        name = Text.checked(name, 200);
        topic = Text.checked(topic, 4000);
        keeps = Text.checked(keeps, 40);
        createdBy = Text.checked(createdBy, 200);
        access = Text.checked(access, 40);
        // Version 1 of the protocol knows public rooms only.
        access = access.isEmpty() ? "public" : access;
    }

    /** One that does not end by itself. */
    public RoomInfo(
            long id,
            String name,
            String topic,
            String keeps,
            String createdBy,
            long createdAt,
            int members,
            String access,
            boolean locked,
            int slowSeconds) {
        this(id, name, topic, keeps, createdBy, createdAt, members, access, locked, slowSeconds, 0);
    }

    /** A public room. */
    public RoomInfo(long id, String name, String topic, String keeps, String createdBy, long createdAt, int members) {
        this(id, name, topic, keeps, createdBy, createdAt, members, "", false, 0);
    }
}

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
 */
public record RoomInfo(long id, String name, String topic, String keeps, String createdBy, long createdAt, int members)
        implements Serializable {
    public RoomInfo {
        name = Text.checked(name, 200);
        topic = Text.checked(topic, 4000);
        keeps = Text.checked(keeps, 40);
        createdBy = Text.checked(createdBy, 200);
    }
}

package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * A room to be made.
 *
 * @param keeps as {@link thiscord.protocol.Keeps} writes it; empty for the service's default
 * @param topic may be empty; at most 4000 UTF-16 units
 * @param access the wire name of an {@link thiscord.protocol.rules.Access}; empty for a public room
 * @param lifetimeSeconds after which it ends and is erased; 0 for a room that does not end by itself
 */
public record RoomSpec(String name, String keeps, String topic, String access, long lifetimeSeconds)
        implements Serializable {
    public RoomSpec {
        name = Text.checked(name, 200);
        keeps = Text.checked(keeps, 40);
        topic = Text.checked(topic, 4000);
        access = Text.checked(access, 40);
    }

    /** A room that does not end by itself. */
    public RoomSpec(String name, String keeps, String topic, String access) {
        this(name, keeps, topic, access, 0);
    }

    /** A public room. */
    public RoomSpec(String name, String keeps, String topic) {
        this(name, keeps, topic, "");
    }

    /** A public room that keeps what the service's default is and has no topic. */
    public static RoomSpec of(String name) {
        return new RoomSpec(name, "", "");
    }
}

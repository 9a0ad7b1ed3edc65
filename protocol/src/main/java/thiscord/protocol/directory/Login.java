package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * Who logs in.
 *
 * @param protocol the peer's {@link RoomService#PROTOCOL}
 * @param nick a person's nick, or a hub's node name; at most 100 UTF-16 units
 * @param instance of a hub: unique to this run of it, so that it can be told from another of that name; of a person, and
 *     of hubs that speak protocol 1, empty. At most 100 UTF-16 units
 */
public record Login(int protocol, String nick, String instance) implements Serializable {
    public Login {
        nick = Text.checked(nick, 100);
        instance = Text.checked(instance, 100);
    }

    /** A person's. */
    public Login(int protocol, String nick) {
        this(protocol, nick, "");
    }
}

package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * Who logs in.
 *
 * @param protocol the peer's {@link RoomService#PROTOCOL}
 * @param nick a person's nick, or a hub's node name; at most 100 UTF-16 units
 */
public record Login(int protocol, String nick) implements Serializable {
    public Login {
        nick = Text.checked(nick, 100);
    }
}

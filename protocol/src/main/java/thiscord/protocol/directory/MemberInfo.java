package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * A member of a room.
 *
 * @param present true if connected to a hub and in the room there
 * @param lasting true if the membership outlives the connection (it was made over RMI)
 */
public record MemberInfo(String nick, boolean present, boolean lasting) implements Serializable {
    public MemberInfo {
        nick = Text.checked(nick, 200);
    }
}

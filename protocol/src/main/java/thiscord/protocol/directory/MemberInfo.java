package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * A member of a room.
 *
 * @param present true if connected to a hub and in the room there
 * @param lasting true if the membership outlives the connection (it was made over RMI)
 * @param role the wire name of a {@link thiscord.protocol.rules.Role}
 */
public record MemberInfo(String nick, boolean present, boolean lasting, String role) implements Serializable {
    public MemberInfo {
        nick = Text.checked(nick, 200);
        role = Text.checked(role, 40);
        // Version 1 of the protocol knows no other.
        role = role.isEmpty() ? "member" : role;
    }

    /** One with the rights of everybody. */
    public MemberInfo(String nick, boolean present, boolean lasting) {
        this(nick, present, lasting, "");
    }
}

package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * An invitation to a room as the room service has it. Its text has no secret.
 *
 * @param id by which it is revoked
 * @param role the wire name of the {@link thiscord.protocol.rules.Role} that it gives
 * @param usesLeft how many more may come by it
 * @param expires milliseconds since 1970 UTC
 * @param by who made it
 * @param made when, in milliseconds since 1970 UTC
 * @param secret what lets in; only in the answer to who makes it, else empty: it is not stored
 */
public record InvitationInfo(
        long id, String room, String role, int usesLeft, long expires, String by, long made, String secret)
        implements Serializable {
    public InvitationInfo {
        room = Text.checked(room, 200);
        role = Text.checked(role, 40);
        by = Text.checked(by, 200);
        secret = Text.checked(secret, 100);
    }

    @Override
    public String toString() {
        return "InvitationInfo[" + id + " to " + room + "]";
    }
}

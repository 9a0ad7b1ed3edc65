package thiscord.rooms;

import thiscord.protocol.directory.InvitationInfo;

/** An invitation as it is stored: of its secret there is the hash alone, see {@link thiscord.protocol.people.Invitation}. */
record StoredInvitation(
        long id,
        long roomId,
        String hash,
        String role,
        int usesLeft,
        long expires,
        String by,
        long made,
        boolean revoked) {
    /** How it is named where it is told of. */
    String label() {
        return "invitation " + id;
    }

    boolean holds(long now) {
        return !revoked && expires > now;
    }

    /** @param secret for who made it, else empty */
    InvitationInfo info(String room, String secret) {
        return new InvitationInfo(id, room, role, usesLeft, expires, by, made, secret);
    }
}

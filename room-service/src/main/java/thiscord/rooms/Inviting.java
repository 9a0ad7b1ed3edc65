package thiscord.rooms;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.people.Invitation;
import thiscord.protocol.rules.Role;
import thiscord.protocol.rules.RoomRules;

/**
 * Who may make an invitation, and whom one lets in: mutations for the table, or the refusal that says why not. What is stored
 * of invitations is looked up before. Changes nothing itself. Not thread-safe: used where the table may be.
 */
final class Inviting {
    private final RoomTable table;
    private final Moderation moderation;

    Inviting(RoomTable table, Moderation moderation) {
        this.table = table;
        this.moderation = moderation;
    }

    private static Role neededFor(Role role) {
        return role.atLeast(Role.MODERATOR) ? Role.OWNER : Role.MODERATOR;
    }

    /** The room, if {@code by} may invite to it as that; an empty role for seeing what invitations there are. */
    Answer<Room> inviter(String room, String wire, String by, long now) {
        Role role = wire.isEmpty() ? Role.READER : Role.ofWire(wire);
        return role == null
                ? Answer.refused(Reason.BAD_FIELD, "A role is owner, moderator, member or reader.")
                : moderation.room(room, by, neededFor(role), "invite " + role.inWords(), now);
    }

    /** A new invitation; its room is not known yet. */
    record Wanted(String room, String role, int uses, long expires) {}

    /**
     * The invitation that is to be made.
     *
     * @param holding how many of the room hold
     */
    Answer<List<Mutation>> make(Wanted wanted, String hash, long id, int holding, String by, long now) {
        Answer<Room> inviter = inviter(wanted.room(), wanted.role(), by, now);
        if (inviter.refusal() != null) {
            return Answer.refused(inviter.refusal());
        }
        if (wanted.uses() < 1 || wanted.uses() > Invitation.MOST_USES) {
            return Answer.refused(Reason.BAD_FIELD, "An invitation has 1 to " + Invitation.MOST_USES + " uses.");
        }
        long latest = now + Duration.ofDays(PersonSession.MOST_INVITED_DAYS).toMillis();
        if (wanted.expires() <= now || wanted.expires() > latest) {
            return Answer.refused(
                    Reason.BAD_FIELD,
                    "An invitation ends in the future, at most " + PersonSession.MOST_INVITED_DAYS + " days from now.");
        }
        if (holding >= PersonSession.MOST_INVITATIONS) {
            return Answer.refused(
                    Reason.NOT_ALLOWED,
                    "There are " + PersonSession.MOST_INVITATIONS + " invitations to '" + wanted.room()
                            + "' that hold, which is the most; revoke one first.");
        }
        return inviter.map(room -> List.of(new Mutation.Invited(
                room.record(),
                Mutation.Invited.What.MADE,
                new StoredInvitation(
                        id, room.record().id(), hash, wanted.role(), wanted.uses(), wanted.expires(), by, now, false),
                "")));
    }

    Answer<List<Mutation>> revoke(String name, @Nullable StoredInvitation one, String by, long now) {
        return inviter(name, one == null ? "" : one.role(), by, now)
                .then(room -> one == null
                        ? Answer.refused(
                                Reason.BAD_FIELD, "There is no such invitation to '" + PeerText.shown(name) + "'.")
                        : Answer.of(
                                List.of(new Mutation.Invited(room.record(), Mutation.Invited.What.REVOKED, one, ""))));
    }

    /**
     * Lets somebody come by an invitation.
     *
     * @param one null if there is none of that secret
     * @param again true if that nick came by it before
     * @param stranger see {@link thiscord.protocol.directory.HubSession#redeem}
     * @return nothing to store for who costs no use
     */
    Answer<List<Mutation>> redeem(
            @Nullable StoredInvitation one, String nick, boolean again, boolean stranger, long now) {
        Room room = one == null ? null : table.byId(one.roomId());
        Role role = one == null ? null : Role.ofWire(one.role());
        if (one == null || room == null || role == null) {
            return bad("That is no invitation of this server: it is wrong, or its room is gone.");
        }
        RoomRules rules = room.rules();
        Role has = rules.given(nick);
        Refusal shut = shut(room, nick, has, now);
        if (one.revoked()
                || rules.bars(one.by(), now) != null
                || !rules.role(one.by()).atLeast(neededFor(role))) {
            return bad("This invitation was revoked, or who made it may invite no more; ask for another.");
        } else if (one.expires() <= now) {
            return bad("This invitation has expired; ask for another.");
        } else if (shut != null) {
            return Answer.refused(shut);
        } else if (again) {
            return has == null
                    ? bad("The role that this invitation gave to '" + nick + "' was taken away.")
                    : Answer.of(List.of());
        } else if (stranger && hasRole(nick)) {
            return Answer.refused(
                    Reason.NOT_ALLOWED,
                    "'" + nick + "' has a role here, which a guest who is let in by an invitation may not claim; take"
                            + " another nick, or log in.");
        } else if (has != null && has.atLeast(role)) {
            return Answer.of(List.of());
        } else if (one.usesLeft() < 1) {
            return bad("This invitation is used up; ask for another.");
        }
        return moderation
                .stands(room, nick, standing -> standing.withRole(one.role()), now, null)
                .map(stood -> {
                    List<Mutation> all = new ArrayList<>(stood);
                    all.add(new Mutation.Invited(room.record(), Mutation.Invited.What.REDEEMED, one, nick));
                    return all;
                });
    }

    /** Why nobody of that nick may come in whoever invites; null if they may. */
    private static @Nullable Refusal shut(Room room, String nick, @Nullable Role has, long now) {
        RoomRules rules = room.rules();
        if (rules.standing(nick).ban().holds(now)) {
            return rules.bars(nick, now);
        }
        boolean moderates = has != null && has.atLeast(Role.MODERATOR);
        return room.record().locked() && !moderates
                ? new Refusal(
                        Reason.NOT_ALLOWED,
                        "'" + room.record().name() + "' is locked; nobody comes in by an invitation.")
                : null;
    }

    /** True if that nick was given a role in any room. */
    private boolean hasRole(String nick) {
        return !table.list("", 1, rules -> rules.given(nick) != null).isEmpty();
    }

    private static <T> Answer<T> bad(String text) {
        return Answer.refused(Reason.BAD_INVITATION, text);
    }
}

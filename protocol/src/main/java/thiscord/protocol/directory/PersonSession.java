package thiscord.protocol.directory;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.util.List;

/**
 * A person's session with the room service. Ends by {@link #logout}, by five minutes without a call, or when nobody refers
 * to it; then each call throws {@code NoSuchObjectException}. A caller that got no answer to a change asks before it
 * repeats it: creating, leaving, deleting and kicking then refuse, the others do no harm twice.
 *
 * <p>Every method that takes a room may refuse with not-allowed, in a line that names the role that is missing.
 */
public interface PersonSession extends Remote {
    /** The most rooms in one page of {@link #list}. */
    int PAGE = 200;

    /** The slowest that {@link #setSlow} can make a room: six hours. */
    int MAX_SLOW_SECONDS = 6 * 60 * 60;

    /** The longest that an invitation holds. */
    int MOST_INVITED_DAYS = 90;

    /** The most invitations of one room that hold at once. */
    int MOST_INVITATIONS = 100;

    /** @throws Refused bad-room-name, room-exists, too-many-rooms, bad-field */
    RoomInfo create(RoomSpec spec) throws RemoteException, Refused;

    /** @throws Refused no-such-room */
    RoomInfo describe(String room) throws RemoteException, Refused;

    /**
     * The rooms that this person may know of whose key sorts after {@code after} (empty: from the start), at most
     * {@link #PAGE}: the public ones and those in which it has a role.
     */
    List<RoomInfo> list(String after) throws RemoteException, Refused;

    /**
     * Becomes a member. Joining twice is no error.
     *
     * @throws Refused no-such-room, room-full
     */
    RoomInfo join(String room) throws RemoteException, Refused;

    /** @throws Refused no-such-room, not-in-room */
    void leave(String room) throws RemoteException, Refused;

    /**
     * At most 5000, sorted by key.
     *
     * @throws Refused no-such-room
     */
    List<MemberInfo> members(String room) throws RemoteException, Refused;

    /** @throws Refused no-such-room, text-too-long, bad-field */
    RoomInfo setTopic(String room, String topic) throws RemoteException, Refused;

    /** @throws Refused no-such-room */
    void delete(String room) throws RemoteException, Refused;

    /**
     * Gives somebody a role, or with the empty one takes it away. Owners give and take any, moderators that of member and
     * reader. In a room by invitation the role of member is the invitation.
     *
     * @param role the wire name of a {@link thiscord.protocol.rules.Role}, or empty
     * @throws Refused bad-field, bad-nick, no-such-room; not-allowed also for taking the last owner away; room-full if
     *     something is decided about {@link Rules#MOST} people already
     */
    Standing setRole(String room, String nick, String role) throws RemoteException, Refused;

    /**
     * Takes somebody out of a room, who may come back. For moderators, of whoever has fewer rights than they.
     *
     * @param why one line for them and for all to read, may be empty
     * @throws Refused no-such-room, no-such-nick (not in the room), bad-field
     */
    void kick(String room, String nick, String why) throws RemoteException, Refused;

    /**
     * Keeps somebody out of a room, there or not. As {@link #kick}.
     *
     * @param until milliseconds since 1970 UTC; {@link Restriction#FOR_GOOD}, or 0 to end a ban
     */
    Standing ban(String room, String nick, long until, String why) throws RemoteException, Refused;

    /** Keeps somebody from saying anything in a room. As {@link #ban}. */
    Standing mute(String room, String nick, long until, String why) throws RemoteException, Refused;

    /**
     * Says who finds a room and may come in. For owners.
     *
     * @param access the wire name of an {@link thiscord.protocol.rules.Access}
     */
    RoomInfo setAccess(String room, String access) throws RemoteException, Refused;

    /** A locked room lets in only its owners and moderators; who is in stays. For moderators. */
    RoomInfo setLocked(String room, boolean locked) throws RemoteException, Refused;

    /**
     * Members wait that long between two messages. For moderators.
     *
     * @param seconds 0 (not at all) to {@link #MAX_SLOW_SECONDS}
     */
    RoomInfo setSlow(String room, int seconds) throws RemoteException, Refused;

    /** What is decided about people in a room, for whoever may be in it. */
    Rules rules(String room) throws RemoteException, Refused;

    /**
     * Makes the nick of this guest an account, which logs in from then on.
     *
     * @throws Refused not-allowed if only administrators make accounts, nick-registered, bad-field, too-fast
     */
    Admission register(String password) throws RemoteException, Refused;

    /**
     * Decides anything that an {@link thiscord.protocol.Action} is, as it is written in chat.
     *
     * @throws Refused not-allowed, no-such-room, no-such-nick, bad-field, bad-nick, room-full
     */
    Decided decide(Decision decision) throws RemoteException, Refused;

    /**
     * What was done, newest first, at most {@link #PAGE}: in one room for its owners and moderators; with an empty name in
     * all rooms of which this person is owner or moderator.
     *
     * @param before only lines with a lower number; {@link Long#MAX_VALUE} for the newest
     * @param since only lines of that time and later, in milliseconds since 1970
     * @throws Refused no-such-room, not-allowed
     */
    List<AuditLine> audit(String room, long before, long since) throws RemoteException, Refused;

    /**
     * Makes an invitation, whose secret is in the answer and nowhere else. Moderators invite members and readers, owners
     * whomever they like.
     *
     * @param role the wire name of a {@link thiscord.protocol.rules.Role}
     * @param uses 1 to {@link thiscord.protocol.people.Invitation#MOST_USES}
     * @param expires milliseconds since 1970 UTC, at most {@link #MOST_INVITED_DAYS} from now
     * @throws Refused no-such-room, bad-field, not-allowed also for more than {@link #MOST_INVITATIONS} that hold
     */
    InvitationInfo makeInvitation(String room, String role, int uses, long expires) throws RemoteException, Refused;

    /** The invitations to a room that were not revoked and have not expired, for its owners and moderators. */
    List<InvitationInfo> invitations(String room) throws RemoteException, Refused;

    /**
     * Makes an invitation void. Who came by it stays. As {@link #makeInvitation} of its role.
     *
     * @throws Refused no-such-room, bad-field if the room has no such invitation
     */
    void revokeInvitation(String room, long id) throws RemoteException, Refused;

    /** Ends the session; later calls fail. */
    void logout() throws RemoteException;
}

package thiscord.protocol.directory;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.util.List;

/**
 * A hub's session with the room service. The hub calls it off its loops and keeps what it learns. Once the session has
 * ended every method throws {@link Refused} with session-ended or {@code NoSuchObjectException}, and has done nothing: log in
 * and call again.
 */
public interface HubSession extends Remote {
    /** The most entries in one {@link #report}. */
    int REPORT = 1000;

    /** The longest wait of {@link #changes} in milliseconds. */
    int WAIT_MILLIS = 10_000;

    /** A session that has made no call for this long has ended. */
    int IDLE_MILLIS = 30_000;

    /** How long a password may wait to be checked, in milliseconds. */
    int PASSWORD_MILLIS = 8000;

    /** @throws Refused no-such-room */
    RoomInfo find(String room) throws RemoteException, Refused;

    /**
     * Creates a room for a person of the hub.
     *
     * @throws Refused bad-room-name, room-exists, too-many-rooms, bad-field
     */
    RoomInfo create(RoomSpec spec, String nick) throws RemoteException, Refused;

    /** All rooms, whoever may see them: what messages are kept of one that is not here may be erased. Paged as there. */
    List<RoomInfo> list(String after) throws RemoteException, Refused;

    /** @throws Refused no-such-room, text-too-long, bad-field, not-allowed */
    RoomInfo setTopic(String room, String topic, String nick) throws RemoteException, Refused;

    /** Who is not connected to any hub but a member of the room. At most 5000, sorted by key. */
    List<String> away(String room) throws RemoteException, Refused;

    /**
     * Tells who came and went in rooms at this hub, in order. Soft state: it belongs to this session, and goes with it.
     * Passed over are rooms that do not exist any more and members beyond the limit of a room.
     *
     * @throws Refused bad-field over {@link #REPORT} entries or for a nick that is none; then nothing is taken
     */
    void report(List<Presence> changes) throws RemoteException, Refused;

    /**
     * What changed since version {@code after}, oldest first; waits up to {@code waitMillis} (at most
     * {@link #WAIT_MILLIS}) for the first. Changes that this session itself made are included. If the service does not
     * remember that far back, or {@code after} is not one of its versions (-1 asks where it is), the answer is
     * {@link Changes#lost} with no changes and the newest version. A second call of a session ends the first, which
     * answers with none. It may answer with none before its time, then it is to be called again at once: this is how the
     * service finds out whether a hub lives.
     */
    Changes changes(long after, int waitMillis) throws RemoteException, Refused;

    /**
     * As {@link PersonSession#list} for a person of the hub; {@link #list} has all rooms.
     *
     * @param nick empty for somebody who has none yet: public rooms
     * @throws Refused bad-nick
     */
    List<RoomInfo> listFor(String after, String nick) throws RemoteException, Refused;

    /**
     * A room with all that is decided about people in it. The hub sees to it that they are kept, see
     * {@link thiscord.protocol.rules.RoomRules}.
     *
     * @throws Refused no-such-room
     */
    Rules rules(String room) throws RemoteException, Refused;

    /** How people are let in. */
    PeopleInfo people() throws RemoteException, Refused;

    /** The accounts whose key sorts after {@code after} (empty: from the start), at most {@link #REPORT}. */
    List<AccountState> accounts(String after) throws RemoteException, Refused;

    /** As {@link RoomService#challenge}. */
    String challenge(String name, String publicKey) throws RemoteException, Refused;

    /**
     * Lets somebody at the hub in, as {@link RoomService#loginAccount}.
     *
     * @param address where it comes from, by which failed logins are counted
     */
    Admission authenticate(Credential credential, String address) throws RemoteException, Refused;

    /** Makes the nick that a guest at the hub wears an account, as {@link PersonSession#register}. */
    Admission register(String nick, String password, String address) throws RemoteException, Refused;

    /**
     * Carries out what a person of the hub decides, if that person may: the hub says who it is, this service what they may.
     * The answer comes once it is stored.
     *
     * @throws Refused as {@link PersonSession#decide}
     */
    Decided decide(Decision decision) throws RemoteException, Refused;

    /**
     * Takes up an invitation for somebody at the hub: counts a use of it and gives its role, at once or not at all. Who came
     * by the same invitation before, or has that role or a higher one, costs no use.
     *
     * @param nick as the hub lets them in: for a guest, whatever they say
     * @param address where they come from, by which wrong secrets are counted
     * @param stranger true if nothing but the invitation lets them in: then it is refused under a nick that has a role
     *     anywhere, unless that nick came by the same invitation before
     * @throws Refused bad-invitation, too-fast, bad-nick, not-allowed
     *     (banned from the room, it is locked, or a nick with a role), room-full
     */
    RoomInfo redeem(String secret, String nick, String address, boolean stranger) throws RemoteException, Refused;

    /**
     * Which rooms these are: the random id of the data in which they are kept. Another service, or one that lost its data,
     * has another, and its room of some number is another room.
     */
    String house() throws RemoteException, Refused;

    /** Ends the session; its presence is forgotten. */
    void logout() throws RemoteException;
}

package thiscord.protocol.directory;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.util.List;

/**
 * A person's session with the room service. Ends by {@link #logout}, by five minutes without a call, or when nobody refers
 * to it; then each call throws {@code NoSuchObjectException}. A caller that got no answer to a change asks before it
 * repeats it: joining and setting a topic twice does no harm, the others then refuse.
 */
public interface PersonSession extends Remote {
    /** The most rooms in one page of {@link #list}. */
    int PAGE = 200;

    /** @throws Refused bad-room-name, room-exists, too-many-rooms, bad-field */
    RoomInfo create(RoomSpec spec) throws RemoteException, Refused;

    /** @throws Refused no-such-room */
    RoomInfo describe(String room) throws RemoteException, Refused;

    /** The rooms whose key sorts after {@code after} (empty: from the start), at most {@link #PAGE}. */
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

    /** Ends the session; later calls fail. */
    void logout() throws RemoteException;
}

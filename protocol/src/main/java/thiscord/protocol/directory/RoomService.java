package thiscord.protocol.directory;

import java.rmi.Remote;
import java.rmi.RemoteException;

/** What is bound in the registry. It can only say what it is and log you in. */
public interface RoomService extends Remote {
    /** The name in the registry. */
    String BOUND_AS = "thiscord/rooms";

    /** The version of this interface; raised when a method or component is added. */
    int PROTOCOL = 2;

    /** How long a hub has to give a sign of life when another wants to log in under its node name. */
    int LIFE_MILLIS = 1500;

    /** What it is: version, and an instance id that changes with each start of the service. */
    ServiceInfo info() throws RemoteException;

    /**
     * Logs a person in as a guest.
     *
     * @throws Refused bad-nick, too-many-sessions, not-supported (a protocol older than this service can speak)
     */
    PersonSession login(Login login) throws RemoteException, Refused;

    /**
     * Logs a hub in, under its node name. An older session of the same instance ends: a hub that came back is itself. Of
     * another instance under that name it ends if that hub gives no sign of life in {@link #LIFE_MILLIS}, which this call
     * waits for; an instance that does is not disturbed.
     *
     * @throws Refused bad-nick, too-many-sessions, node-in-use, not-supported (also of a hub that speaks protocol 1, which
     *     keeps no rules of rooms)
     */
    HubSession loginHub(Login login) throws RemoteException, Refused;
}

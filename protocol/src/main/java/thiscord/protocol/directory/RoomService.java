package thiscord.protocol.directory;

import java.rmi.Remote;
import java.rmi.RemoteException;

/** What is bound in the registry. It can only say what it is and log you in. */
public interface RoomService extends Remote {
    /** The name in the registry. */
    String BOUND_AS = "thiscord/rooms";

    /** The version of this interface; raised when a method or component is added. */
    int PROTOCOL = 4;

    /** The file in the service's data folder whose content lets hubs in. */
    String HUBS_SECRET = "hubs.secret";

    /** How long a hub has to give a sign of life when another wants to log in under its node name. */
    int LIFE_MILLIS = 1500;

    /** What it is: version, and an instance id that changes with each start of the service. */
    ServiceInfo info() throws RemoteException;

    /**
     * Logs a person in as a guest, if guests may come in from where it is.
     *
     * @throws Refused bad-nick, nick-registered (also for a nick that looks like one that is), not-allowed, too-many-sessions, not-supported (a protocol older than this service can speak)
     */
    PersonSession login(Login login) throws RemoteException, Refused;

    /**
     * What hubs called that had no secret to show. Nobody is let in by it.
     *
     * @throws Refused always: bad-nick, else not-supported
     */
    HubSession loginHub(Login login) throws RemoteException, Refused;

    /**
     * Logs a hub in, under its node name. A hub acts for everybody, so it proves that it knows the secret of
     * {@link #HUBS_SECRET}, once this service has proved the same to it: {@link SecretProof#loginHub}. An older session of the same instance ends: a hub that came back is itself. Of
     * another instance under that name it ends if that hub gives no sign of life in {@link #LIFE_MILLIS}, which this call
     * waits for; an instance that does is not disturbed.
     *
     * @param credential of the kind {@link Credential#PROOF}
     * @throws Refused bad-nick, bad-login (another secret), too-fast (another secret, once too often), too-many-sessions,
     *     node-in-use, not-supported (a protocol older than this service can speak, or a secret that is shown)
     */
    HubSession loginHub(Login login, Credential credential) throws RemoteException, Refused;

    /**
     * A nonce for one login with a key within a minute; the same for accounts and keys that there are not.
     *
     * @param publicKey as {@link thiscord.protocol.people.Ed25519#text} writes it
     * @throws Refused bad-nick, bad-field
     */
    String challenge(Login login, String publicKey) throws RemoteException, Refused;

    /**
     * Logs an account in, under its own nick.
     *
     * @throws Refused bad-login (whatever of it is wrong), too-fast (with the time to wait), not-allowed (disabled),
     *     too-many-sessions, not-supported
     */
    AccountSession loginAccount(Login login, Credential credential) throws RemoteException, Refused;

    /**
     * Logs an administrator in: by {@link SecretProof#administer} with the secret of the service's data folder, or an account
     * that is one.
     *
     * @throws Refused as {@link #loginAccount}; not-allowed also for an account that is no administrator
     */
    PeopleSession administer(Login login, Credential credential) throws RemoteException, Refused;

    /**
     * Proves that this service knows one of its secrets, before anybody shows anything to it. See {@link SecretProof}.
     *
     * @param of {@link SecretProof#HUBS} or {@link SecretProof#ADMINISTRATORS}
     * @param nonce the caller's, new for each login: {@link SecretProof#LEAST_NONCE} to 100 UTF-16 units
     * @param channel the fingerprint that the caller sees in TLS, or {@link SecretProof#PLAIN}
     * @throws Refused bad-nick, bad-field, also for a fingerprint that is not this service's; not-supported
     */
    ServiceProof prove(Login login, String of, String nonce, String channel) throws RemoteException, Refused;
}

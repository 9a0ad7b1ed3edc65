package thiscord.protocol.directory;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.util.List;

/**
 * An administrator's session: who has an account. Every method that names an account refuses with no-such-nick if there is
 * none, and with not-allowed once the administrator's own account is one no longer.
 */
public interface PeopleSession extends Remote {
    /** The most accounts in one page of {@link #list}. */
    int PAGE = 200;

    /** The accounts whose key sorts after {@code after} (empty: from the start). */
    List<AccountInfo> list(String after) throws RemoteException, Refused;

    /**
     * Makes an account.
     *
     * @param password empty for one that comes in with a key only
     * @throws Refused bad-nick, nick-registered (also for a name that looks like another), bad-field
     */
    AccountInfo add(String name, String password) throws RemoteException, Refused;

    /**
     * Ends the account, its sessions and tickets. What was its own goes with it, before the name is free: roles, memberships,
     * invitations that it made or came by, mail that waits for it, and rooms by invitation in which nobody else has a role.
     * Other rooms that it alone owned have no owner then.
     */
    void remove(String name) throws RemoteException, Refused;

    /** A disabled account can not log in; its sessions and tickets end. Its name stays its own. */
    AccountInfo setDisabled(String name, boolean disabled) throws RemoteException, Refused;

    AccountInfo setAdmin(String name, boolean admin) throws RemoteException, Refused;

    /** Gives it another password; its sessions and tickets end. */
    AccountInfo setPassword(String name, String password) throws RemoteException, Refused;

    AccountInfo addKey(String name, String publicKey) throws RemoteException, Refused;

    /** Takes a key away; sessions and tickets of the account end. */
    AccountInfo removeKey(String name, String publicKey) throws RemoteException, Refused;

    /**
     * A session that sees all rooms and decides in each as an owner, without being anybody: it makes, joins and leaves none.
     * It ends with the rights of the administrator.
     */
    PersonSession rooms() throws RemoteException, Refused;

    void logout() throws RemoteException;
}

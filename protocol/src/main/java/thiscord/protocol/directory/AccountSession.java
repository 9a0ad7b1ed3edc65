package thiscord.protocol.directory;

import java.rmi.RemoteException;

/**
 * The session of an account: all that a guest may do, and to look after the account. It ends when the account is disabled or
 * removed, or its password is changed, as every other session of the account does. One that was opened with a ticket is
 * refused (not-allowed) whatever would outlast the ticket: another ticket, password or key.
 */
public interface AccountSession extends PersonSession {
    /** The account as it is now. */
    AccountInfo account() throws RemoteException, Refused;

    /** A ticket for a hub. */
    Admission ticket() throws RemoteException, Refused;

    /**
     * Takes another password. This session ends too.
     *
     * @param before the present one; empty if the account has none
     * @throws Refused bad-login, bad-field (too short or too long), too-fast
     */
    void changePassword(String before, String password) throws RemoteException, Refused;

    /** @throws Refused bad-field for no key, or one too many */
    AccountInfo addKey(String publicKey) throws RemoteException, Refused;

    /** Takes a key away; sessions and tickets of the account end, this session too. */
    void removeKey(String publicKey) throws RemoteException, Refused;
}

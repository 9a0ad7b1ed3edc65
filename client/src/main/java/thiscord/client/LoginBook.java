package thiscord.client;

import java.security.KeyPair;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.people.Ed25519;
import thiscord.protocol.people.LoginProof;

/**
 * How a client logs in to an account, and the ticket that it was given, which it shows first when it comes back. In memory
 * only; its text has no secret. Not thread-safe.
 */
final class LoginBook {
    private final String account;
    private final @Nullable String password;
    private final @Nullable KeyPair key;
    private @Nullable String ticket;

    private LoginBook(String account, @Nullable String password, @Nullable KeyPair key) {
        this.account = account;
        this.password = password;
        this.key = key;
    }

    static LoginBook withPassword(String account, String password) {
        return new LoginBook(account, password, null);
    }

    static LoginBook withKey(String account, KeyPair key) {
        return new LoginBook(account, null, key);
    }

    /** Greets under that nick; if it is the account's, as the account. */
    Command.Hello hello(String nick, String id) {
        if (!Names.key(nick).equals(Names.key(account))) {
            return new Command.Hello(nick, id);
        }
        if (ticket != null) {
            return new Command.Hello(nick, null, ticket, null, id);
        }
        return new Command.Hello(nick, password, null, key == null ? null : Ed25519.text(key.getPublic()), id);
    }

    /** The answer to a challenge, if there is a key to give it with. */
    Command.@Nullable Proof proof(Event.Challenge challenge) {
        return key == null
                ? null
                : new Command.Proof(LoginProof.sign(key.getPrivate(), challenge.nonce(), account), challenge.id());
    }

    void welcomed(Event.Welcome welcome) {
        if (welcome.ticket() != null) {
            ticket = welcome.ticket();
        }
    }

    /** The ticket was not good. True if there was one, so that the password or the key is worth a try. */
    boolean withoutTicket() {
        boolean had = ticket != null;
        ticket = null;
        return had;
    }

    @Override
    public String toString() {
        return "LoginBook[" + account + "]";
    }
}

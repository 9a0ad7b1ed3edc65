package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * What somebody shows to be let in. Its text names the kind and no secret.
 *
 * @param kind {@link #PASSWORD}, {@link #KEY}, {@link #TICKET} or {@link #PROOF}
 * @param name of the account; empty for the secret of a file
 * @param secret the password or the ticket; for a key its public part; for a proof the caller's nonce
 * @param nonce for a key or a proof the one that the service gave
 * @param signature for a key its answer, see {@link thiscord.protocol.people.LoginProof}; for a proof the caller's code
 * @param channel for a proof as in {@link SecretProof}
 */
public record Credential(String kind, String name, String secret, String nonce, String signature, String channel)
        implements Serializable {
    public static final String PASSWORD = "password";
    public static final String KEY = "key";
    public static final String TICKET = "ticket";
    /** Shows the secret of a file of the room service's data folder: refused since protocol 4. */
    public static final String FILE = "file";
    /** Proves that the secret of a file of the room service's data folder is known, see {@link SecretProof}. */
    public static final String PROOF = "proof";

    /** The shortest and the longest password, in UTF-16 units. */
    public static final int LEAST_PASSWORD = 8;

    public static final int MOST_PASSWORD = 256;

    public Credential {
        kind = Text.checked(kind, 20);
        name = Text.checked(name, 100);
        secret = Text.checked(secret, 600);
        nonce = Text.checked(nonce, 200);
        signature = Text.checked(signature, 200);
        channel = Text.checked(channel, 100);
    }

    /** Bound to no channel. */
    public Credential(String kind, String name, String secret, String nonce, String signature) {
        this(kind, name, secret, nonce, signature, "");
    }

    public static Credential password(String name, String password) {
        return new Credential(PASSWORD, name, password, "", "");
    }

    public static Credential key(String name, String publicKey, String nonce, String signature) {
        return new Credential(KEY, name, publicKey, nonce, signature);
    }

    public static Credential ticket(String name, String ticket) {
        return new Credential(TICKET, name, ticket, "", "");
    }

    public static Credential file(String secret) {
        return new Credential(FILE, "", secret, "", "");
    }

    @Override
    public String toString() {
        return "Credential[" + kind + " of " + name + "]";
    }
}

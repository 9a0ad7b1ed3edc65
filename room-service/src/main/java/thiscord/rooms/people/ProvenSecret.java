package thiscord.rooms.people;

import java.util.function.Supplier;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.directory.ServiceProof;

/** The service's side of {@link SecretProof} for one secret. Costs no memory until a proof was right. Thread-safe. */
final class ProvenSecret {
    private static final int MOST_NONCE = 100;

    private final String of;
    private final String secret;
    private final Supplier<String> ownKey;
    private final Challenges challenges = new Challenges(System::currentTimeMillis);

    /** @param ownKey the fingerprint of this service's TLS; empty if it speaks none */
    ProvenSecret(String of, String secret, Supplier<String> ownKey) {
        this.of = of;
        this.secret = secret;
        this.ownKey = ownKey;
    }

    /** @throws Refused bad-nick, bad-field */
    ServiceProof prove(Login login, String nonce, String channel) throws Refused {
        Accounts.refuse(Names.checkNick(login.nick()));
        if (nonce.length() < SecretProof.LEAST_NONCE || nonce.length() > MOST_NONCE) {
            throw new Refused(
                    Reason.BAD_FIELD,
                    "A nonce has " + SecretProof.LEAST_NONCE + " to " + MOST_NONCE
                            + " characters, new ones each time.");
        }
        if (!isOurs(channel)) {
            throw new Refused(
                    Reason.BAD_FIELD,
                    "The connection goes to another key than this service's: somebody is in between, or the key was"
                            + " changed at this moment.");
        }
        String own = challenges.nonce(login.nick(), asked(login, nonce, channel));
        return new ServiceProof(own, SecretProof.ofService(secret, of, login, nonce, own, channel));
    }

    /** Whether a client sees plain text or this service's key. */
    private boolean isOurs(String channel) {
        return channel.equals(SecretProof.PLAIN) || (!channel.isEmpty() && channel.equals(ownKey.get()));
    }

    private static String asked(Login login, String nonce, String channel) {
        return nonce.length() + " " + nonce + " " + channel.length() + " " + channel + " " + login.instance();
    }

    /** True once for each right answer to {@link #prove}. */
    boolean isProven(Login login, Credential shown) {
        String channel = shown.channel();
        return shown.kind().equals(Credential.PROOF)
                && challenges.isOurs(shown.nonce(), login.nick(), asked(login, shown.secret(), channel))
                && SecretProof.isEqual(
                        shown.signature(),
                        SecretProof.ofClient(secret, of, login, shown.secret(), shown.nonce(), channel))
                && challenges.spend(shown.nonce());
    }

    /** Refuses a secret as it is, which was shown before its reader had proved anything. */
    static void refuseShown(Credential shown, String file) throws Refused {
        if (shown.kind().equals(Credential.FILE)) {
            throw new Refused(
                    Reason.NOT_SUPPORTED,
                    "This room service is not shown the secret of " + file + " any more: it proves that it knows"
                            + " it, and what connects proves the same. Update what connects.");
        }
    }
}

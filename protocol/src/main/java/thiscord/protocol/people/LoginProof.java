package thiscord.protocol.people;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import thiscord.protocol.Names;

/** What an account's key signs at a login, and how the signature is written: Base64. Stateless. */
public final class LoginProof {
    private LoginProof() {}

    /** The bytes to sign: what it is for, the server's nonce, and the key of the account's name, each in a line. */
    private static byte[] bytes(String nonce, String name) {
        return ("thiscord-login-1\n" + nonce + "\n" + Names.key(name)).getBytes(StandardCharsets.UTF_8);
    }

    /** The answer to a challenge. */
    public static String sign(PrivateKey key, String nonce, String name) {
        return Base64.getEncoder().encodeToString(Ed25519.sign(key, bytes(nonce, name)));
    }

    /** True if that key answered that challenge. */
    public static boolean verifies(PublicKey key, String nonce, String name, String signature) {
        try {
            return signature.length() <= Ed25519.MOST_SIGNATURE_CHARS
                    && Ed25519.verifies(
                            key, bytes(nonce, name), Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}

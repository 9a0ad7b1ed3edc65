package thiscord.protocol.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How the broker and those who know {@code hubs.secret} prove that to each other without showing it. {@code docs/PROTOCOL.md} has
 * the frames. A proof is HMAC-SHA256, keyed with the secret, over a purpose and parts, each behind its length in four bytes.
 */
public final class Proof {
    /** {@code [CHALLENGE, id, nonce]}, answered by {@code [CHALLENGE, id, nonce of the broker, proof]}. */
    public static final String CHALLENGE = "CHALLENGE";
    /** {@code [PROVEN, id, proof, …]}, with the frames of {@link Confirm#PUBLISH} behind its id. */
    public static final String PROVEN = "PROVEN";

    private static final int NONCE_BYTES = 16;
    private static final int MOST_NONCE_BYTES = 64;
    private static final String ALGORITHM = "HmacSHA256";

    /** What a proof is for, so that none is good for something else. */
    public enum Purpose {
        /** The broker's, of both nonces. */
        BROKER,
        /** A publisher's, of the broker's nonce, the id and all frames behind the proof. */
        PUBLISH,
        /** The broker's, of the proof that it answers and all frames of the answer. */
        CONFIRM
    }

    private Proof() {}

    /** The proof. */
    public static byte[] of(String secret, Purpose purpose, List<byte[]> parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update(("thiscord " + purpose + "\n").getBytes(StandardCharsets.US_ASCII));
            for (byte[] part : parts) {
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** True if the proof that was shown is the right one; takes as long if it is not. */
    public static boolean isRight(byte[] right, byte[] shown) {
        return MessageDigest.isEqual(right, shown);
    }

    /** Random bytes that nobody had before. */
    public static byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        return nonce;
    }

    /** True if the asker's nonce is 16 to 64 bytes long. */
    public static boolean isNonce(byte[] nonce) {
        return nonce.length >= NONCE_BYTES && nonce.length <= MOST_NONCE_BYTES;
    }
}

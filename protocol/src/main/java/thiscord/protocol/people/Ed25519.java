package thiscord.protocol.people;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 keys (RFC 8032) by the JDK's own provider, and how they are written: a public key as one line of Base64 of its
 * X.509 form, 60 characters; a private key as PEM of PKCS #8, as {@code openssl genpkey -algorithm ed25519} makes it.
 * Stateless.
 */
public final class Ed25519 {
    /** The longest public key that is looked at, in UTF-16 units. */
    public static final int MOST_KEY_CHARS = 100;

    /** The longest signature that is looked at, in UTF-16 units: 64 bytes are 88 characters of Base64. */
    public static final int MOST_SIGNATURE_CHARS = 100;

    private static final String NAME = "Ed25519";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,400})-----END PRIVATE KEY-----");

    private Ed25519() {}

    /** A new pair. */
    public static KeyPair newPair() {
        return pair(new SecureRandom());
    }

    private static KeyPair pair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java has no Ed25519", e);
    }

    private static KeyFactory factory() {
        try {
            return KeyFactory.getInstance(NAME);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** A public key in one line. */
    public static String text(PublicKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** The public key that was written so, or null if it is none. */
    public static @Nullable PublicKey publicKey(String text) {
        if (text.length() > MOST_KEY_CHARS) {
            return null;
        }
        try {
            PublicKey key = factory()
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text)));
            // Other forms of the same key would be other keys in a list.
            return text(key).equals(text) ? key : null;
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            return null;
        }
    }

    /** A private key as PEM. */
    public static String pem(PrivateKey key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
    }

    /** The pair of a private key in PEM, or null if it is none of Ed25519. What else is in the text is passed over. */
    public static @Nullable KeyPair readPem(String text) {
        Matcher block = PEM.matcher(text);
        if (!block.find()) {
            return null;
        }
        try {
            byte[] coded = Base64.getMimeDecoder().decode(block.group(1).getBytes(StandardCharsets.US_ASCII));
            PrivateKey secret = factory().generatePrivate(new PKCS8EncodedKeySpec(coded));
            byte[] seed = ((EdECPrivateKey) secret).getBytes().orElseThrow();
            // A pair is made from 32 random bytes; with the same bytes it is the same pair.
            KeyPair pair = pair(new SecureRandom() {
                private static final long serialVersionUID = 1;

                @Override
                public void nextBytes(byte[] bytes) {
                    System.arraycopy(seed, 0, bytes, 0, bytes.length);
                }
            });
            return matches(pair.getPublic(), secret) ? new KeyPair(pair.getPublic(), secret) : null;
        } catch (InvalidKeySpecException | RuntimeException e) {
            return null;
        }
    }

    private static boolean matches(PublicKey open, PrivateKey secret) {
        byte[] probe = {1, 2, 3};
        return verifies(open, probe, sign(secret, probe));
    }

    /** The signature, 64 bytes. */
    public static byte[] sign(PrivateKey key, byte[] what) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initSign(key);
            signature.update(what);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** True if that key signed it; false also for bytes that are no signature. */
    public static boolean verifies(PublicKey key, byte[] what, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initVerify(key);
            signature.update(what);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }
}

package thiscord.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What a server's key is known by, written {@code SHA256:} and the base64 of the SHA-256 of its public key (the
 * SubjectPublicKeyInfo of RFC 5280), without padding, as SSH writes it. A certificate that is renewed for the same key
 * keeps it.
 */
public record Fingerprint(String text) {
    private static final Pattern FORM = Pattern.compile("SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]");

    public Fingerprint {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no fingerprint; one looks like SHA256: and 43 letters, digits, + and /");
        }
    }

    /**
     * Reads one, with or without the padding that other programs write.
     *
     * @throws IllegalArgumentException with a line for the user
     */
    public static Fingerprint parse(String text) {
        return new Fingerprint(text.endsWith("=") ? text.substring(0, text.length() - 1) : text);
    }

    /** Of a certificate's public key. */
    public static Fingerprint of(X509Certificate certificate) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] hash = sha.digest(certificate.getPublicKey().getEncoded());
            return new Fingerprint(
                    "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}

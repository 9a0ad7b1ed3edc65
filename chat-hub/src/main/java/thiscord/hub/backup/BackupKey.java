package thiscord.hub.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/** A key, in a file, by which a backup is known for one's own: HMAC-SHA256 over its list of files. */
final class BackupKey {
    /** The name of the signature in the archive. */
    static final String NAME = "thiscord-backup.hmac";

    private static final int LEAST_BYTES = 16;
    private static final int MOST_BYTES = 4096;

    private final SecretKeySpec key;

    private BackupKey(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /**
     * Reads it.
     *
     * @param option that named the file
     * @throws Failure bad configuration, if it cannot be read or is too short or too long for a key
     */
    static BackupKey read(Path file, String option) {
        try {
            long size = Files.size(file);
            if (size < LEAST_BYTES || size > MOST_BYTES) {
                throw new IOException("a key has " + LEAST_BYTES + " to " + MOST_BYTES + " bytes, and it has " + size);
            }
            // HMAC takes keys that differ in zero bytes at the end for the same.
            return new BackupKey(Hashing.sha256().digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot use the key " + file + ": " + Failure.why(e)
                            + "; head -c 32 /dev/urandom > FILE makes one, see " + option,
                    e);
        }
    }

    /** In hexadecimal digits. */
    String sign(Manifest manifest) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(manifest.text().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    boolean signed(Manifest manifest, String signature) {
        return MessageDigest.isEqual(
                sign(manifest).getBytes(StandardCharsets.US_ASCII),
                signature.strip().getBytes(StandardCharsets.US_ASCII));
    }
}

package thiscord.subscriber.sink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/**
 * Signs what goes to a webhook, in the manner of Standard Webhooks: {@code v1,} and the HMAC-SHA256, in Base64, of id, time
 * and body with dots between them. Any thread.
 */
public final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final int FEWEST_BYTES = 16;
    private static final long MOST_FILE_BYTES = 4096;
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final SecretKeySpec key;

    Signature(byte[] secret) {
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * Reads the secret: {@code whsec_} and Base64, or any text of 16 bytes and more, without the white space around it.
     *
     * @throws Failure bad configuration, if others may read the file too or there is no such secret in it
     */
    public static Signature of(Path file) {
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                throw unusable(file, "others may read or write it; chmod 600 " + file, null);
            }
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_FILE_BYTES) {
                throw unusable(file, "it is not a file of at most " + MOST_FILE_BYTES + " bytes", null);
            }
            String text = Files.readString(file).strip();
            byte[] secret = text.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(text.substring(PREFIX.length()))
                    : text.getBytes(StandardCharsets.UTF_8);
            if (secret.length < FEWEST_BYTES) {
                throw unusable(file, "it has fewer than " + FEWEST_BYTES + " bytes", null);
            }
            return new Signature(secret);
        } catch (IOException e) {
            throw unusable(file, Failure.why(e), e);
        } catch (IllegalArgumentException e) {
            throw unusable(file, "what follows " + PREFIX + " is not Base64", null);
        }
    }

    private static Failure unusable(Path file, String why, @Nullable Throwable cause) {
        return new Failure(ExitCode.BAD_CONFIGURATION, "cannot use the secret in " + file + ": " + why, cause);
    }

    String of(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java has " + ALGORITHM, e);
        }
    }
}

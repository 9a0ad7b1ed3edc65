package thiscord.rooms.people;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.HexFormat;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.WholeFile;
import thiscord.protocol.people.Ed25519;

/**
 * The secrets in the room service's data folder, for its owner alone: the key that signs tickets, made at the first start and
 * kept; and the administrators' secret, new with each start.
 */
public final class SecretFiles {
    /** Whoever can read it is an administrator. */
    public static final String ADMIN = "people.admin";

    static final String TICKETS = "tickets.key";

    private SecretFiles() {}

    /** @throws Failure if the file can not be read or written, or holds no key */
    static KeyPair ticketKey(Path folder) {
        Path file = folder.resolve(TICKETS);
        try {
            if (!Files.exists(file)) {
                KeyPair made = Ed25519.newPair();
                write(file, Ed25519.pem(made.getPrivate()));
                return made;
            }
            KeyPair kept = Files.size(file) > 10_000 ? null : Ed25519.readPem(Files.readString(file));
            if (kept == null) {
                throw new IOException("it holds no Ed25519 key");
            }
            return kept;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    file + " cannot be used (" + Failure.why(e)
                            + "); put it back from a backup, or move it away: then all logins begin anew",
                    e);
        }
    }

    /** Makes the administrators' secret anew. */
    static String adminSecret(Path folder) {
        byte[] some = new byte[32];
        new SecureRandom().nextBytes(some);
        String secret = HexFormat.of().formatHex(some);
        Path file = folder.resolve(ADMIN);
        try {
            write(file, secret + "\n");
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, file + " cannot be written (" + Failure.why(e) + ")", e);
        }
        return secret;
    }

    /** Writes a file for its owner alone, in the place of one that is there. */
    static void write(Path file, String text) throws IOException {
        try (WholeFile whole = WholeFile.begin(file)) {
            whole.out().write(text.getBytes(StandardCharsets.US_ASCII));
            whole.finish(true);
        }
    }
}

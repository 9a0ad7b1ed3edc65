package thiscord.rooms.people;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.people.Ed25519;

/**
 * The secrets in the room service's data folder, for its owner alone: the key that signs tickets, made at the first start and
 * kept; the hubs' secret, likewise; and the administrators' secret, new with each start.
 */
public final class SecretFiles {
    /** Whoever can read it is an administrator. */
    public static final String ADMIN = "people.admin";

    static final String TICKETS = "tickets.key";

    private static final Pattern SECRET = Pattern.compile("[0-9a-f]{64}");

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
        String secret = random();
        Path file = folder.resolve(ADMIN);
        try {
            write(file, secret + "\n");
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, file + " cannot be written (" + Failure.why(e) + ")", e);
        }
        return secret;
    }

    private static String random() {
        byte[] some = new byte[32];
        new SecureRandom().nextBytes(some);
        return HexFormat.of().formatHex(some);
    }

    static Path hubs(Path folder) {
        return folder.resolve(RoomService.HUBS_SECRET);
    }

    /** The hubs' secret: made at the first start, and kept, since hubs on other machines have copies. */
    static String hubSecret(Path folder) {
        Path file = hubs(folder);
        try {
            if (!Files.exists(file)) {
                write(file, random() + "\n");
            }
            String kept =
                    Files.size(file) > 10_000 ? "" : Files.readString(file).strip();
            if (!SECRET.matcher(kept).matches()) {
                throw new IOException("it holds no 64 hexadecimal digits");
            }
            return kept;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    file + " cannot be used (" + Failure.why(e)
                            + "); move it away: then a new one is made, to be copied to hubs on other machines",
                    e);
        }
    }

    /**
     * Writes a file for its owner alone, in the place of one that is there. Not by {@link thiscord.cli.WholeFile}, which asks
     * for its process: the least privilege of security.policy has no sight of any. The folder is this service's alone.
     */
    private static void write(Path file, String text) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        Files.deleteIfExists(part);
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownersAlone = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (FileChannel out =
                FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersAlone)) {
            out.write(StandardCharsets.US_ASCII.encode(text));
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

package thiscord.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;

/**
 * The fingerprints of servers that were met: a file with a line for each, {@code HOST:PORT FINGERPRINT}. Lines that begin
 * with {@code #} are comments. Any number of processes may use it at once. Thread-safe; each call reads the file.
 */
public final class KnownServers {
    /** Its name in the folder of settings. */
    public static final String FILE = "known_servers";

    private static final int MOST_BYTES = 4 << 20;

    private final Path file;

    private KnownServers(Path file) {
        this.file = file;
    }

    /** The user's own. */
    public static KnownServers standard() {
        return at(DataFolder.standardConfig().resolve(FILE));
    }

    /** Another file; it and its folder are made when there is something to remember. */
    public static KnownServers at(Path file) {
        return new KnownServers(file.toAbsolutePath());
    }

    public Path file() {
        return file;
    }

    /**
     * What is remembered of a server, or null.
     *
     * @throws IOException if the file is there and cannot be read, or has no fingerprint where one should be
     */
    public @Nullable Fingerprint find(Address server) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException(file + " is too long");
            }
            return find(Files.readString(file), server);
        } catch (NoSuchFileException nothingYet) {
            return null;
        }
    }

    private @Nullable Fingerprint find(String lines, Address server) throws IOException {
        String name = name(server);
        for (String line : (Iterable<String>) lines.lines()::iterator) {
            String[] words = line.strip().split("\\s+", 2);
            if (words[0].equals(name)) {
                try {
                    return Fingerprint.parse(words.length < 2 ? "" : words[1].strip());
                } catch (IllegalArgumentException e) {
                    throw new IOException(
                            "the line of " + name + " in " + file + " is not understood: " + e.getMessage(), e);
                }
            }
        }
        return null;
    }

    /**
     * Remembers a server that is not known yet.
     *
     * @return false if it was known already
     */
    public boolean remember(Address server, Fingerprint fingerprint) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Path folder = file.getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, posix ? owner("rwx------") : new FileAttribute<?>[0]);
        }
        Set<StandardOpenOption> both =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        synchronized (KnownServers.class) {
            try (FileChannel channel =
                            FileChannel.open(file, both, posix ? owner("rw-------") : new FileAttribute<?>[0]);
                    var held = channel.lock()) {
                byte[] before = Channels.newInputStream(channel).readAllBytes();
                String lines = new String(before, StandardCharsets.UTF_8);
                if (!held.isValid() || find(lines, server) != null) {
                    return false;
                }
                String line =
                        (lines.isEmpty() || lines.endsWith("\n") ? "" : "\n") + name(server) + " " + fingerprint + "\n";
                ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
                channel.position(before.length);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                return true;
            }
        }
    }

    private static FileAttribute<?>[] owner(String rights) {
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))};
    }

    private static String name(Address server) {
        return server.toString().toLowerCase(Locale.ROOT);
    }
}

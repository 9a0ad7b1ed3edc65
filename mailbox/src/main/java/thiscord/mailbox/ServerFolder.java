package thiscord.mailbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.OwnersAlone;
import thiscord.cli.WholeFile;

/**
 * The files of one server: {@code mailboxes/PORT} in the data folder. Whoever holds its lock is the server, or sees to what a
 * dead one left; the system ends the hold with the process, however that ends.
 */
final class ServerFolder {
    private static final String ALL = "mailboxes";

    private final Path path;
    private final int port;

    private ServerFolder(Path path, int port) {
        this.path = path;
        this.port = port;
    }

    static ServerFolder of(Path data, int port) {
        return new ServerFolder(data.resolve(ALL).resolve(Integer.toString(port)), port);
    }

    /** Those that are there, alive or dead, by port. */
    static List<ServerFolder> all(Path data) throws IOException {
        Path all = data.resolve(ALL);
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(all)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches("[1-9][0-9]{0,4}"))
                    .map(Integer::valueOf)
                    .sorted()
                    .map(port -> of(data, port))
                    .toList();
        }
    }

    /** Makes the folder above all of them, for its owner alone. */
    static Path make(Path data) throws IOException {
        Path all = data.resolve(ALL);
        DataFolder.make(all);
        return all;
    }

    /**
     * The secret that other machines log in with, for all servers of the data folder; made when it is first asked for.
     *
     * @throws Failure if it cannot be read or written
     */
    static String login(Path data) {
        Path file = loginFile(data);
        try {
            if (!Files.exists(file)) {
                make(data);
                byte[] secret = new byte[16];
                new SecureRandom().nextBytes(secret);
                try (WholeFile whole = WholeFile.begin(file)) {
                    whole.out().write((HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII));
                    whole.finish(false);
                } catch (FileAlreadyExistsException madeMeanwhile) {
                    System.getLogger("thiscord.mailbox").log(System.Logger.Level.DEBUG, "a login was made meanwhile");
                }
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot read or make " + file + ": " + Failure.why(e) + "; choose another folder with "
                            + DataFolder.OPTION,
                    e);
        }
    }

    /** Where {@link #login} lies. */
    static Path loginFile(Path data) {
        return data.resolve(ALL).resolve("login");
    }

    int port() {
        return port;
    }

    Path blocks() {
        return path.resolve("blocks");
    }

    Path log() {
        return path.resolve("log");
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    /** What the server told, if it did. */
    Optional<ServerState> state() throws IOException {
        try {
            return ServerState.of(Files.readString(path.resolve("server")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void write(ServerState state) throws IOException {
        try (WholeFile file = WholeFile.begin(path.resolve("server"))) {
            file.out().write(state.text().getBytes(StandardCharsets.UTF_8));
            file.finish(true);
        }
    }

    /** Holds it, making it if it is not there; empty if another process holds it. */
    Optional<Hold> makeAndHold() throws IOException {
        DataFolder.make(path);
        return tryHold();
    }

    /** Holds it, if it is there; empty if another process holds it or it is gone. */
    Optional<Hold> hold() throws IOException {
        return exists() ? tryHold() : Optional.empty();
    }

    /**
     * The lock file is deleted with the folder by whoever holds it, so what was locked may be gone by then. The file is
     * looked at without opening it: closing any channel of it would end the lock of this process.
     */
    private Optional<Hold> tryHold() throws IOException {
        FileChannel channel = null;
        try {
            Path file = path.resolve("lock");
            if (!Files.exists(file)) {
                makeLock(file);
            }
            Object key = key(file);
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null && Objects.equals(key(file), key)) {
                return Optional.of(new Hold(channel));
            }
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            // Deleted meanwhile, or held by this process.
        } catch (IOException e) {
            close(channel);
            throw e;
        }
        close(channel);
        return Optional.empty();
    }

    private static void makeLock(Path file) throws IOException {
        try {
            Files.createFile(file, OwnersAlone.file());
        } catch (FileAlreadyExistsException e) {
            // As good.
        }
    }

    private static void close(@Nullable FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** The right to what is in the folder. */
    final class Hold implements AutoCloseable {
        private final FileChannel channel;

        private Hold(FileChannel channel) {
            this.channel = channel;
        }

        /** Deletes all that is in it, and it. */
        void deleteAll() throws IOException {
            List<Path> files;
            try (Stream<Path> all = Files.list(path)) {
                files = all.filter(file -> !file.endsWith("lock")).toList();
            }
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path.resolve("lock"));
            try {
                Files.deleteIfExists(path);
            } catch (DirectoryNotEmptyException taken) {
                // By the next server.
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}

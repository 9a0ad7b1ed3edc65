package thiscord.hub.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.SqliteFile;
import thiscord.cli.WholeFile;
import thiscord.hub.log.NewEpochs;

/**
 * Puts a backup in the place of a data folder that nobody uses. All is unpacked and checked beside it first; the folder
 * itself then changes in one step, or with what is in it to be replaced in two. What was there is moved aside, never deleted.
 */
final class Restore {
    private static final System.Logger LOG = System.getLogger("thiscord.hub");

    private static final Set<String> PARTS = Set.of("up", "rooms", "hub");
    private static final String LOCK = ".lock";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** One move of a folder, in one step. */
    @FunctionalInterface
    interface Move {
        Move ATOMIC = (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);

        void move(Path from, Path to) throws IOException;
    }

    private final Path folder;
    private final Move move;
    private final boolean wasThere;

    private Restore(Path folder, Move move) {
        this.folder = folder;
        this.move = move;
        this.wasThere = Files.exists(folder);
    }

    /**
     * Restores.
     *
     * @param replace true to move what is in the folder aside
     * @return where that is now, or null if there was nothing
     * @throws IOException if it could not be done; the folder is as it was then, or the message says where that is which was
     *     in it
     * @throws thiscord.cli.Failure if somebody uses the folder
     */
    static @Nullable Path to(Path folder, Archive archive, boolean replace) throws IOException {
        return to(folder, archive, replace, Move.ATOMIC);
    }

    static @Nullable Path to(Path folder, Archive archive, boolean replace, Move move) throws IOException {
        Path real = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath();
        return new Restore(real, move).run(archive, replace);
    }

    /** True if nothing but locks of nobody is in it, or it is not there. */
    static boolean empty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.allMatch(Restore::lock);
        }
    }

    private static boolean lock(Path file) {
        return file.getFileName().toString().endsWith(LOCK) && Files.isRegularFile(file);
    }

    private @Nullable Path run(Archive archive, boolean replace) throws IOException {
        Deque<DataFolder> held = new ArrayDeque<>();
        Path staging = folder.resolveSibling(
                folder.getFileName() + ".restoring-" + ProcessHandle.current().pid());
        Path libraries = staging.resolveSibling(staging.getFileName() + ".native");
        boolean done = false;
        try {
            for (Path lock : locks()) {
                String name = lock.getFileName().toString();
                held.push(DataFolder.hold(lock.getParent(), name.substring(0, name.length() - LOCK.length())));
            }
            deleteAbandoned();
            FileStore disk = Files.getFileStore(folder);
            if (archive.size() > disk.getUsableSpace()) {
                throw new IOException("it needs " + archive.size() + " bytes, and there are " + disk.getUsableSpace());
            }
            StagingFolder.make(staging);
            SqliteFile.unpackLibraryIn(StagingFolder.make(libraries));
            archive.unpack(staging);
            databases(staging);
            if (!ErasedRooms.carry(folder, staging)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "it cannot be known which rooms were erased since this backup: look at 'thiscord rooms list'"
                                + " and delete what came back");
            }
            finish(staging);
            Path aside = inPlace(staging, replace);
            done = true;
            return aside;
        } finally {
            StagingFolder.delete(staging);
            StagingFolder.delete(libraries);
            while (!held.isEmpty()) {
                held.pop().close();
            }
            if (!done && !wasThere && empty(folder)) {
                StagingFolder.delete(folder);
            }
        }
    }

    /** All that may be locked in it. */
    private Set<Path> locks() throws IOException {
        Set<Path> locks = new TreeSet<>();
        PARTS.forEach(part -> locks.add(folder.resolve(part + LOCK)));
        if (wasThere) {
            try (Stream<Path> all = Files.walk(folder, Manifest.MOST_DEPTH)) {
                all.filter(Restore::lock).forEach(locks::add);
            }
        }
        return locks;
    }

    /** What restores of this folder that were killed have left: its locks are held, so nobody else makes one now. */
    private void deleteAbandoned() throws IOException {
        String begin = folder.getFileName() + ".restoring-";
        try (Stream<Path> beside = Files.list(folder.resolveSibling(".").normalize())) {
            for (Path path : (Iterable<Path>) beside::iterator) {
                if (path.getFileName().toString().startsWith(begin)) {
                    StagingFolder.delete(path);
                }
            }
        }
    }

    /** Before anything is written to them. */
    private static void databases(Path staging) throws IOException {
        try (Stream<Path> all = Files.walk(staging)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                if (SqliteFiles.is(file)) {
                    SqliteFiles.check(file);
                }
            }
        }
        NewEpochs.refuseForeign(staging);
    }

    private static void finish(Path staging) throws IOException {
        NewEpochs.begin(staging);
        try (Stream<Path> all = Files.walk(staging)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                boolean isFolder = Files.isDirectory(path);
                if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(isFolder ? "rwx------" : "rw-------"));
                }
                if (isFolder) {
                    WholeFile.syncFolder(path);
                } else {
                    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                        channel.force(true);
                    }
                }
            }
        }
    }

    /** The locks are held until after this, so nobody begins to use the folder that goes. */
    private @Nullable Path inPlace(Path staging, boolean replace) throws IOException {
        Path aside = null;
        if (empty(folder)) {
            for (Path lock : locks()) {
                Files.deleteIfExists(lock);
            }
        } else if (replace) {
            aside = folder.resolveSibling(folder.getFileName() + ".replaced-" + STAMP.format(Instant.now()));
            move(folder, aside);
        } else {
            throw new DirectoryNotEmptyException(folder.toString());
        }
        try {
            move(staging, folder);
        } catch (IOException e) {
            putBack(aside, e);
            throw e;
        }
        WholeFile.syncFolder(folder.getParent());
        return aside;
    }

    /** Undoes the first of two moves when the second failed; where that fails too, somebody has made the folder anew. */
    private void putBack(@Nullable Path aside, IOException why) throws IOException {
        if (aside == null) {
            return;
        }
        try {
            move(aside, folder);
        } catch (IOException e) {
            IOException both = new IOException(
                    why.getMessage() + "; what was there is in " + aside + " and can not be put back: stop the servers,"
                            + " move " + folder + " away, and move that to its place",
                    why);
            both.addSuppressed(e);
            throw both;
        }
    }

    private void move(Path from, Path to) throws IOException {
        try {
            move.move(from, to);
        } catch (FileSystemException e) {
            String why = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new IOException(from + " cannot be moved to " + to + " (" + why + ")", e);
        }
    }
}

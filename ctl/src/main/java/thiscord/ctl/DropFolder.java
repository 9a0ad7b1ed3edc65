package thiscord.ctl;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.WholeFile;
import thiscord.ctl.door.Frames;

/**
 * The files of a drop folder: {@code requests/req_ID.json} in, {@code responses/resp_ID.json} out. A request is claimed by a
 * move into {@code .taken}, so that it is carried out at most once however this process ends. Held by one process at a
 * time; for one thread.
 */
final class DropFolder implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("req_([A-Za-z0-9_-][A-Za-z0-9._-]{0,63})\\.json");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    /** So many files of a folder are looked at in one scan. */
    private static final int MAX_LISTED = 10_000;

    private final Path requests;
    private final Path responses;
    private final Path taken;
    private final FileChannel lock;

    /** A claimed request. */
    record Claim(String id, Path file) {}

    private DropFolder(Path folder, FileChannel lock) {
        this.requests = folder.resolve("requests");
        this.responses = folder.resolve("responses");
        this.taken = folder.resolve(".taken");
        this.lock = lock;
    }

    /**
     * Makes what is missing, for its owner alone, and locks the folder.
     *
     * @throws Failure bad configuration, if another process has it, somebody else may write into it, or it cannot be used
     */
    static DropFolder open(Path folder) {
        FileChannel channel = null;
        try {
            DataFolder.make(folder);
            requireOwn(folder);
            channel = FileChannel.open(
                    folder.resolve(".lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (tryLock(channel) == null) {
                throw new Failure(
                        ExitCode.BAD_CONFIGURATION,
                        "another process serves the drop folder " + folder + "; stop it or name another folder");
            }
            DropFolder drop = new DropFolder(folder, channel);
            for (Path part : List.of(drop.requests, drop.responses, drop.taken)) {
                DataFolder.make(part);
                requireOwn(part);
                Files.setPosixFilePermissions(part, OWNER_ONLY);
            }
            return drop;
        } catch (IOException e) {
            close(channel);
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot use the drop folder " + folder + ": " + Failure.why(e) + "; name another folder",
                    e);
        } catch (Failure e) {
            close(channel);
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** Whoever can write into the folder can stop the server. */
    private static void requireOwn(Path folder) throws IOException {
        PosixFileAttributes has = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Path own = Files.createTempFile(folder, ".owner", null);
        try {
            boolean mine = has.owner().equals(Files.getOwner(own));
            boolean shared = has.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    || has.permissions().contains(PosixFilePermission.OTHERS_WRITE);
            if (!has.isDirectory() || !mine || shared) {
                throw new Failure(
                        ExitCode.BAD_CONFIGURATION,
                        "others may write into " + folder + ", and whoever writes there controls the server; make it"
                                + " your own with: chmod 700 " + folder);
            }
        } finally {
            Files.delete(own);
        }
    }

    /** The folder to watch for requests. */
    Path requests() {
        return requests;
    }

    /** The requests that wait, oldest first. */
    List<Path> waiting() throws IOException {
        return oldestFirst(requests).stream().filter(file -> id(file) != null).toList();
    }

    /** Claims a request; null if it was moved away meanwhile. */
    @Nullable
    Claim claim(Path request) throws IOException {
        Path claimed = taken.resolve(request.getFileName());
        try {
            Files.move(request, claimed, StandardCopyOption.ATOMIC_MOVE);
            return new Claim(String.valueOf(id(request)), claimed);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    /** Requests that were claimed and not answered: the process that claimed them was killed. */
    List<Claim> unanswered() throws IOException {
        List<Claim> claims = new ArrayList<>();
        for (Path file : oldestFirst(taken)) {
            String id = id(file);
            if (id != null) {
                claims.add(new Claim(id, file));
            }
        }
        return claims;
    }

    private static @Nullable String id(Path file) {
        Matcher name = REQUEST.matcher(String.valueOf(file.getFileName()));
        return name.matches() && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? name.group(1) : null;
    }

    /**
     * The bytes of a claimed request; null if it is no ordinary file or has more than {@link Frames#MOST_IN} bytes.
     */
    static byte @Nullable [] read(Claim claim) throws IOException {
        BasicFileAttributes has =
                Files.readAttributes(claim.file(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!has.isRegularFile() || has.size() > Frames.MOST_IN) {
            return null;
        }
        try (var in = Files.newInputStream(claim.file(), LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(Frames.MOST_IN + 1);
            return bytes.length > Frames.MOST_IN ? null : bytes;
        }
    }

    /** Where a file that belongs to an answer is to be written; it must be there before the answer. */
    Path attachment(Claim claim) {
        return responses.resolve("resp_" + claim.id() + ".data");
    }

    /** Writes the answer, which appears whole, and removes the request. */
    void answer(Claim claim, byte[] json) throws IOException {
        try (WholeFile whole = WholeFile.begin(responses.resolve("resp_" + claim.id() + ".json"))) {
            whole.out().write(json);
            whole.finish(true);
        }
        remove(claim.file());
    }

    /** Removes what is older than that in any of the folders, and files that were never renamed into a request. */
    void sweep(Instant before) throws IOException {
        for (Path folder : List.of(requests, responses)) {
            for (Path file : oldestFirst(folder)) {
                if (!modified(file).isBefore(before)) {
                    break;
                }
                remove(file);
            }
        }
    }

    private static List<Path> oldestFirst(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.limit(MAX_LISTED)
                    .sorted(Comparator.comparing(DropFolder::modified).thenComparing(Path::toString))
                    .toList();
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException gone) {
            return Instant.MAX;
        }
    }

    /** A folder that somebody made there stays. */
    private static void remove(Path file) throws IOException {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() {
        close(lock);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            System.getLogger("thiscord.ctl")
                    .log(System.Logger.Level.DEBUG, "ctl: closing the lock of a drop folder", e);
        }
    }
}

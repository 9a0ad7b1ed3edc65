package thiscord.publisher.spool;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.WholeFile;

/**
 * The folder, and in it {@code work} for the file at hand, {@code done} and {@code failed}. A file goes from one to the other
 * by being renamed, so that it is always in one. For one thread.
 */
final class SpoolFolder {
    static final String REASON = ".reason";

    private static final Logger LOG = System.getLogger("thiscord.publisher");
    /** As many names are looked at a time, the first in their order. */
    private static final int MOST_NAMES = 1000;

    private static final int MOST_WARNED = 100;

    private final Path folder;
    private final Path work;
    private final Path done;
    private final Path failed;
    /** Folders that were named in the log. */
    private final Set<String> warned = new HashSet<>();
    /** When a file was taken up last. */
    private long claimedAt;

    /**
     * Makes what is missing in the folder.
     *
     * @throws Failure bad configuration, if it is not there or cannot be written
     */
    SpoolFolder(Path folder) {
        this.folder = folder;
        this.work = folder.resolve("work");
        this.done = folder.resolve("done");
        this.failed = folder.resolve("failed");
        if (!Files.isDirectory(folder)) {
            throw unusable("there is no such folder", null);
        }
        try {
            for (Path one : List.of(work, done, failed)) {
                make(one);
            }
        } catch (IOException e) {
            throw unusable(Failure.why(e), e);
        }
    }

    private static void make(Path one) throws IOException {
        if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    one, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(one);
        }
    }

    private Failure unusable(String why, @Nullable Throwable cause) {
        return new Failure(
                ExitCode.BAD_CONFIGURATION,
                "cannot use the folder " + folder + ": " + why + "; choose another with --spool",
                cause);
    }

    Path path() {
        return folder;
    }

    /** Files that were taken up and not dealt with, oldest first. */
    List<Claimed> atWork() throws IOException {
        return new ArrayList<>(claimed(work));
    }

    private static TreeSet<Claimed> claimed(Path where) throws IOException {
        TreeSet<Claimed> all = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(where)) {
            for (Path file : files) {
                Claimed one = Claimed.of(file);
                if (one != null) {
                    all.add(one);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return all;
    }

    /** What was moved in, in the order of names; files that are still being written are left, and so are folders. */
    List<Path> arrived() throws IOException {
        TreeSet<Path> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!isUnfinished(file.getFileName().toString()) && !isFolder(file)) {
                    names.add(file);
                    if (names.size() > MOST_NAMES) {
                        names.pollLast();
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return new ArrayList<>(names);
    }

    private static boolean isUnfinished(String name) {
        return name.startsWith(".") || name.endsWith(".tmp") || name.endsWith(".part");
    }

    private boolean isFolder(Path file) {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        boolean ours = file.equals(work) || file.equals(done) || file.equals(failed);
        if (!ours && warned.size() < MOST_WARNED && warned.add(file.toString())) {
            LOG.log(Level.WARNING, "publisher: " + file + " is a folder and is left where it is");
        }
        return true;
    }

    /** Takes a file up; null if it has gone. */
    @Nullable
    Claimed claim(Path file, long first, long nowMillis) throws IOException {
        // No two have the same, or they might have one name and take each other's place.
        claimedAt = Math.max(nowMillis, claimedAt + 1);
        Path at = work.resolve(Claimed.name(first, claimedAt, file.getFileName().toString()));
        try {
            Files.move(file, at, StandardCopyOption.ATOMIC_MOVE);
            return new Claimed(at, first, claimedAt);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    void done(Claimed file) throws IOException {
        move(file, done);
    }

    /** Puts it aside, with a small file beside it that says why. */
    void failed(Claimed file, String why) throws IOException {
        try (WholeFile reason = WholeFile.begin(failed.resolve(file.path().getFileName() + REASON))) {
            reason.out().write((why + "\n").getBytes(StandardCharsets.UTF_8));
            reason.finish(true);
        } catch (IOException e) {
            // A full disk: the file has to be put aside all the same, or it would count as done.
            LOG.log(
                    Level.WARNING,
                    "publisher: cannot write why " + file.path().getFileName() + " failed (" + why + ")",
                    e);
        }
        move(file, failed);
    }

    private static void move(Claimed file, Path where) throws IOException {
        Files.move(file.path(), where.resolve(file.path().getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes what was dealt with for longer than that, and the oldest of what is too many; only what has our names. */
    void clean(Duration keep, int most, long nowMillis) throws IOException {
        for (Path where : List.of(done, failed)) {
            TreeSet<Claimed> all = claimed(where);
            while (!all.isEmpty()
                    && (all.size() > most || nowMillis - all.first().millis() > keep.toMillis())) {
                Files.deleteIfExists(all.pollFirst().path());
            }
        }
    }
}

package thiscord.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file that appears whole or not at all, for its owner alone: written beside its place under another name, and moved
 * there by {@link #finish} when it is on the disk. For one thread.
 */
public final class WholeFile implements AutoCloseable {
    /** The end of its name while it is written; before that are a dot, its name, a dot and the id of the process. */
    public static final String PART = ".part";

    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private boolean finished;

    private WholeFile(Path target, Path part, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.channel = channel;
    }

    /**
     * Begins to write; nothing of it lies at {@code target} before {@link #finish}.
     *
     * @throws IOException if the folder is missing or can not be written
     */
    public static WholeFile begin(Path target) throws IOException {
        Path whole = target.toAbsolutePath();
        Path part = whole.resolveSibling("." + whole.getFileName() + "." + ThisProcess.pid() + PART);
        Files.deleteIfExists(part);
        FileChannel channel = FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnersAlone.file());
        part.toFile().deleteOnExit();
        lock(channel);
        return new WholeFile(whole, part, channel);
    }

    /** Held while it is written, by which others see that somebody does. Where there are no locks nothing is deleted either. */
    private static boolean lock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Deletes what processes that were killed while they wrote such files have left in a folder.
     *
     * @throws IOException if the folder cannot be read
     */
    public static void deleteAbandoned(Path folder) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".*" + PART)) {
            for (Path part : parts) {
                String name = part.getFileName().toString();
                // A lock of this process would be lost by closing the file.
                if (name.matches("\\..+\\.\\d+\\" + PART) && !name.endsWith("." + ThisProcess.pid() + PART)) {
                    deleteUnlocked(part);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void deleteUnlocked(Path part) {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (lock(channel)) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            System.getLogger("thiscord.cli")
                    .log(System.Logger.Level.DEBUG, "cannot delete " + part + ": " + Failure.why(e));
        }
    }

    /** Where to write; not buffered. */
    public OutputStream out() {
        return Channels.newOutputStream(channel);
    }

    /**
     * Puts it in its place, once it is on the disk.
     *
     * @param replace true to take the place of a file that is there
     * @throws IOException if it could not be written; {@link java.nio.file.FileAlreadyExistsException} if one is there
     */
    public void finish(boolean replace) throws IOException {
        channel.force(true);
        if (!OwnersAlone.hasModes()) {
            // Not a system on which a file can be moved while it is open, and so locked.
            channel.close();
        }
        if (replace) {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.move(part, target);
        }
        finished = true;
        channel.close();
        syncFolder(target.getParent());
    }

    /** Makes sure that what was moved into a folder is there after a power cut, where the system can. */
    public static void syncFolder(Path folder) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** Leaves nothing behind if it was not finished. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (!finished) {
            Files.deleteIfExists(part);
        }
    }
}

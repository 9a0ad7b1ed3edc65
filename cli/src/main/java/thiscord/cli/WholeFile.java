package thiscord.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that appears whole or not at all, for its owner alone: written beside its place under another name, and moved
 * there by {@link #finish} when it is on the disk. For one thread.
 */
public final class WholeFile implements AutoCloseable {
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
        Path part = whole.resolveSibling("." + whole.getFileName() + "." + ThisProcess.pid() + ".part");
        Files.deleteIfExists(part);
        FileChannel channel =
                FileChannel.open(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersAlone());
        part.toFile().deleteOnExit();
        return new WholeFile(whole, part, channel);
    }

    private static FileAttribute<?>[] ownersAlone() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
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
        channel.close();
        if (replace) {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.move(part, target);
        }
        finished = true;
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

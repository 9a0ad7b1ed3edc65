package thiscord.ctl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.WholeFile;
import thiscord.ctl.door.HandedFiles;

/**
 * A file that a server hands over while the connection lasts: mapped, not read, so that its bytes are copied once. Of the
 * path that the server names only the last part counts. Blocks; for one thread.
 */
final class HandedOver {
    private static final long WINDOW_BYTES = 64 << 20;
    private static final int STEP_BYTES = 64 * 1024;

    private final Path path;
    private final long bytes;

    private HandedOver(Path path, long bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    /** @throws Failure if the answer names no file */
    static HandedOver of(Path data, Map<String, Object> answer) {
        if (answer.get("file") instanceof String name
                && answer.get("bytes") instanceof Number size
                && Path.of(name).getFileName() != null) {
            return new HandedOver(
                    data.resolve(HandedFiles.FOLDER).resolve(Path.of(name).getFileName()), size.longValue());
        }
        throw new Failure(ExitCode.UNEXPECTED, "the server handed no file over");
    }

    /**
     * Copies it.
     *
     * @throws IOException if {@code to} takes no more
     * @throws Failure if the file is not there any more, or another
     */
    void copyTo(OutputStream to) throws IOException {
        try (FileChannel channel = open()) {
            byte[] step = new byte[STEP_BYTES];
            for (long at = 0; at < bytes; at += WINDOW_BYTES) {
                ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(WINDOW_BYTES, bytes - at));
                while (mapped.hasRemaining()) {
                    int n = Math.min(step.length, mapped.remaining());
                    mapped.get(step, 0, n);
                    to.write(step, 0, n);
                }
            }
        }
    }

    private FileChannel open() {
        try {
            FileChannel channel = FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            if (channel.size() == bytes) {
                return channel;
            }
            channel.close();
            throw new Failure(ExitCode.UNEXPECTED, "the server handed over another file than it said; ask again");
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.UNEXPECTED, "cannot read what was handed over: " + Failure.why(e) + "; ask again", e);
        }
    }

    /**
     * Copies it into a file, which appears when it is whole, for its owner alone.
     *
     * @throws Failure if it cannot be written, or is there and is not to be replaced
     */
    void copyTo(Path file, boolean replace, String option) {
        try (WholeFile whole = WholeFile.begin(file)) {
            copyTo(whole.out());
            whole.finish(replace);
        } catch (FileAlreadyExistsException e) {
            throw exists(file, option);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot write " + file + ": " + Failure.why(e) + "; name another file with " + option,
                    e);
        }
    }

    /** Says so before anything is asked, if the file cannot be the one to write. */
    static void check(Path file, boolean replace, String option, Path data) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (!replace && Files.exists(file)) {
            throw exists(file, option);
        }
        try {
            if (folder != null && Files.exists(data) && folder.toRealPath().startsWith(data.toRealPath())) {
                throw new Failure(
                        ExitCode.USAGE,
                        file + " would lie in the server's data folder " + data + "; name another with " + option);
            }
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot write " + file + ": " + Failure.why(e) + "; see " + option + " and " + DataFolder.OPTION,
                    e);
        }
    }

    private static Failure exists(Path file, String option) {
        return new Failure(ExitCode.USAGE, file + " is there already; name another file with " + option);
    }
}

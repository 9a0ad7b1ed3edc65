package thiscord.ctl.door;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/** The file of a listening socket: how it comes to be, for its owner alone. Stateless. */
final class SocketFile {
    /** {@code sun_path} has 108 bytes on Linux and 104 elsewhere, the zero at its end included. */
    private static final int MOST_BYTES = System.getProperty("os.name", "").startsWith("Linux") ? 107 : 103;

    private static final int BACKLOG = 256;

    private SocketFile() {}

    /** Why there can be no socket at that path, whatever lies there; null if there can. */
    static @Nullable String impossible(Path path) {
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            return "its path would have " + bytes + " bytes, and " + MOST_BYTES
                    + " is the most; a shorter data folder (" + DataFolder.OPTION + ") has one";
        }
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? null
                : "this system cannot keep it for its owner alone";
    }

    /**
     * Listens there. A socket on which nobody answers is taken away first.
     *
     * @throws Failure if somebody answers, or something else lies there
     */
    static ServerSocketChannel listen(Path path) {
        ServerSocketChannel channel = null;
        try {
            DataFolder.make(path.toAbsolutePath().getParent());
            takeAwayStale(path);
            channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return channel;
        } catch (IOException e) {
            if (channel != null) {
                close(channel, e);
            }
            throw new Failure(
                    ExitCode.CANNOT_BIND,
                    "cannot listen on " + path + ": " + Failure.why(e) + "; choose another folder with "
                            + DataFolder.OPTION,
                    e);
        }
    }

    private static void close(ServerSocketChannel channel, IOException why) {
        try {
            channel.close();
        } catch (IOException second) {
            why.addSuppressed(second);
        }
    }

    private static void takeAwayStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    path + " is no socket; move it away, or choose another folder with " + DataFolder.OPTION);
        }
        if (answers(path)) {
            throw new Failure(
                    ExitCode.CANNOT_BIND,
                    "another server answers on " + path + "; stop that, or choose another folder with "
                            + DataFolder.OPTION);
        }
        Files.deleteIfExists(path);
    }

    private static boolean answers(Path path) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}

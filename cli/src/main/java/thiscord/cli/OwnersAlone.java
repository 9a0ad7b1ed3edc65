package thiscord.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How files and folders are made that nobody but their owner can read, whatever the umask. Thread-safe. */
public final class OwnersAlone {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private OwnersAlone() {}

    /** For a new file: mode 0600, where there are modes. */
    public static FileAttribute<?>[] file() {
        return of("rw-------");
    }

    /** For a new folder: mode 0700, where there are modes. */
    public static FileAttribute<?>[] folder() {
        return of("rwx------");
    }

    /** True where files have modes. */
    static boolean hasModes() {
        return POSIX;
    }

    /** Opens a file to read and write; made with mode 0600 if it is missing. */
    public static FileChannel open(Path file, OpenOption... more) throws IOException {
        Set<OpenOption> options =
                new HashSet<>(List.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        options.addAll(List.of(more));
        return FileChannel.open(file, options, file());
    }

    private static FileAttribute<?>[] of(String mode) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}

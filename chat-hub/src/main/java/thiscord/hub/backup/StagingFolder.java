package thiscord.hub.backup;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Folders for what is not finished: for their owner alone, and gone afterwards. */
final class StagingFolder {
    private StagingFolder() {}

    /** Makes it anew, empty; a signal that ends the process deletes it. */
    static Path make(Path folder) throws IOException {
        delete(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> atTheEnd(folder), "staging-end"));
        return create(folder);
    }

    /** Makes it, where there is none. */
    static Path create(Path folder) throws IOException {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                : Files.createDirectory(folder);
    }

    private static void atTheEnd(Path folder) {
        try {
            delete(folder);
        } catch (IOException e) {
            System.getLogger("thiscord.hub").log(System.Logger.Level.WARNING, "delete " + folder + " yourself", e);
        }
    }

    /** Deletes it with all that is in it, if it is there; follows no links. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

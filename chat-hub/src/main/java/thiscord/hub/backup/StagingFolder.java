package thiscord.hub.backup;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import thiscord.cli.WholeFile;

/** Folders for what is not finished: for their owner alone, and gone afterwards. */
final class StagingFolder {
    /** The end of the name of a folder beside a backup that is being written; see {@link WholeFile} for the begin. */
    static final String COPIES = ".copies";

    private StagingFolder() {}

    /** Deletes what processes that were killed while they wrote a backup or an export have left in a folder. */
    static void deleteAbandoned(Path folder) throws IOException {
        WholeFile.deleteAbandoned(folder);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*" + COPIES)) {
            for (Path copies : left) {
                String name = copies.getFileName().toString();
                String part = name.substring(0, name.length() - COPIES.length()) + WholeFile.PART;
                if (name.matches("\\..+\\.\\d+\\" + COPIES) && !Files.exists(copies.resolveSibling(part))) {
                    delete(copies);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

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

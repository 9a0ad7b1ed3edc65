package thiscord.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.WholeFile;

/**
 * Where a server's key and certificate lie, as PEM; both may be one file.
 *
 * @param ours true if we make the file when it is missing
 */
public record KeyFiles(Path key, Path certificate, boolean ours) {
    /** The file in a data folder. */
    public static final String FILE = "server.pem";

    /** The key that the server makes for itself in its data folder. */
    public static KeyFiles inFolder(Path data) {
        Path file = data.resolve(FILE);
        return new KeyFiles(file, file, true);
    }

    /** Files that somebody else made. */
    public static KeyFiles given(Path key, Path certificate) {
        return new KeyFiles(key.toAbsolutePath(), certificate.toAbsolutePath(), false);
    }

    /** Makes the key if it is ours and not there. Two that start at once agree on one. */
    void make() {
        if (!ours || Files.exists(key)) {
            return;
        }
        try {
            DataFolder.make(key.toAbsolutePath().getParent());
            try (WholeFile file = WholeFile.begin(key)) {
                file.out().write(SelfSigned.pem().getBytes(StandardCharsets.US_ASCII));
                file.finish(false);
            }
        } catch (FileAlreadyExistsException madeMeanwhile) {
            return;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot write the server's key " + key + ": " + Failure.why(e)
                            + "; make the folder writable, or give --tls-key and --tls-cert",
                    e);
        }
    }

    /** Changes when a file changes; null while one cannot be looked at. */
    @Nullable
    String stamp() {
        try {
            return stamp(key) + stamp(certificate);
        } catch (IOException e) {
            return null;
        }
    }

    private static String stamp(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey() + ";";
    }
}

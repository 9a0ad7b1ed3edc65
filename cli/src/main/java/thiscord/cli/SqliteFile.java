package thiscord.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** What the SQLite driver has to be told of files. Knows nothing of SQL. */
public final class SqliteFile {
    /** Read by the driver, which unpacks its library before it loads it. */
    private static final String LIBRARIES = "org.sqlite.tmpdir";

    private static final String PLAIN = "/-_.~";
    /** Whatever is wrong with the machine and not with the file, as the driver says it. */
    private static final Set<String> MACHINE = Set.of(
            "SQLITE_FULL",
            "SQLITE_IOERR",
            "SQLITE_CANTOPEN",
            "SQLITE_READONLY",
            "SQLITE_PERM",
            "SQLITE_NOMEM",
            "SQLITE_BUSY");

    private SqliteFile() {}

    /**
     * The address of a file for the driver. In {@code jdbc:sqlite:PATH} it would take what follows a question mark for settings;
     * here nothing in the path means anything.
     */
    public static String url(Path file) {
        StringBuilder url = new StringBuilder("jdbc:sqlite:file:");
        for (byte b : file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || PLAIN.indexOf(b) >= 0;
            url.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
        return url.toString();
    }

    /**
     * Lets the driver unpack its library in a folder of ours, as that for temporary files may be full, or forbid it. Has no
     * effect once it was loaded, or if the folder cannot be written.
     */
    public static void unpackLibraryIn(Path folder) {
        try {
            if (System.getProperty(LIBRARIES) == null
                    && Files.isWritable(Files.exists(folder) ? folder : parent(folder))) {
                DataFolder.make(folder);
                System.setProperty(LIBRARIES, folder.toString());
            }
        } catch (IOException e) {
            System.getLogger("thiscord.cli").log(System.Logger.Level.DEBUG, "no folder for native libraries", e);
        }
    }

    private static Path parent(Path folder) {
        Path parent = folder.toAbsolutePath().getParent();
        return parent == null ? folder : parent;
    }

    /**
     * True if an error of the driver is the machine's fault, such as a full disk, so that the file may be sound.
     *
     * @param message of the exception
     */
    public static boolean isTroubleOfMachine(String message) {
        return MACHINE.stream().anyMatch(message::contains)
                || message.contains("native library")
                || message.contains("NativeLibrary");
    }
}

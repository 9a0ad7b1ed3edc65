package thiscord.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A part's hold on the data folder, so that no second process, nor a second part of this one, writes the same files. Held
 * from {@link #take} to {@link #close}, or to the end of the process however that comes. Thread-safe.
 */
public final class DataFolder implements AutoCloseable {
    /** The option that names it. */
    public static final String OPTION = "--data";

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** The user's home: {@code $HOME}, as shells have it, else what Java says, which is nothing of use for an unknown user. */
    private static Path home(@Nullable String environment, String java, String variable) {
        Path home = Path.of(environment == null || environment.isEmpty() ? java : environment);
        if (!home.isAbsolute()) {
            home = Path.of(java);
        }
        if (!home.isAbsolute()) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "this user has no home folder; set HOME or " + variable + ", or name the folder with an option");
        }
        return home;
    }

    /**
     * Where data lie unless told otherwise: {@code $XDG_DATA_HOME/thiscord}, else {@code ~/.local/share/thiscord}.
     *
     * @throws Failure bad configuration, if the user has no home folder
     */
    public static Path standard() {
        return xdg("XDG_DATA_HOME", ".local/share");
    }

    /** Where state lies that may be lost: {@code $XDG_STATE_HOME/thiscord}, else {@code ~/.local/state/thiscord}. */
    public static Path standardState() {
        return xdg("XDG_STATE_HOME", ".local/state");
    }

    /** Where settings lie: {@code $XDG_CONFIG_HOME/thiscord}, else {@code ~/.config/thiscord}. */
    public static Path standardConfig() {
        return xdg("XDG_CONFIG_HOME", ".config");
    }

    private static Path xdg(String variable, String inHome) {
        return xdg(variable, inHome, System::getenv, System.getProperty("user.home", ""));
    }

    static Path xdg(String variable, String inHome, UnaryOperator<@Nullable String> environment, String javaHome) {
        String folder = environment.apply(variable);
        return folder != null && Path.of(folder).isAbsolute()
                ? Path.of(folder, "thiscord")
                : home(environment.apply("HOME"), javaHome, variable)
                        .resolve(inHome)
                        .resolve("thiscord");
    }

    /**
     * Makes the folder if it is missing, for its owner alone, and takes the lock file {@code PART.lock} in it. One that is
     * there is refused if it belongs to another user, or has links in it; what others can read in it is tightened.
     *
     * @param part who takes it, e.g. {@code rooms}; parts of different names do not exclude each other
     * @throws Failure bad configuration, if it is taken, not safe to use, or cannot be written
     */
    public static DataFolder take(Path folder, String part) {
        return take(folder, part, true);
    }

    /** The same of a folder that is only to be replaced: whose it is and what is in it does not matter. */
    public static DataFolder hold(Path folder, String part) {
        return take(folder, part, false);
    }

    private static DataFolder take(Path folder, String part, boolean checked) {
        Path file = folder.resolve(part + ".lock");
        FileChannel channel = null;
        try {
            make(folder);
            if (checked) {
                FolderCheck.of(folder);
            }
            channel = OwnersAlone.open(file, LinkOption.NOFOLLOW_LINKS);
            FileLock lock = lock(channel);
            if (lock == null) {
                channel.close();
                throw new Failure(
                        ExitCode.BAD_CONFIGURATION,
                        "the data folder " + folder + " is in use by another process (" + file.getFileName()
                                + " is locked); stop that, or choose another folder with " + OPTION);
            }
            return new DataFolder(folder, channel, lock);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot use the data folder " + folder + ": " + reason(e) + "; choose another with " + OPTION,
                    closed(channel, e));
        }
    }

    /** Makes a folder, and what is missing above it, for its owner alone; does nothing if it is there. */
    public static void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder, OwnersAlone.folder());
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static IOException closed(@Nullable FileChannel channel, IOException why) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException second) {
            why.addSuppressed(second);
        }
        return why;
    }

    private static String reason(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return switch (kind) {
            case "AccessDenied" -> "no permission";
            case "FileAlreadyExists", "NotDirectory" -> "a file is in the way";
            default -> Failure.why(e);
        };
    }

    public Path path() {
        return path;
    }

    /** Gives it back. The lock file stays; it means nothing by itself. */
    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            System.getLogger("thiscord.cli").log(System.Logger.Level.WARNING, "closing the lock of " + path, e);
        }
    }
}

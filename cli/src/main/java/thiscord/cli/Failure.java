package thiscord.cli;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Ends a command with an exit code and one line: what failed, why, what to try. Thrown by adapters and by the starting
 * and reading of settings; {@link Main} prints it. Never thrown on a hot path.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    public Failure(int exitCode, String line) {
        this(exitCode, line, null);
    }

    public Failure(int exitCode, String line, @Nullable Throwable cause) {
        super(line, cause);
        this.exitCode = exitCode;
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }

    /** An address that could not be bound; {@code option} is the setting to change. */
    public static Failure cannotBind(Address address, String option, Throwable why) {
        String line = "cannot listen on " + address + ": " + cause(why) + "; choose another with " + option
                + " (0 takes any free port)";
        return new Failure(ExitCode.CANNOT_BIND, line, why);
    }

    /** A peer that could not be reached; {@code option} is the setting to change. */
    public static Failure cannotReach(String what, Address address, String option, @Nullable Throwable why) {
        String line = "cannot reach " + what + " at " + address + ": " + (why == null ? "no answer" : cause(why))
                + "; is it running? see " + option;
        return new Failure(ExitCode.CANNOT_REACH, line, why);
    }

    /** What went wrong with a file, in words: some exceptions have nothing but its name as their message. */
    public static String why(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " is missing";
        }
        if (e instanceof FileSystemException file && file.getReason() == null) {
            return words(file) + ": " + file.getFile();
        }
        return cause(e);
    }

    /** The exceptions for names that resolve to nothing say nothing, or nothing but the name. */
    private static String cause(Throwable why) {
        if (why instanceof UnknownHostException || why instanceof UnresolvedAddressException) {
            return "no host of that name is known";
        }
        if (String.valueOf(why.getMessage()).contains("already in use")) {
            return "another program listens there";
        }
        return why.getMessage() == null ? words(why) : why.getMessage();
    }

    /** Some exceptions say what happened by their name alone: {@code ClosedChannelException} is a closed channel. */
    private static String words(Throwable why) {
        return why.getClass() == IOException.class
                ? "unknown trouble"
                : why.getClass()
                        .getSimpleName()
                        .replaceFirst("(?<=.)Exception$", "")
                        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                        .toLowerCase(Locale.ROOT);
    }
}

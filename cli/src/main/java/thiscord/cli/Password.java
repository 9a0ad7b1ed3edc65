package thiscord.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Passwords from people and from files. Blocks while a person types. */
public final class Password {
    private static final int MOST_BYTES = 4096;

    private Password() {}

    /**
     * The first line of a file, or what is typed without echo at a terminal.
     *
     * @param file null to ask
     * @param option that names such a file
     * @throws Failure if the file can not be read or is empty, or there is no terminal to ask at
     */
    public static String read(String prompt, @Nullable Path file, String option) {
        if (file != null) {
            return firstLine(file, option);
        }
        Console terminal = System.console();
        char[] typed = terminal == null ? null : terminal.readPassword("%s: ", prompt);
        if (typed == null) {
            throw new Failure(
                    ExitCode.USAGE, "there is no terminal to ask for the password; name a file with " + option);
        }
        return new String(typed);
    }

    /** As {@link #read}, asked twice at a terminal. */
    public static String readNew(String prompt, @Nullable Path file, String option) {
        String first = read(prompt, file, option);
        if (file == null && !first.equals(read(prompt + ", again", null, option))) {
            throw new Failure(ExitCode.USAGE, "the two were not the same; nothing was changed");
        }
        return first;
    }

    private static String firstLine(Path file, String option) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("it has more than " + MOST_BYTES + " bytes");
            }
            String line = Files.readString(file).lines().findFirst().orElse("");
            if (line.isEmpty()) {
                throw new IOException("its first line is empty");
            }
            return line;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION, "cannot read " + file + " (" + Failure.why(e) + "); see " + option, e);
        }
    }
}

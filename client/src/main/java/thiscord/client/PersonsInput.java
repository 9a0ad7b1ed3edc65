package thiscord.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person types the input, where Java does not say: it asks only about input and output together. */
final class PersonsInput {
    private static final Path LINK = Path.of("/proc/self/fd/0");

    private PersonsInput() {}

    /** True if stdin is a terminal; false where that cannot be known. */
    static boolean isTerminal() {
        try {
            return Files.isSymbolicLink(LINK)
                    && Files.readSymbolicLink(LINK).toString().matches("/dev/(pts/|tty|console).*");
        } catch (IOException e) {
            System.getLogger("thiscord.client").log(System.Logger.Level.DEBUG, "what stdin is", e);
            return false;
        }
    }
}

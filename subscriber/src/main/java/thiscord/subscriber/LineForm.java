package thiscord.subscriber;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import thiscord.subscriber.sink.Printable;

/** How an event is printed, on one line. */
enum LineForm {
    /** {@code [topic] payload}. */
    RAW {
        @Override
        String of(String topic, byte[] payload, String text, String more) {
            return Printable.line("[" + topic + "] " + text);
        }
    },
    /** One JSON object. */
    JSON {
        @Override
        String of(String topic, byte[] payload, String text, String more) {
            return "{" + more + Printable.json(topic, payload) + "}";
        }
    },
    /** See {@link ReadableLine}. */
    READABLE {
        @Override
        String of(String topic, byte[] payload, String text, String more) {
            return ReadableLine.of(topic, payload);
        }
    };

    private static final Path STDOUT = Path.of("/proc/self/fd/1");

    /**
     * The line.
     *
     * @param text the payload as text
     * @param more the first members of the JSON object, with a comma behind each
     */
    abstract String of(String topic, byte[] payload, String text, String more);

    /** What options say; else readable if a person reads it, on a terminal, and raw for programs. */
    static LineForm chosen(boolean json, boolean raw, boolean readable) {
        if (json) {
            return JSON;
        }
        return readable || !raw && isTerminal() ? READABLE : RAW;
    }

    /** True if stdout is a terminal; false where that cannot be known. */
    private static boolean isTerminal() {
        try {
            return Files.isSymbolicLink(STDOUT)
                    && Files.readSymbolicLink(STDOUT).toString().matches("/dev/(pts/|tty|console).*");
        } catch (IOException unknown) {
            return false;
        }
    }
}

package thiscord.processing.ready;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import thiscord.processing.calc.Calculator;
import thiscord.processing.calc.Wrong;
import thiscord.protocol.processing.Processed;
import thiscord.protocol.processing.Unprocessed;

/** The processors that come with the house. Thread-safe. */
public enum ReadyMade {
    /** Leaves the text, and replies with its CRC32 and SHA-256. */
    CHECKSUM {
        @Override
        public Processed process(Unprocessed message) {
            return replying(message, Checksum.of(message.text()));
        }
    },
    /** Makes the text upper case. */
    UPPER {
        @Override
        public Processed process(Unprocessed message) {
            return changed(message, upper(message.text()));
        }
    },
    /** Makes the text upper case and puts the time (UTC) before it. */
    STAMP {
        @Override
        public Processed process(Unprocessed message) {
            return changed(message, stamped(message.text()));
        }
    },
    /** Replies to a text that begins with {@code calc} and a space with what follows, worked out. */
    CALC {
        @Override
        public Processed process(Unprocessed message) {
            return message.text().startsWith(ASKED)
                    ? replying(message, result(message.text().substring(ASKED.length())))
                    : changed(message, message.text());
        }
    };

    private static final String ASKED = "calc ";

    /**
     * What it makes of a message.
     *
     * @throws IllegalArgumentException if that is too long
     */
    public abstract Processed process(Unprocessed message);

    /** Its name in a registry and on the command line. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What UPPER makes of a text; it may become longer. */
    public static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    /** What STAMP makes of a text. */
    public static String stamped(String text) {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + upper(text);
    }

    private static String result(String line) {
        try {
            return Double.toString(Calculator.answer(line));
        } catch (Wrong wrong) {
            return "error: " + wrong.line();
        }
    }

    private static Processed changed(Unprocessed message, String text) {
        return new Processed(message.id(), text, "", "");
    }

    private static Processed replying(Unprocessed message, String reply) {
        return new Processed(message.id(), message.text(), "", reply);
    }
}

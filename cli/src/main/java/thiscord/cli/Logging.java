package thiscord.cli;

import java.io.UnsupportedEncodingException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One line a log record, on stderr: time, level, who, what. {@code System.Logger} ends here. */
public final class Logging {
    /** Held, for the library forgets a logger that nobody holds, and its level with it. */
    private static final Logger OURS = Logger.getLogger("thiscord");

    private Logging() {}

    /** Sets it up for the process. Verbose logs our own DEBUG too, and stack traces. */
    public static void start(boolean verbose) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        utf8(handler);
        handler.setFormatter(new OneLine(verbose));
        root.addHandler(handler);
        root.setLevel(Level.WARNING);
        OURS.setLevel(verbose ? Level.FINE : Level.INFO);
    }

    private static void utf8(Handler handler) {
        try {
            handler.setEncoding("UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
    }

    /**
     * How much is logged from now on.
     *
     * @param level {@code debug}, {@code info} or {@code warning}
     * @throws IllegalArgumentException if it is another
     */
    public static void level(String level) {
        Level named = switch (level) {
            case "debug" -> Level.FINE;
            case "info" -> Level.INFO;
            case "warning" -> Level.WARNING;
            default -> throw new IllegalArgumentException("a level is debug, info or warning");
        };
        OURS.setLevel(named);
    }

    private static final class OneLine extends Formatter {
        private static final DateTimeFormatter CLOCK =
                DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

        private final boolean verbose;

        OneLine(boolean verbose) {
            this.verbose = verbose;
        }

        @Override
        public String format(LogRecord r) {
            StringBuilder out = new StringBuilder(160);
            out.append(CLOCK.format(r.getInstant())).append(' ');
            out.append(r.getLevel() == Level.WARNING || r.getLevel() == Level.SEVERE ? r.getLevel() + " " : "");
            Throwable thrown = r.getThrown();
            // What peers sent may be in it: nothing in it may begin a line or drive a terminal.
            out.append(Harmless.line(thrown == null ? formatMessage(r) : formatMessage(r) + ": " + thrown));
            if (verbose && thrown != null) {
                out.append(System.lineSeparator()).append(Harmless.lines(Main.trace(thrown)));
            }
            return out.append(System.lineSeparator()).toString();
        }
    }
}

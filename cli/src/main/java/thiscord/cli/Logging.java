package thiscord.cli;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One line a log record, on stderr: time, level, who, what. {@code System.Logger} ends here. */
public final class Logging {
    private Logging() {}

    /** Sets it up for the process. Verbose logs our own DEBUG too, and stack traces. */
    public static void start(boolean verbose) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new OneLine(verbose));
        root.addHandler(handler);
        root.setLevel(Level.WARNING);
        Logger.getLogger("thiscord").setLevel(verbose ? Level.FINE : Level.INFO);
    }

    private static final class OneLine extends Formatter {
        private final boolean verbose;

        OneLine(boolean verbose) {
            this.verbose = verbose;
        }

        @Override
        public String format(LogRecord r) {
            StringBuilder out = new StringBuilder(160);
            out.append(LocalTime.now().truncatedTo(ChronoUnit.MILLIS)).append(' ');
            out.append(r.getLevel() == Level.WARNING || r.getLevel() == Level.SEVERE ? r.getLevel() + " " : "");
            out.append(formatMessage(r).replace('\n', ' ').replace('\r', ' '));
            Throwable thrown = r.getThrown();
            if (thrown != null) {
                out.append(": ").append(thrown);
                for (int i = 0; verbose && i < thrown.getStackTrace().length; i++) {
                    out.append(System.lineSeparator()).append("    at ").append(thrown.getStackTrace()[i]);
                }
            }
            return out.append(System.lineSeparator()).toString();
        }
    }
}

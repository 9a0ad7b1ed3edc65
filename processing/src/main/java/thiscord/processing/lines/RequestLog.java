package thiscord.processing.lines;

import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Harmless;

/**
 * What a server reports of its clients: to the log without the text of requests, and to the console with it, each only if
 * asked to. Control characters are printed as spaces. Thread-safe.
 */
public final class RequestLog {
    /** Reports nothing. */
    public static final RequestLog NONE = new RequestLog("", false, null);

    private static final Logger LOG = System.getLogger("thiscord.processing");

    private final String server;
    private final boolean logging;
    private final @Nullable PrintWriter console;

    /**
     * @param server its name in the log
     * @param logging true to log connections and requests
     * @param console where requests and results are printed; null for nowhere
     */
    public RequestLog(String server, boolean logging, @Nullable PrintWriter console) {
        this.server = server;
        this.logging = logging;
        this.console = console;
    }

    public void connected(String client) {
        log("Connected by " + client);
    }

    public void disconnected(String client) {
        log("Disconnected: " + client);
    }

    public void received(String client, String text) {
        log("Received data from " + client + ": " + text.length() + " characters");
        print("Received data from " + client + ": " + text);
    }

    /** @param failed true if the result is the reason of an error */
    public void answered(String client, String result, boolean failed) {
        log("Answered " + client + (failed ? " with an error" : " with a result"));
        print("Result for " + client + ": " + result);
    }

    private void log(String line) {
        if (logging) {
            LOG.log(Level.INFO, () -> server + ": " + line);
        }
    }

    private void print(String line) {
        if (console != null) {
            synchronized (console) {
                console.println(Harmless.line(line));
                console.flush();
            }
        }
    }
}

package thiscord.cli;

import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Keeps a command that serves alive until its process is told to end. */
public final class Serving {
    private static final Logger LOG = System.getLogger("thiscord.cli");

    /** How long a server may take to close. */
    public static final Duration PATIENCE = Duration.ofMillis(1900);

    private Serving() {}

    /**
     * Prints the ready line, then blocks for as long as the process lives. SIGINT and SIGTERM close the server and end
     * the process with 130 and 143.
     *
     * @param server started; closed once, on a thread of its own; what has not ended after {@link #PATIENCE} is left
     *     behind, and the process ends all the same
     * @return never, unless the thread is interrupted: then {@link ExitCode#INTERRUPTED}
     */
    public static int untilStopped(AutoCloseable server, String ready, PrintWriter out) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeInTime(server), "closer"));
        out.println(ready);
        out.flush();
        try {
            new CountDownLatch(1).await();
            return ExitCode.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    private static void closeInTime(AutoCloseable server) {
        Thread closing = new Thread(() -> close(server), "closing");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) {
            LOG.log(Level.WARNING, "could not end cleanly within " + PATIENCE.toMillis() + " ms");
        }
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "could not end cleanly", e);
        }
    }
}

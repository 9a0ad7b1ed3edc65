package thiscord.cli;

import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;

/** Keeps a command that serves alive until its process is told to end. */
public final class Serving {
    private static final Logger LOG = System.getLogger("thiscord.cli");

    private Serving() {}

    /**
     * Prints the ready line, then blocks for as long as the process lives. SIGINT and SIGTERM close the server and end
     * the process with 130 and 143.
     *
     * @param server started; closed once, on a thread of its own, which should take less than two seconds
     * @return never, unless the thread is interrupted: then {@link ExitCode#INTERRUPTED}
     */
    public static int untilStopped(AutoCloseable server, String ready, PrintWriter out) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "closer"));
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

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "could not end cleanly", e);
        }
    }
}

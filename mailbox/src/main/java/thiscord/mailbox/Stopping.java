package thiscord.mailbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/**
 * Ends a server and frees what it had. It is asked over its own port, with the token that it wrote for its user. Only one
 * that holds its folder and does not answer is killed, and only if the process that it named is there and began when it said.
 */
final class Stopping {
    /** A busy machine is no reason to call a server dead. */
    static final Duration ANSWER = Duration.ofSeconds(10);

    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration LAST_BREATH = Duration.ofSeconds(2);
    private static final int MOST_ANSWERED = 512;

    private Stopping() {}

    /**
     * Does it, whether a server runs, has died, or never was.
     *
     * @return what was done, in a line
     * @throws Failure if it cannot be ended
     */
    static String stop(Path data, int port) {
        ServerFolder folder = ServerFolder.of(data, port);
        try {
            if (!folder.exists()) {
                return "no mailboxes are served on port " + port + ", and nothing is left of any in " + data;
            }
            if (free(folder, Duration.ZERO)) {
                return "removed what a server on port " + port + " that died had left";
            }
            Optional<ServerState> state = folder.state();
            String answer = state.isEmpty() ? null : ask(state.get(), "stop");
            Optional<ProcessHandle> process = state.flatMap(ServerState::process);
            if (answer != null && answer.startsWith("ok") && free(folder, END)) {
                process.ifPresent(Stopping::awaitEnd);
                return "stopped " + Address.loopback(port) + "; its mailboxes are gone";
            }
            return kill(folder, state.orElse(null));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION, "cannot remove the files of port " + port + ": " + Failure.why(e), e);
        }
    }

    private static String kill(ServerFolder folder, @Nullable ServerState state) throws IOException {
        Optional<ProcessHandle> process = Optional.ofNullable(state).flatMap(ServerState::process);
        if (process.isEmpty()) {
            if (free(folder, Duration.ofSeconds(1))) {
                return "stopped the server on port " + folder.port() + "; its mailboxes are gone";
            }
            throw new Failure(
                    ExitCode.CANNOT_REACH,
                    "a process holds the files of port " + folder.port()
                            + " and does not answer, and it is not sure which;"
                            + " end it by hand, then say this again");
        }
        process.get().destroyForcibly();
        if (!free(folder, END)) {
            throw new Failure(
                    ExitCode.CANNOT_REACH,
                    "process " + process.get().pid() + " was killed and does not end; try again");
        }
        awaitEnd(process.get());
        return "killed the server on port " + folder.port() + ", which did not answer; its mailboxes are gone";
    }

    /**
     * Waits a moment for what has freed its files to be gone. Whether it is then says nothing: one whose parent does not ask
     * how it ended stays in the system's list for good.
     */
    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(LAST_BREATH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            System.getLogger("thiscord.mailbox")
                    .log(System.Logger.Level.DEBUG, "process " + process.pid() + " is still listed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the server is gone, and removes what is left; false if it is not gone in time. */
    private static boolean free(ServerFolder folder, Duration within) throws IOException {
        long until = System.nanoTime() + within.toNanos();
        while (folder.exists()) {
            Optional<ServerFolder.Hold> hold = folder.hold();
            if (hold.isPresent()) {
                try (ServerFolder.Hold held = hold.get()) {
                    held.deleteAll();
                }
                return true;
            }
            if (System.nanoTime() - until >= 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return true;
    }

    /** Asks a server something; null if it does not answer with a short line in time. */
    static @Nullable String ask(ServerState state, String word) {
        long until = System.nanoTime() + ANSWER.toNanos();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Address.LOOPBACK, state.port()), (int) ANSWER.toMillis());
            socket.getOutputStream()
                    .write(("ask " + state.token() + " " + word + "\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.length() < MOST_ANSWERED) {
                long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (millis <= 0) {
                    return null;
                }
                socket.setSoTimeout((int) millis);
                int c = socket.getInputStream().read();
                if (c == '\n' || c < 0) {
                    return c < 0 && answer.isEmpty() ? null : answer.toString();
                }
                answer.append(c < 0x20 || c > 0x7e ? '?' : (char) c);
            }
            return null;
        } catch (IOException e) {
            return null;
        }
    }
}

package thiscord.mailbox;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.blocks.NoMailboxes;
import thiscord.mailbox.server.MailboxServer;
import thiscord.mailbox.server.MailboxSettings;

/** A server with its files: takes port and folder, serves, and removes everything when it is closed. Thread-safe. */
final class MailboxHost implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.mailbox");
    /** A process that was killed holds its files for a moment longer than its port. */
    private static final Duration FOR_THE_DYING = Duration.ofSeconds(2);

    private final MailboxServer server;
    private final ServerFolder.Hold hold;
    private final Blocks blocks;
    private final ServerState state;
    private final boolean kept;

    private MailboxHost(MailboxServer server, ServerFolder.Hold hold, Blocks blocks, ServerState state, boolean kept) {
        this.server = server;
        this.hold = hold;
        this.blocks = blocks;
        this.state = state;
        this.kept = kept;
    }

    /**
     * Starts; returns when it serves.
     *
     * @param log to be moved to the files of the server, or null
     * @param stop called once when a command asks for the end, on a loop; it must not wait
     * @throws Failure if the port is taken or the files cannot be made
     */
    static MailboxHost start(MailboxSettings settings, Path data, @Nullable Path log, Runnable stop) {
        MailboxServer server = bind(settings, data);
        try {
            ServerFolder folder = ServerFolder.of(data, server.address().port());
            ServerFolder.make(data);
            ServerFolder.Hold hold = hold(folder);
            boolean left = Files.exists(folder.blocks());
            try {
                if (log != null) {
                    Files.move(log, folder.log(), StandardCopyOption.REPLACE_EXISTING);
                }
                Blocks old = left ? keptBlocks(settings, folder) : null;
                left = old != null;
                return start(settings, server, folder, hold, old, stop);
            } catch (IOException | RuntimeException e) {
                // What a server that died held is there for the next start.
                try (hold) {
                    if (!left) {
                        hold.deleteAll();
                    }
                }
                throw e;
            }
        } catch (IOException e) {
            server.close();
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot make the mailboxes in " + data + ": " + Failure.why(e) + "; choose another folder with "
                            + DataFolder.OPTION,
                    e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static MailboxHost start(
            MailboxSettings settings,
            MailboxServer server,
            ServerFolder folder,
            ServerFolder.Hold hold,
            @Nullable Blocks old,
            Runnable stop)
            throws IOException {
        Blocks blocks = old == null ? Blocks.create(folder.blocks(), settings.layout()) : old;
        ProcessHandle me = ProcessHandle.current();
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        ServerState state = new ServerState(
                me.pid(),
                ServerState.beginOf(me),
                folder.port(),
                settings.layout().mailboxes(),
                settings.layout().bytes(),
                settings.packetBytes(),
                HexFormat.of().formatHex(secret));
        try {
            folder.write(state);
        } catch (IOException e) {
            blocks.close();
            throw e;
        }
        WarmUp.run(folder.blocks().resolveSibling("warm-up"));
        server.serve(settings, blocks, asked -> answer(asked, state, server, stop));
        return new MailboxHost(server, hold, blocks, state, old != null);
    }

    private static MailboxServer bind(MailboxSettings settings, Path data) {
        try {
            return MailboxServer.bind(settings);
        } catch (Failure e) {
            Optional<String> live = settings.port() == 0 ? Optional.empty() : living(data, settings.port());
            throw live.isEmpty() ? e : new Failure(e.exitCode(), live.get(), e);
        }
    }

    private static Optional<String> living(Path data, int port) {
        try {
            ServerFolder folder = ServerFolder.of(data, port);
            return folder.state()
                    .filter(state -> state.process().isPresent())
                    .map(state -> "mailboxes are served on " + Address.loopback(port) + " already (" + state.shape()
                            + ", process " + state.pid() + "); end that with: mailbox stop " + port
                            + ", or choose another port");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no state of a server on port " + port, e);
            return Optional.empty();
        }
    }

    private static ServerFolder.Hold hold(ServerFolder folder) throws IOException {
        long until = System.nanoTime() + FOR_THE_DYING.toNanos();
        while (true) {
            Optional<ServerFolder.Hold> hold = folder.makeAndHold();
            if (hold.isPresent()) {
                return hold.get();
            }
            if (System.nanoTime() > until) {
                throw new Failure(
                        ExitCode.BAD_CONFIGURATION,
                        "the files of port " + folder.port()
                                + " are in use by another process; end it with: mailbox stop " + folder.port());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /**
     * What a server of this port that died left, if it has the shape that is wanted; what has another, or was never whole, is
     * removed.
     *
     * @throws IOException if it cannot be opened now; it stays
     */
    private static @Nullable Blocks keptBlocks(MailboxSettings settings, ServerFolder folder) throws IOException {
        try {
            Blocks old = Blocks.open(folder.blocks());
            if (old.layout().equals(settings.layout())) {
                if (old.damaged() > 0) {
                    LOG.log(Level.WARNING, "mailbox: " + old.damaged() + " mailboxes were damaged and are empty now");
                }
                return old;
            }
            old.close();
            LOG.log(Level.INFO, "mailbox: removed mailboxes of another shape that a server that died left");
        } catch (NoMailboxes e) {
            LOG.log(Level.WARNING, "mailbox: removed what a server that died left: " + e.getMessage());
        }
        Files.delete(folder.blocks());
        return null;
    }

    private static String answer(String asked, ServerState state, MailboxServer server, Runnable stop) {
        int space = asked.lastIndexOf(' ');
        byte[] shown = asked.substring(0, Math.max(0, space)).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(shown, state.token().getBytes(StandardCharsets.US_ASCII))) {
            return "";
        }
        if (asked.substring(space + 1).equals("stop")) {
            stop.run();
            return "ok";
        }
        return "ok " + server.countsWithoutAsker();
    }

    Address address() {
        return server.address();
    }

    /** One line for whoever started it. */
    String ready(Path data) {
        return "ready: mailboxes " + address() + ", " + state.shape() + ", blocks "
                + ServerFolder.of(data, state.port()).blocks()
                + (state.packetBytes() > state.bytes() ? ", a write has at most " + state.bytes() / 1024 + " KB" : "")
                + (kept ? ", with what a server that died held" : "")
                + (server.opened().isEmpty()
                        ? ""
                        : "; " + server.opened() + ", the login is in " + ServerFolder.loginFile(data));
    }

    /** Ends the connections, then removes all files. */
    @Override
    public void close() {
        server.close();
        try (hold) {
            blocks.close();
            hold.deleteAll();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "mailbox: could not remove all files", e);
        }
        LOG.log(Level.INFO, "mailbox: stopped");
    }
}

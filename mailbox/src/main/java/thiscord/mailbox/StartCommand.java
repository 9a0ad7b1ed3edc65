package thiscord.mailbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.Address;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Serving;
import thiscord.mailbox.blocks.Layout;
import thiscord.mailbox.server.MailboxSettings;
import thiscord.tls.KeyFiles;
import thiscord.tls.Listening;

/** {@code thiscord mailbox start}: serves mailboxes, in the background or not. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = {
            "Makes mailboxes and serves them on 127.0.0.1; returns when they are served, by a process in the background.",
            "What a server of the same port that was killed held is kept, if number and size are the same."
        },
        footer = {
            "",
            "Clients send 'r N' to read, 'w N LENGTH' and the bytes to write, 'q' to end; see docs/MAILBOX.md.",
            "Example, for clients of the original system: dipc 5 64 7000 4 --bare --from-one",
            "Ends with 2 for a wrong command line, 3 if the port is taken, 5 if the folder or a number cannot be used."
        })
final class StartCommand implements Callable<Integer> {
    private static final long MOST_KB = Layout.MOST_BYTES / 1024;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MAILBOXES", description = "How many; they have the numbers from 0 on.")
    private int mailboxes;

    @Parameters(index = "1", paramLabel = "SIZE-KB", description = "How much each holds, in KB of 1024 bytes.")
    private int sizeKb;

    @Parameters(index = "2", paramLabel = "PORT", description = "Port on 127.0.0.1; 0 takes any free one.")
    private int port;

    @Parameters(index = "3", paramLabel = "PACKET-KB", description = "How much one write may have, in KB.")
    private int packetKb;

    @Option(names = "--foreground", description = "Serve in this process, until SIGINT or SIGTERM.")
    private boolean foreground;

    @Option(
            names = "--flush-after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "How long a sender must pause for data without a length, or a line without an end, to be taken as"
                            + " whole; 0 never. Default: 200ms.")
    private Duration flushAfter = MailboxSettings.FLUSH_AFTER;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long a request waits for others before it is refused. Default: 5s.")
    private Duration waiting = MailboxSettings.WAIT;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long a client may take to send the data of a write, or to take an answer; a"
                    + " second, while others wait for the memory. Default: 10s.")
    private Duration patience = MailboxSettings.PATIENCE;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long a connection may ask for nothing. Default: 10m.")
    private Duration idle = MailboxSettings.IDLE;

    @Option(
            names = "--clients",
            paramLabel = "N",
            description = "The most connections at once. Default: ${DEFAULT-VALUE}.")
    private int clients = MailboxSettings.CLIENTS;

    @Option(
            names = "--from-one",
            description = "Number the mailboxes from 1 on, as the original servers did; without it from 0.")
    private boolean fromOne;

    @Option(
            names = "--bare",
            description = "Answer 'r N' with the data alone, as the original servers did; without it a line with length"
                    + " and version comes first.")
    private boolean bare;

    @Option(
            names = "--listen",
            paramLabel = "HOST[:PORT]",
            description = "Listen there too, for other machines: with TLS alone, the key being server.pem in the data"
                    + " folder, and after 'login SECRET', the secret being in mailboxes/login there. May be repeated.")
    private List<String> listen = new ArrayList<>();

    @Mixin
    private MailboxCommand.Data data = new MailboxCommand.Data();

    @Option(
            names = "--log",
            paramLabel = "FILE",
            hidden = true,
            description = "Given to the process in the background.")
    private @Nullable Path log;

    @Override
    public Integer call() {
        MailboxSettings settings = settings();
        if (foreground) {
            MailboxHost host = MailboxHost.start(settings, data.folder(), null, StartCommand::exit);
            return Serving.untilStopped(
                    host, host.ready(data.folder()), commandLine().getOut());
        }
        if (log == null) {
            commandLine().getOut().println(Background.start(arguments(), settings.memoryBytes(), data.folder()));
            return ExitCode.OK;
        }
        try {
            MailboxHost host = MailboxHost.start(settings, data.folder(), log, StartCommand::exit);
            return Serving.untilStopped(
                    host, host.ready(data.folder()), commandLine().getOut());
        } catch (Failure e) {
            commandLine().getOut().println(Background.failed(e));
            return e.exitCode();
        }
    }

    /** Serving ends with the process, which is not ended by the loop that hears the wish. */
    private static void exit() {
        new Thread(() -> System.exit(ExitCode.OK), "mailbox-stopping").start();
    }

    private picocli.CommandLine commandLine() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine();
    }

    private MailboxSettings settings() {
        check("SIZE-KB", sizeKb);
        check("PACKET-KB", packetKb);
        try {
            Layout layout = new Layout(mailboxes, sizeKb * 1024);
            return new MailboxSettings(
                    layout,
                    port,
                    packetKb * 1024,
                    flushAfter,
                    waiting,
                    patience,
                    idle,
                    clients,
                    MailboxSettings.MEMORY_BYTES,
                    fromOne ? 1 : 0,
                    bare,
                    remote());
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, e.getMessage() + "; see --help", e);
        }
    }

    private MailboxSettings.@Nullable Remote remote() {
        if (listen.isEmpty()) {
            return null;
        }
        Address loopback = Address.loopback(port);
        List<Address> others =
                listen.stream().map(one -> Address.parse(one, port)).toList();
        return new MailboxSettings.Remote(
                new Listening(loopback, others, KeyFiles.inFolder(data.folder()), false, true),
                ServerFolder.login(data.folder()));
    }

    private static void check(String name, int kb) {
        if (kb < 1 || kb > MOST_KB) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION, name + " is 1 to " + MOST_KB + ", not " + kb + "; see --help");
        }
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("start"));
        for (int number : new int[] {mailboxes, sizeKb, port, packetKb}) {
            arguments.add(Integer.toString(number));
        }
        option(arguments, "--flush-after", flushAfter.toMillis() + "ms");
        option(arguments, "--wait", waiting.toMillis() + "ms");
        option(arguments, "--patience", patience.toMillis() + "ms");
        option(arguments, "--idle", idle.toSeconds() > 0 ? idle.toSeconds() + "s" : idle.toMillis() + "ms");
        option(arguments, "--clients", Integer.toString(clients));
        option(arguments, "--data", data.folder().toString());
        listen.forEach(one -> option(arguments, "--listen", one));
        if (fromOne) {
            arguments.add("--from-one");
        }
        if (bare) {
            arguments.add("--bare");
        }
        return arguments;
    }

    private static void option(List<String> arguments, String name, String value) {
        arguments.add(name);
        arguments.add(value);
    }
}

package thiscord.ctl;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.DurationConverter;
import thiscord.cli.Serving;

/** {@code thiscord ctl}: asks a running {@code thiscord up} over the local door. */
@Command(
        name = "ctl",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CtlBackupCommand.class, CtlExportCommand.class},
        description =
                "Asks a running thiscord up on this machine: how it is, who is there, and to stop. For the user who runs"
                        + " it, and root.",
        footer = {
            "",
            "Ends with 0 if it was done, 1 if the server refused, 2 if the command line was wrong, 4 if nobody answers."
        })
public final class CtlCommand implements Callable<Integer> {
    private static final Duration KEEP = Duration.ofDays(1);

    /** What {@code --drop} takes with it. */
    static final class DropOptions extends Reach {
        @Option(
                names = "--drop",
                required = true,
                paramLabel = "DIR",
                description = "Serve requests in files: DIR/requests/req_ID.json is answered by"
                        + " DIR/responses/resp_ID.json, until this command is stopped.")
        private Path folder = Path.of("");

        @Option(
                names = "--keep",
                paramLabel = "TIME",
                converter = DurationConverter.class,
                description = "With --drop: remove answers that nobody took away after this time. Default: 1d.")
        private Duration keep = KEEP;
    }

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(exclusive = false)
    private @Nullable DropOptions drop;

    @Override
    public Integer call() {
        DropOptions wanted = drop;
        if (wanted == null) {
            throw new ParameterException(line(), "name a command, such as status");
        }
        FileDrop serving = FileDrop.start(wanted.folder, wanted, wanted.keep);
        return Serving.untilStopped(
                serving, "ready: drop folder " + wanted.folder.toAbsolutePath().normalize(), line().getOut());
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine();
    }

    private int ask(CtlOptions options, boolean repeatable, Map<String, ?> request) {
        return options.ask(repeatable, request, line().getOut());
    }

    @Command(mixinStandardHelpOptions = true, description = "Versions, addresses and what was counted since the start.")
    int status(@Mixin CtlOptions options) {
        return ask(options, true, Map.of("command", "status"));
    }

    @Command(mixinStandardHelpOptions = true, description = "The rooms that the hub has open.")
    int rooms(@Mixin CtlOptions options) {
        return ask(options, true, Map.of("command", "rooms"));
    }

    @Command(mixinStandardHelpOptions = true, description = "Who is connected to the hub.")
    int sessions(@Mixin CtlOptions options) {
        return ask(options, true, Map.of("command", "sessions"));
    }

    @Command(mixinStandardHelpOptions = true, description = "Ends a session of the hub; the peer is told.")
    int kick(
            @Mixin CtlOptions options,
            @Parameters(paramLabel = "SESSION", description = "Its number, see thiscord ctl sessions.") long session) {
        return ask(options, false, Map.of("command", "kick", "session", session));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Looks at the files of the TLS key now, and not at its own time, a few seconds later.")
    int reload(@Mixin CtlOptions options) {
        return ask(options, true, Map.of("command", "reload"));
    }

    @Command(name = "log-level", mixinStandardHelpOptions = true, description = "How much the server logs from now on.")
    int logLevel(
            @Mixin CtlOptions options,
            @Parameters(paramLabel = "LEVEL", description = "debug, info or warning") String level) {
        return ask(options, true, Map.of("command", "log-level", "level", level));
    }

    @Command(mixinStandardHelpOptions = true, description = "Sends a text and prints it as it comes back.")
    int echo(@Mixin CtlOptions options, @Parameters(paramLabel = "TEXT", description = "Any text.") String text) {
        return ask(options, true, Map.of("command", "echo", "text", text));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Ends the server once nobody is connected, at the latest after some time: it takes no new"
                    + " sessions and tells those that it has. Returns at once; thiscord ctl status shows how it goes.")
    int drain(
            @Mixin CtlOptions options,
            @Option(
                            names = "--within",
                            paramLabel = "TIME",
                            converter = DurationConverter.class,
                            description = "After how long it ends at the latest, 1s to 1h. Default: 30s.")
                    @Nullable
                    Duration within,
            @Option(names = "--cancel", description = "Take that back.") boolean cancel) {
        if (cancel && within != null) {
            throw new ParameterException(line(), "--cancel and --within exclude each other");
        }
        long seconds = (within == null ? Duration.ofSeconds(30) : within).toSeconds();
        return ask(
                options, true, cancel ? Map.of("command", "undrain") : Map.of("command", "drain", "seconds", seconds));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Ends the server as SIGTERM does, with exit code 0; it answers first.")
    int stop(@Mixin CtlOptions options) {
        return ask(options, false, Map.of("command", "stop"));
    }
}

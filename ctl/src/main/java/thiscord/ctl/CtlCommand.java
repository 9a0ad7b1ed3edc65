package thiscord.ctl;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.ctl.json.CtlJson;

/** {@code thiscord ctl}: asks a running {@code thiscord up} over the local door. */
@Command(
        name = "ctl",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Asks a running thiscord up on this machine: how it is, who is there, and to stop. For the user who runs"
                        + " it, and root.",
        footer = {
            "",
            "Ends with 0 if it was done, 1 if the server refused, 2 if the command line was wrong, 4 if nobody answers."
        })
public final class CtlCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(line(), "name a command, such as status");
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine();
    }

    @Command(mixinStandardHelpOptions = true, description = "Versions, addresses and what was counted since the start.")
    int status(@Mixin CtlOptions options) {
        return show(options, ask(options, true, Map.of("command", "status")));
    }

    @Command(mixinStandardHelpOptions = true, description = "The rooms that the hub has open.")
    int rooms(@Mixin CtlOptions options) {
        return show(options, ask(options, true, Map.of("command", "rooms")));
    }

    @Command(mixinStandardHelpOptions = true, description = "Who is connected to the hub.")
    int sessions(@Mixin CtlOptions options) {
        return show(options, ask(options, true, Map.of("command", "sessions")));
    }

    @Command(mixinStandardHelpOptions = true, description = "Ends a session of the hub; the peer is told.")
    int kick(
            @Mixin CtlOptions options,
            @Parameters(paramLabel = "SESSION", description = "Its number, see thiscord ctl sessions.") long session) {
        return show(options, ask(options, false, Map.of("command", "kick", "session", session)));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Looks at the files of the TLS key now, and not at its own time, a few seconds later.")
    int reload(@Mixin CtlOptions options) {
        return show(options, ask(options, true, Map.of("command", "reload")));
    }

    @Command(name = "log-level", mixinStandardHelpOptions = true, description = "How much the server logs from now on.")
    int logLevel(
            @Mixin CtlOptions options,
            @Parameters(paramLabel = "LEVEL", description = "debug, info or warning") String level) {
        return show(options, ask(options, true, Map.of("command", "log-level", "level", level)));
    }

    @Command(mixinStandardHelpOptions = true, description = "Sends a text and prints it as it comes back.")
    int echo(@Mixin CtlOptions options, @Parameters(paramLabel = "TEXT", description = "Any text.") String text) {
        return show(options, ask(options, true, Map.of("command", "echo", "text", text)));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Ends the server as SIGTERM does, with exit code 0; it answers first.")
    int stop(@Mixin CtlOptions options) {
        return show(options, ask(options, false, Map.of("command", "stop")));
    }

    private static Map<String, Object> ask(CtlOptions options, boolean repeatable, Map<String, ?> request) {
        if (options.timeout().isZero()) {
            throw new Failure(ExitCode.USAGE, "--timeout is at least 1ms");
        }
        try (DoorClient client = new DoorClient(options.socket(), options.timeout())) {
            Map<String, Object> answer = client.ask(request, repeatable);
            if (!options.json() && !Boolean.TRUE.equals(answer.get("ok"))) {
                throw new Failure(ExitCode.UNEXPECTED, "refused: " + answer.get("text"));
            }
            return answer;
        }
    }

    private int show(CtlOptions options, Map<String, Object> answer) {
        PrintWriter out = line().getOut();
        boolean ok = Boolean.TRUE.equals(answer.get("ok"));
        if (options.json()) {
            out.println(new String(CtlJson.write(answer), StandardCharsets.UTF_8));
        } else {
            Map<String, Object> fields = new LinkedHashMap<>(answer);
            fields.remove("ok");
            fields.forEach((name, value) -> print(out, name, value));
        }
        out.flush();
        return ok ? ExitCode.OK : ExitCode.UNEXPECTED;
    }

    /** A line for each value: {@code hub.sessions 3}; a list has a line for each of its objects. */
    private static void print(PrintWriter out, String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> inner) {
            inner.forEach((key, one) -> print(out, name + "." + key, one));
        } else if (value instanceof List<?> list) {
            out.println(list.size() + " " + name);
            list.forEach(one -> out.println("  " + oneLine(one)));
        } else {
            out.println(name + " " + value);
        }
    }

    private static String oneLine(@Nullable Object one) {
        return one instanceof Map<?, ?> fields
                ? fields.entrySet().stream()
                        .map(field -> field.getKey() + " " + field.getValue())
                        .collect(Collectors.joining(", "))
                : String.valueOf(one);
    }
}

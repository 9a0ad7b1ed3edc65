package thiscord.processing;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thiscord.cli.Serving;
import thiscord.processing.lines.LineServer;
import thiscord.processing.lines.LineSettings;

/** {@code thiscord processing calc}: a calculator for simple socket clients. */
@Command(
        name = "calc",
        mixinStandardHelpOptions = true,
        description = {
            "A calculator for socket clients. Each line is answered by two: 'Data received', then the result or 'error: …'.",
            "Two numbers are multiplied: '5 10' is 50.0. So is '5 * 10'; + - * / %% ^, parentheses and decimals.",
            "A client that sends no line feed is answered after a short pause, by two messages."
        },
        footer = {
            "",
            "See docs/PROCESSING.md. Ends with 2 for a wrong command line, 3 if the port is taken, 5 without a key for TLS."
        })
final class CalcCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
    private int port = 65_432;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "set by picocli").commandLine();
        LineSettings settings = options.opened(options.settings("calc", port, line));
        LineServer server = LineServer.start(settings, new CalcConversation(settings.requests()));
        return Serving.untilStopped(server, ServerOptions.ready(settings, server), line.getOut());
    }
}

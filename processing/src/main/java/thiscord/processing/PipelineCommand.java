package thiscord.processing;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Serving;
import thiscord.processing.lines.LineServer;
import thiscord.processing.lines.LineSettings;
import thiscord.processing.pipeline.Pipeline;

/** {@code thiscord processing pipeline}: lines that pass through a process. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        description = {
            "Passes lines through a process of its own. Each line is answered by two: 'Data received', then"
                    + " what the process made of it or 'error: …'. 'exit' ends the connection.",
            "A client that sends no line feed is answered after a short pause, with both lines in one message.",
            "The process gets {\"id\":1,\"text\":\"…\"} on stdin, a line each, and answers the same way on stdout."
        },
        footer = {
            "",
            "See docs/PROCESSING.md. Ends with 2 for a wrong command line, 3 if the port is taken, 5"
                    + " without a key for TLS."
        })
final class PipelineCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
    private int port = 12_346;

    @Option(
            names = "--child",
            paramLabel = "COMMAND",
            required = true,
            description = "The process, as /bin/sh takes it, such as 'thiscord processing child upper'.")
    private String child = "";

    @Option(
            names = "--rpc",
            paramLabel = "NAME[@HOST:PORT]",
            converter = Rpc.Converter.class,
            description =
                    "A processor over RMI that gets what the process answered and has the last word; its reply is put"
                            + " behind in brackets. Default address: 127.0.0.1:" + Rpc.PORT
                            + ", as 'processing serve' has it.")
    private @Nullable Rpc rpc;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "How long the process may take to answer a line, before it is started anew; and the processor of"
                            + " --rpc after it. Default: 5s.")
    private Duration deadline = Duration.ofSeconds(5);

    @Option(
            names = "--ack-only",
            description = "Answer each line by 'Data received' alone; what came of it is seen with --print.")
    private boolean ackOnly;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "set by picocli").commandLine();
        if (deadline.isZero() || deadline.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new ParameterException(line, "--deadline is 1ms to 10m");
        }
        LineSettings settings = options.opened(options.settings("pipeline", port, line));
        try {
            Pipeline pipeline = new Pipeline(child, deadline);
            LineServer server = start(settings, pipeline);
            return Serving.untilStopped(
                    () -> {
                        pipeline.close();
                        server.close();
                    },
                    ServerOptions.ready(settings, server),
                    line.getOut());
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, "cannot start --child: " + e.getMessage(), e);
        }
    }

    private LineServer start(LineSettings settings, Pipeline pipeline) {
        try {
            return LineServer.start(
                    settings,
                    new PipelineConversation(
                            pipeline, rpc == null ? null : rpc.within(deadline), ackOnly, settings.requests()));
        } catch (Failure e) {
            pipeline.close();
            throw e;
        }
    }
}

package thiscord.processing;

import java.nio.file.Path;
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
import thiscord.cli.DataFolder;
import thiscord.cli.Serving;
import thiscord.processing.lines.LineServer;
import thiscord.processing.lines.LineSettings;
import thiscord.tls.KeyFiles;
import thiscord.tls.ServerTls;

/** {@code thiscord processing calc}: a calculator for simple socket clients. */
@Command(
        name = "calc",
        mixinStandardHelpOptions = true,
        description = {
            "A calculator on 127.0.0.1. Each line is answered by two: 'Data received', then the result or 'error: …'.",
            "Two numbers are multiplied: '5 10' is 50.0. So is '5 * 10'; + - * / %% ^, parentheses and decimals."
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
            description = "Port on 127.0.0.1; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
    private int port = 65_432;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Option(
            names = "--log-requests",
            description = "Log each request: who, how many characters, what came of it; not its text.")
    private boolean logRequests;

    @Option(names = "--tls", description = "Take TLS 1.3 alone, with the key server.pem in the data folder.")
    private boolean encrypted;

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description = "Where the key of --tls lies; it is made at the first start. Default:"
                    + " $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord.")
    private @Nullable Path data;

    @Override
    public Integer call() {
        settings(null);
        ServerTls tls = encrypted ? ServerTls.open(KeyFiles.inFolder(folder())) : null;
        LineServer server = LineServer.start(settings(tls), new CalcConversation(logRequests));
        String ready = "ready: calc " + server.address() + (tls == null ? "" : ", TLS, key " + tls.fingerprint());
        return Serving.untilStopped(server, ready, commandLine().getOut());
    }

    private Path folder() {
        return data == null ? DataFolder.standard() : data.toAbsolutePath().normalize();
    }

    private LineSettings settings(@Nullable ServerTls tls) {
        try {
            return options.settings("calc", port, tls);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine(), e.getMessage(), e);
        }
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine();
    }
}

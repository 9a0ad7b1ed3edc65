package thiscord.processing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thiscord.cli.DurationConverter;
import thiscord.processing.lines.LineSettings;
import thiscord.tls.ServerTls;

/** The options of servers of lines. */
final class ServerOptions {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--flush-after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "After what pause a line without an end counts as whole, for clients that send none, such as"
                    + " 200ms; 0 never. Default: 0.")
    private Duration flushAfter = Duration.ZERO;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long a connection may send no whole line. Default: 10m.")
    private Duration idle = Duration.ofMinutes(10);

    @Option(
            names = "--clients",
            paramLabel = "N",
            description = "The most connections at once. Default: ${DEFAULT-VALUE}.")
    private int clients = 64;

    /** @throws IllegalArgumentException with a line for the user */
    LineSettings settings(String name, int port, @Nullable ServerTls tls) {
        return new LineSettings(name, port, clients, flushAfter, idle, PATIENCE, tls);
    }
}

package thiscord.processing;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.DurationConverter;
import thiscord.processing.lines.LineServer;
import thiscord.processing.lines.LineSettings;
import thiscord.processing.lines.RequestLog;
import thiscord.tls.KeyFiles;
import thiscord.tls.ServerTls;

/** The options of servers of lines. */
final class ServerOptions {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--listen",
            paramLabel = "HOST[:PORT]",
            description = "Listen on this address in place of 127.0.0.1. One beyond loopback needs --tls.")
    private @Nullable String listen;

    @Option(
            names = "--flush-after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "After what pause a line without a line feed counts as whole; 0 never. Default: 150ms (1s if it"
                            + " came in pieces) for clients that have never sent a line feed, never for others.")
    private @Nullable Duration flushAfter;

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

    @Option(names = "--tls", description = "Take TLS 1.3 alone, with the key server.pem in the data folder.")
    private boolean encrypted;

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description = "Folder of the key for --tls; it is made at the first start. Default:"
                    + " $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord.")
    private @Nullable Path data;

    @Mixin
    private RequestOptions reporting = new RequestOptions();

    /** The settings, but for the key of TLS, which is not opened yet. */
    LineSettings settings(String name, int port, CommandLine line) {
        try {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("--port is 0 to 65535, not " + port);
            }
            Address address = listen == null ? Address.loopback(port) : Address.parse(listen, port);
            if (!address.onLoopback() && !encrypted) {
                throw new IllegalArgumentException("--listen " + address.host()
                        + " is reached from other machines, to which everything would go in plain text; add --tls");
            }
            RequestLog requests = reporting.requests(name, line);
            return new LineSettings(name, address, clients, flushAfter, idle, PATIENCE, null, requests);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }

    /** The same with the key of TLS, if it is asked for. */
    LineSettings opened(LineSettings plain) {
        return encrypted ? plain.with(ServerTls.open(KeyFiles.inFolder(folder()))) : plain;
    }

    private Path folder() {
        return data == null ? DataFolder.standard() : data.toAbsolutePath().normalize();
    }

    /** The line that says where a server is found. */
    static String ready(LineSettings settings, LineServer server) {
        ServerTls tls = settings.tls();
        return "ready: " + settings.name() + " " + server.address()
                + (tls == null ? "" : ", TLS, key " + tls.fingerprint());
    }
}

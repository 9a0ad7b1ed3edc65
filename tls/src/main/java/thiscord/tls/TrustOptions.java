package thiscord.tls;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import thiscord.cli.Address;

/** The options of a command that connects: whether by TLS, and to which key. */
public final class TrustOptions {
    @Option(
            names = "--tls",
            scope = ScopeType.INHERIT,
            description = "Speak TLS on 127.0.0.1 too; with other hosts it is always spoken.")
    private boolean tls;

    @Option(
            names = "--fingerprint",
            paramLabel = "SHA256:…",
            scope = ScopeType.INHERIT,
            converter = FingerprintConverter.class,
            description = "What the server's key must be; it is printed where the server was started. Default: as"
                    + " remembered, and at the first time any, which is then remembered.")
    private @Nullable Fingerprint fingerprint;

    @Option(
            names = "--known-servers",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Where keys of servers are remembered. Default: $XDG_CONFIG_HOME/thiscord/known_servers, else"
                    + " ~/.config/thiscord/known_servers.")
    private @Nullable Path knownServers;

    /** What the server's key must be, unless the command line says so itself. */
    public void expect(Fingerprint key) {
        if (fingerprint == null) {
            fingerprint = key;
        }
    }

    /** Reads a fingerprint. */
    static final class FingerprintConverter implements ITypeConverter<Fingerprint> {
        @Override
        public Fingerprint convert(String text) {
            try {
                return Fingerprint.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Writes notices to the standard error of a command. */
    public static Consumer<String> telling(CommandSpec command) {
        return notice -> {
            PrintWriter err = command.commandLine().getErr();
            err.println(command.qualifiedName() + ": " + notice);
            err.flush();
        };
    }

    /**
     * How to speak with that server: null for plain text, which only loopback gets, and only if no fingerprint is wanted.
     *
     * @param notice see {@link ClientTls}
     */
    public @Nullable ClientTls with(Address server, Consumer<String> notice) {
        return !tls && fingerprint == null && server.onLoopback() ? null : always(server, notice);
    }

    /** How to speak with a server that takes TLS alone. */
    public ClientTls always(Address server, Consumer<String> notice) {
        KnownServers known = knownServers == null ? KnownServers.standard() : KnownServers.at(knownServers);
        return new ClientTls(server, fingerprint, known, notice);
    }
}

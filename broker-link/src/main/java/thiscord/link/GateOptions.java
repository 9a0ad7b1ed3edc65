package thiscord.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.tls.TrustOptions;

/** The options of a command that reaches the broker through its gate, from another machine. */
public final class GateOptions {
    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "--address is the gate of a broker on another machine (its --listen, port 5558): speak TLS with"
                            + " it and show the token in FILE, which 'thiscord broker token add' made there.")
    private @Nullable Path tokenFile;

    @Mixin
    private TrustOptions trust = new TrustOptions();

    /** True if the broker is to be reached through its gate. */
    public boolean isAsked() {
        return tokenFile != null;
    }

    /**
     * Opens a way through the gate, for as long as the process lives.
     *
     * @param door {@code in}, {@code out} or {@code replay}
     * @param wants what it is wanted for, so that a refusal comes with its reason and at once
     * @param notice see {@link thiscord.tls.ClientTls}
     * @return where to connect to in its place
     * @throws Failure if that does not work
     */
    public Address through(Address gate, String door, GateTunnel.Wants wants, Consumer<String> notice) {
        return GateTunnel.open(gate, door, token(), wants, trust.always(gate, notice))
                .address();
    }

    private String token() {
        Path file = tokenFile;
        if (file == null) {
            throw new IllegalStateException("no gate was asked for");
        }
        try {
            String token = Files.readString(file).strip();
            if (token.matches("[A-Za-z0-9_-]{20,100}")) {
                return token;
            }
            throw new Failure(ExitCode.BAD_CONFIGURATION, file + " holds no token; see --token-file");
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot read " + file + ": " + Failure.why(e) + "; see --token-file",
                    e);
        }
    }
}

package thiscord.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thiscord.cli.Address;

/** The options of the server's key and of where plain text is taken. Mixed into every command that serves. */
public final class KeyOptions {
    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description =
                    "The server's private key (PEM, PKCS#8), read anew when it changes. Default: server.pem in the"
                            + " data folder, made at the first start.")
    private @Nullable Path key;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "The certificate of --tls-key, with its chain (PEM); goes with it.")
    private @Nullable Path certificate;

    @Option(names = "--require-tls", description = "Take TLS alone on 127.0.0.1 too.")
    private boolean requireTls;

    /** True if plain text is taken nowhere. */
    public boolean requireTls() {
        return requireTls;
    }

    /**
     * Which key to use.
     *
     * @param data where ours lies; null if there is no such folder
     * @throws IllegalArgumentException if one of the two is given without the other
     */
    public @Nullable KeyFiles files(@Nullable Path data) {
        if ((key == null) != (certificate == null)) {
            throw new IllegalArgumentException("--tls-key and --tls-cert go together");
        }
        if (key != null && certificate != null) {
            return KeyFiles.given(key, certificate);
        }
        return data == null ? null : KeyFiles.inFolder(data);
    }

    /**
     * Where to listen, for a server that takes plain text on loopback alone.
     *
     * @param beyond as written on the command line; the default port is that of {@code loopback}
     * @param data see {@link #files}
     * @throws IllegalArgumentException with a line for the user
     */
    public Listening on(Address loopback, List<String> beyond, @Nullable Path data) {
        List<Address> others =
                beyond.stream().map(one -> Address.parse(one, loopback.port())).toList();
        return new Listening(loopback, others, files(data), false, !requireTls);
    }
}

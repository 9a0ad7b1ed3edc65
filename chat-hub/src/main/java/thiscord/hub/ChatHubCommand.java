package thiscord.hub;

import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Serving;
import thiscord.hub.directory.HubSecret;
import thiscord.protocol.directory.RoomService;
import thiscord.tls.ClientTls;
import thiscord.tls.Fingerprint;
import thiscord.tls.KnownServers;
import thiscord.tls.Listening;

/** {@code thiscord chat-hub}: runs a chat hub alone, until SIGINT or SIGTERM. */
@Command(
        name = "chat-hub",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Runs the chat hub: TCP, one port for text and JSON lines.")
public final class ChatHubCommand implements Callable<Integer> {
    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final String NONE = "none";
    private static final Duration ROOMS_PATIENCE = Duration.ofSeconds(5);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", description = "Port on 127.0.0.1; 0 takes any free one.")
    private int port = HubSettings.PORT;

    @Option(
            names = "--registry",
            paramLabel = "HOST:PORT",
            description = "The room service's registry, or 'none' to run without a room service. Beyond 127.0.0.1 it is"
                    + " spoken with by TLS; see --registry-fingerprint.")
    private String registry = "127.0.0.1:1099";

    @Option(
            names = "--registry-fingerprint",
            paramLabel = "SHA256:…",
            description = "What the room service's key must be, also on 127.0.0.1. Default: as remembered in"
                    + " known_servers, and at the first time any.")
    private @Nullable String registryFingerprint;

    @Option(
            names = "--hub-secret-file",
            paramLabel = "FILE",
            description = "The room service's hubs.secret, or a copy, by which it lets hubs in."
                    + " Default: hubs.secret in the data folder.")
    private @Nullable Path hubSecretFile;

    @Option(
            names = "--events",
            paramLabel = "HOST:PORT",
            description = {
                "The broker's replay door, which confirms events, or its way in, which does not;",
                "'none' to publish nothing."
            })
    private String events = "127.0.0.1:5557";

    @Option(names = "--node", paramLabel = "NAME", description = "This hub's name on the other planes.")
    private String node = "hub";

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description = "Where the messages of rooms that keep history lie, or 'none' to open no such room."
                    + " Default: $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord;"
                    + " none without a room service.")
    private @Nullable String data;

    @Mixin
    private HubOptions options = new HubOptions();

    @Override
    public Integer call() {
        HubSettings settings = settings();
        settings.privileges().reads(secretFile()).enforce();
        Hub hub = Hub.start(settings);
        // What says ready serves rooms too, if there is a room service.
        hub.awaitRoomService(ROOMS_PATIENCE);
        return Serving.untilStopped(hub, "ready: hub " + hub.address() + opened(hub), out());
    }

    private static String opened(Hub hub) {
        String line = Listening.opened("hub", hub.beyond(), hub::fingerprint);
        return line.isEmpty() ? "" : System.lineSeparator() + line;
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
    }

    private @Nullable Path folder() {
        if (data == null) {
            return registry.equals(NONE) ? null : DataFolder.standard();
        }
        return data.equals(NONE) ? null : Path.of(data).toAbsolutePath();
    }

    private Path secretFile() {
        if (hubSecretFile != null) {
            return hubSecretFile.toAbsolutePath();
        }
        Path folder = folder();
        return (folder == null ? DataFolder.standard() : folder).resolve(RoomService.HUBS_SECRET);
    }

    /** Whoever has that port on this machine must prove that it knows the secret before anything is sent to it. */
    private ClientTls trusted(Address rooms) {
        if (registryFingerprint != null) {
            return ClientTls.pinned(rooms, Fingerprint.parse(registryFingerprint));
        }
        return rooms.onLoopback()
                ? ClientTls.proven(rooms)
                : new ClientTls(rooms, null, KnownServers.standard(), line -> LOG.log(Level.INFO, "hub: " + line));
    }

    private HubSettings settings() {
        try {
            Address rooms = registry.equals(NONE) ? null : Address.parse(registry, 1099);
            return options.on(HubSettings.alone(port))
                    .with(rooms, events.equals(NONE) ? null : Address.parse(events, 5557))
                    .withDirectoryTls(rooms == null ? null : trusted(rooms))
                    .withHubSecret(HubSecret.in(secretFile()))
                    .withNode(node)
                    .withData(folder(), options.durability())
                    .withListening(options.listening(Address.loopback(port), folder()));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage() + "; see --help", e);
        }
    }
}

package thiscord.hub;

import java.io.PrintWriter;
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
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Serving;
import thiscord.hub.log.Durability;
import thiscord.protocol.Limits;

/** {@code thiscord chat-hub}: runs a chat hub alone, until SIGINT or SIGTERM. */
@Command(
        name = "chat-hub",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Runs the chat hub: TCP, one port for text and JSON lines.")
public final class ChatHubCommand implements Callable<Integer> {
    private static final String NONE = "none";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", description = "Port on 127.0.0.1; 0 takes any free one.")
    private int port = HubSettings.PORT;

    @Option(
            names = "--registry",
            paramLabel = "HOST:PORT",
            description = "The room service's registry, or 'none' to run without a room service.")
    private String registry = "127.0.0.1:1099";

    @Option(
            names = "--events",
            paramLabel = "HOST:PORT",
            description = "The broker's way in, or 'none' to publish nothing.")
    private String events = "127.0.0.1:5555";

    @Option(names = "--node", paramLabel = "NAME", description = "This hub's name on the other planes.")
    private String node = "hub";

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description = "Where the messages of rooms that keep history lie, or 'none' to open no such room."
                    + " Default: $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord;"
                    + " none without a room service.")
    private @Nullable String data;

    @Option(
            names = "--durability",
            paramLabel = "process|power",
            description = "What a message that was seen survives: the end of the process, or a power cut too.")
    private String durability = "process";

    @Option(names = "--open-rooms", description = "Joining a room that does not exist creates it.")
    private boolean openRooms;

    @Option(
            names = "--flush-after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "0",
            description = "Take a text line as ended when its sender pauses that long, up to 10s; 0 is never.")
    private Duration flushAfter = Duration.ZERO;

    @Option(names = "--loops", paramLabel = "N", description = "Event loops, up to 64; 0 chooses by processors.")
    private int loops;

    @Option(names = "--line-bytes", paramLabel = "N", description = "Longest line, 512 to 1048576.")
    private int lineBytes = Limits.DEFAULT.lineBytes();

    @Option(names = "--text-chars", paramLabel = "N", description = "Longest text, 1 to the longest line.")
    private int textChars = Limits.DEFAULT.textChars();

    @Option(names = "--rooms-per-session", paramLabel = "N", description = "Rooms one session may be in.")
    private int roomsPerSession = Limits.DEFAULT.roomsPerSession();

    @Option(names = "--members-per-room", paramLabel = "N", description = "Members one room may have.")
    private int membersPerRoom = Limits.DEFAULT.membersPerRoom();

    @Option(names = "--max-rooms", paramLabel = "N", description = "Rooms the hub holds at once.")
    private int maxRooms = Limits.DEFAULT.rooms();

    @Option(names = "--max-sessions", paramLabel = "N", description = "Sessions the hub holds at once.")
    private int maxSessions = Limits.DEFAULT.sessions();

    @Option(names = "--sessions-per-address", paramLabel = "N", description = "Sessions one address may have.")
    private int sessionsPerAddress = Limits.DEFAULT.sessionsPerAddress();

    @Mixin
    private FairnessOptions fairness = new FairnessOptions();

    @Override
    public Integer call() {
        Hub hub = Hub.start(settings());
        return Serving.untilStopped(hub, "ready: hub " + hub.address(), out());
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

    private HubSettings settings() {
        try {
            Limits limits = new Limits(
                    lineBytes, textChars, roomsPerSession, membersPerRoom, maxRooms, maxSessions, sessionsPerAddress);
            return new HubSettings(
                    new Address(Address.LOOPBACK, port),
                    registry.equals(NONE) ? null : Address.parse(registry, 1099),
                    events.equals(NONE) ? null : Address.parse(events, 5555),
                    node,
                    loops,
                    flushAfter,
                    openRooms,
                    limits,
                    fairness.chosen(),
                    folder(),
                    Durability.parse(durability));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, e.getMessage() + "; see --help", e);
        }
    }
}

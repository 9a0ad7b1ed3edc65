package thiscord.rooms;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import thiscord.protocol.Keeps;
import thiscord.tls.KeyOptions;
import thiscord.tls.Listening;

/** {@code thiscord room-service}: runs the room service alone, until SIGINT or SIGTERM. */
@Command(
        name = "room-service",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Runs the room service: rooms and memberships over Java RMI, kept in the data folder.",
        footer = {
            "",
            "Ends with 3 if the port is taken, 4 if the external registry does not answer, 5 if the data folder or a"
                    + " setting cannot be used."
        })
public final class RoomServiceCommand implements Callable<Integer> {
    private static final String NONE = "none";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description = "Where rooms.db lies. Default: $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord.")
    private @Nullable Path data;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            description = "Port on 127.0.0.1 of the registry and the service, 0 takes any free one.")
    private int port = RoomServerSettings.REGISTRY_PORT;

    @Option(
            names = "--listen",
            paramLabel = "HOST[:PORT]",
            description =
                    "Listen there too, for other machines, with TLS; may be given several times. 0.0.0.0 and :: are"
                            + " all addresses. Default port: that of --registry-port.")
    private List<String> listen = new ArrayList<>();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(
            names = "--registry",
            paramLabel = "HOST:PORT",
            description = "Bind in this registry of this machine, which runs already, instead of one of our own.")
    private @Nullable String registry;

    @Option(
            names = "--events",
            paramLabel = "HOST:PORT",
            description = {
                "The broker's replay door, which confirms events, or its way in, which does not;",
                "'none' to publish nothing."
            })
    private String events = "127.0.0.1:5557";

    @Option(names = "--node", paramLabel = "NAME", description = "This service's name on the event plane.")
    private String node = RoomServerSettings.NODE;

    @Option(
            names = "--keeps",
            paramLabel = "WHAT",
            description =
                    "What a room keeps whose creator does not say: nothing, a time like 7d, a number of messages, all.")
    private String keeps = "nothing";

    @Option(names = "--max-rooms", paramLabel = "N", description = "Rooms there may be, at least 1.")
    private int maxRooms = RoomLimits.DEFAULT.rooms();

    @Option(names = "--members-per-room", paramLabel = "N", description = "Members a room may have, 1 to 5000.")
    private int membersPerRoom = RoomLimits.DEFAULT.membersPerRoom();

    @Mixin
    private final PeopleOptions people = new PeopleOptions();

    @Override
    public Integer call() {
        RoomServerSettings settings = settings();
        settings.privileges().enforce();
        RoomServer server = RoomServer.start(settings);
        String opened = Listening.opened("rooms", server.beyond(), server::fingerprint);
        String ready =
                "ready: rooms " + server.registryAddress() + (opened.isEmpty() ? "" : System.lineSeparator() + opened);
        return Serving.untilStopped(
                server,
                ready,
                Objects.requireNonNull(spec, "set by picocli").commandLine().getOut());
    }

    private RoomServerSettings settings() {
        Keeps kept = Keeps.parse(keeps);
        if (kept == null) {
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + keeps + "' is not what a room can keep; --keeps takes nothing, 7d, 500 or all");
        }
        try {
            Path folder = data == null ? DataFolder.standard() : data.toAbsolutePath();
            RoomServerSettings settings = RoomServerSettings.of(folder, port)
                    .withListening(keys.on(Address.loopback(port), listen, folder))
                    .withEvents(events.equals(NONE) ? null : Address.parse(events, 5557))
                    .withNode(node)
                    .withLimits(RoomLimits.DEFAULT
                            .with(maxRooms, membersPerRoom)
                            .withRoomsPerPerson(people.roomsPerPerson()))
                    .withKeeps(kept)
                    .withPeople(people.settings());
            return registry == null
                    ? settings
                    : settings.withExternalRegistry(Address.parse(registry, RoomServerSettings.REGISTRY_PORT));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage() + "; see --help", e);
        }
    }
}

package thiscord.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import thiscord.broker.BrokerSettings;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Serving;
import thiscord.hub.HubOptions;
import thiscord.hub.HubSettings;
import thiscord.rooms.PeopleOptions;
import thiscord.rooms.RoomServerSettings;

/** {@code thiscord up}: runs everything in one process, until SIGINT or SIGTERM. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Runs the hub, the room service and the broker in one process, on 127.0.0.1 unless told to listen"
                + " elsewhere too.",
        footer = {
            "",
            "Ends with 3 if a port is taken, 5 if the data folder or a setting cannot be used, 130 after SIGINT and 143"
                    + " after SIGTERM."
        })
final class UpCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description = "Where everything lies. Default: $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord.")
    private @Nullable Path data;

    @Option(names = "--hub-port", paramLabel = "PORT", description = "Port of the hub; 0 takes any free one.")
    private int hubPort = HubSettings.PORT;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            description = "Port of the room service and its registry; 0 takes any free one.")
    private int registryPort = RoomServerSettings.REGISTRY_PORT;

    @Option(
            names = "--broker-in-port",
            paramLabel = "PORT",
            description = "Port where the broker takes events; 0 takes any free one.")
    private int brokerInPort = BrokerSettings.IN_PORT;

    @Option(
            names = "--broker-out-port",
            paramLabel = "PORT",
            description = "Port where the broker gives events; 0 takes any free one.")
    private int brokerOutPort = BrokerSettings.OUT_PORT;

    @Option(
            names = "--broker-replay-port",
            paramLabel = "PORT",
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description =
                    "Port where the broker is asked for numbered events again; 0 takes any free one. Default: 5557,"
                            + " or any free one with --broker-out-port 0.")
    private @Nullable Integer brokerReplayPort;

    @Option(
            names = "--keep-events",
            description = "Keep numbered events, texts of all rooms among them, in the data folder for a day, so that"
                    + " reliable subscribers miss nothing across a restart.")
    private boolean keepEvents;

    @Option(
            names = "--events-listen",
            paramLabel = "HOST[:PORT]",
            description =
                    "Open the broker's gate there, for publishers and subscribers with a token on other machines, with"
                            + " TLS; may be given several times. Default port: 5558.")
    private List<String> eventsListen = new ArrayList<>();

    @Option(
            names = "--rooms-listen",
            paramLabel = "HOST[:PORT]",
            description =
                    "Have the room service listen there too, for thiscord rooms on other machines, with TLS; may be"
                            + " given several times. Default port: that of --registry-port.")
    private List<String> roomsListen = new ArrayList<>();

    @Mixin
    private PeopleOptions people = new PeopleOptions();

    @Mixin
    private HubOptions hub = new HubOptions();

    @Override
    public Integer call() {
        Up up = start();
        String ready = "ready: hub " + up.hub() + ", rooms " + up.rooms() + ", events in " + up.eventsIn() + " out "
                + up.eventsOut() + " replay " + up.eventsReplay();
        return Serving.untilStopped(
                up,
                ready + System.lineSeparator() + next(up),
                Objects.requireNonNull(spec, "set by picocli").commandLine().getOut());
    }

    private Up start() {
        try {
            UpSettings settings = settings().checked();
            settings.privileges().enforce();
            return Up.start(settings);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage() + "; see --help", e);
        }
    }

    UpSettings settings() {
        return new UpSettings(
                data == null ? DataFolder.standard() : data.toAbsolutePath(),
                hubPort,
                registryPort,
                brokerInPort,
                brokerOutPort,
                brokerReplayPort == null ? (brokerOutPort == 0 ? 0 : BrokerSettings.REPLAY_PORT) : brokerReplayPort,
                keepEvents,
                people.settings(),
                people.roomsPerPerson(),
                roomsListen,
                eventsListen,
                hub);
    }

    /** What to type next: each line works as it stands, also where the ports are not the usual ones. */
    private static String next(Up up) {
        String thiscord = Objects.requireNonNullElse(System.getenv("THISCORD_COMMAND"), "thiscord");
        return up.opened().stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining())
                + String.join(
                        System.lineSeparator(),
                        "Talk in another terminal:   " + thiscord + " client" + unless(up.hub(), HubSettings.PORT, "")
                                + " --room " + Up.FIRST_ROOM,
                        "or without any client:      nc " + up.hub().host() + " "
                                + up.hub().port() + "   then /join " + Up.FIRST_ROOM,
                        "See the rooms:              " + thiscord + " rooms"
                                + unless(up.rooms(), RoomServerSettings.REGISTRY_PORT, " --registry") + " list",
                        "Listen to what happens:     " + thiscord + " subscriber"
                                + unless(up.eventsOut(), BrokerSettings.OUT_PORT, " --address") + " room/",
                        "Ctrl-C ends it.");
    }

    private static String unless(Address at, int usual, String option) {
        return at.port() == usual ? "" : option + " " + at;
    }
}

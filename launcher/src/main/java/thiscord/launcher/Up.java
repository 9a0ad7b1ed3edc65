package thiscord.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thiscord.broker.Broker;
import thiscord.broker.ReservedTopics;
import thiscord.broker.gate.Gate;
import thiscord.broker.gate.Tokens;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.ctl.door.Door;
import thiscord.ctl.door.HandedFiles;
import thiscord.hub.Hub;
import thiscord.hub.directory.HubSecret;
import thiscord.protocol.directory.RoomService;
import thiscord.rooms.RoomServer;
import thiscord.tls.ClientTls;
import thiscord.tls.Listening;
import thiscord.tls.ServerTls;

/**
 * The three planes in one process, each as it is alone. {@link #start} and {@link #close} block and may be called from
 * any thread.
 */
final class Up implements AutoCloseable {
    /** The room that is there at the very first start. */
    static final String FIRST_ROOM = "general";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final System.Logger LOG = System.getLogger("thiscord.launcher");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Broker broker;
    private final @Nullable Gate gate;
    private final RoomServer rooms;
    private final Hub hub;

    /**
     * Starts them in the order in which they need each other; all are ready when it returns.
     *
     * @throws Failure that names the option of {@code up} to change; nothing is left running then
     */
    static Up start(UpSettings settings) {
        return new Up(settings);
    }

    private Up(UpSettings settings) {
        boolean started = false;
        try {
            started(DataFolder.take(settings.data(), "up"));
            // The room service makes the secret, and needs the broker first.
            ReservedTopics reserved = ReservedTopics.closed(settings.data().resolve(RoomService.HUBS_SECRET));
            broker = started(naming(
                    () -> naming(
                            () -> naming(() -> Broker.start(settings.broker(), reserved), "--in", "--broker-in-port"),
                            "--out",
                            "--broker-out-port"),
                    "--replay",
                    "--broker-replay-port"));
            gate = settings.gates().isEmpty()
                    ? null
                    : started(naming(
                            () -> broker.openTo(
                                    settings.gates(),
                                    ServerTls.open(settings.key()),
                                    new Tokens(settings.data().resolve(Tokens.FILE))),
                            "--listen",
                            "--events-listen"));
            rooms = started(naming(
                    () -> RoomServer.start(settings.rooms(broker.replayAddress())), "--listen", "--rooms-listen"));
            broker.keepOnlyRooms(rooms.roomNames());
            rooms.createFirst(FIRST_ROOM);
            hub = started(naming(
                    () -> Hub.start(settings.hub(rooms.registryAddress(), broker.replayAddress())
                            .withHubSecret(HubSecret.of(rooms.hubSecret()))
                            .withDirectoryTls(settings.strict() ? ownRooms() : null)),
                    "--port",
                    "--hub-port"));
            answering();
            String impossible = Door.impossible(settings.data());
            if (impossible == null) {
                openDoor(settings.data());
            } else {
                LOG.log(System.Logger.Level.WARNING, () -> "up: thiscord ctl will not reach this: " + impossible);
            }
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /** What says ready has answered: the room service asks itself when it starts, the others are asked here. */
    private void answering() {
        try {
            if (!broker.answers(PATIENCE)) {
                throw new Failure(ExitCode.UNEXPECTED, "the broker does not pass on an event of its own");
            }
            if (!hub.awaitRoomService(PATIENCE)) {
                throw new Failure(ExitCode.UNEXPECTED, "the hub does not get an answer of the room service");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted while starting", e);
        }
    }

    private void openDoor(Path data) {
        HandedFiles files = started(HandedFiles.in(data, HandedFiles.Limits.USUAL));
        Drain drain = started(new Drain(hub, () -> files.files() > 0, UpCommands::stop));
        Status status = new Status(hub, rooms, broker, gate, files, drain);
        UpCommands commands = new UpCommands(hub, rooms, gate, status, new Handing(data, files), drain);
        started(Door.open(data, commands.all(), Door.Limits.USUAL));
    }

    private ClientTls ownRooms() {
        return ClientTls.pinned(
                rooms.registryAddress(), Objects.requireNonNull(rooms.fingerprint(), "TLS was asked for"));
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    /** A part names the option that it has when alone. */
    private static <T> T naming(Supplier<T> start, String alone, String here) {
        try {
            return start.get();
        } catch (Failure e) {
            String line = (e.getMessage() + " ").replace(" " + alone + " ", " " + here + " ");
            throw new Failure(e.exitCode(), line.strip(), e);
        }
    }

    Address hub() {
        return hub.address();
    }

    /** What other machines reach, a line each; nothing if it is nothing. */
    List<String> opened() {
        return Stream.of(
                        Listening.opened("hub", hub.beyond(), hub::fingerprint),
                        Listening.opened("rooms", rooms.beyond(), rooms::fingerprint),
                        gate == null ? "" : Listening.opened("events", gate.addresses(), gate::fingerprint))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    Address rooms() {
        return rooms.registryAddress();
    }

    Address eventsIn() {
        return broker.inAddress();
    }

    Address eventsOut() {
        return broker.outAddress();
    }

    Address eventsReplay() {
        return broker.replayAddress();
    }

    /** Ends them in the opposite order, so that last events still go out. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            close(parts.pop());
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "up: " + part.getClass().getSimpleName() + " while stopping", e);
        }
    }
}

package thiscord.rooms;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.Privileges;
import thiscord.protocol.Keeps;
import thiscord.protocol.Names;
import thiscord.rooms.people.PeopleSettings;
import thiscord.tls.KeyFiles;
import thiscord.tls.Listening;

/**
 * How a room service is set up.
 *
 * @param data the folder of {@code rooms.db}; made if it is missing
 * @param registry where the registry listens, on loopback; port 0 for any free one. With {@code external} where the registry
 *     is that already runs
 * @param external true to bind in a registry of another process; the service itself then listens on any free port
 * @param events the broker's replay door, or its way in to publish without confirmation; null for none
 * @param node names this service in events: {@code /rooms/NODE}, {@code health/NODE}; follows the rules of nicks
 * @param listening where it listens, and where for TLS alone; the first address is {@code registry} if that is our own
 * @param keeps what a room keeps whose creator did not say
 * @param people how people are let in
 */
public record RoomServerSettings(
        Path data,
        Address registry,
        boolean external,
        @Nullable Address events,
        String node,
        RoomLimits limits,
        Keeps keeps,
        PeopleSettings people,
        Listening listening) {
    /** The registry's port unless told otherwise. */
    public static final int REGISTRY_PORT = 1099;
    /** The node's name unless told otherwise. */
    public static final String NODE = "rooms";

    public RoomServerSettings {
        if (Names.checkNick(node) != null) {
            throw new IllegalArgumentException("'" + node + "' is no name for a node");
        }
        if (external && !(listening.beyond().isEmpty() && listening.plainOnLoopback())) {
            throw new IllegalArgumentException(
                    "a registry of another process (--registry) speaks no TLS: leave out --listen and --require-tls");
        }
    }

    /** All defaults, with a registry of its own on that port and no events. */
    public static RoomServerSettings of(Path data, int registryPort) {
        return new RoomServerSettings(
                data,
                Address.loopback(registryPort),
                false,
                null,
                NODE,
                RoomLimits.DEFAULT,
                Keeps.NOTHING,
                PeopleSettings.DEFAULT,
                at(data, registryPort));
    }

    public RoomServerSettings withEvents(@Nullable Address broker) {
        return new RoomServerSettings(data, registry, external, broker, node, limits, keeps, people, listening);
    }

    /** Binds in a registry that runs already. */
    public RoomServerSettings withExternalRegistry(Address other) {
        return new RoomServerSettings(data, other, true, events, node, limits, keeps, people, listening);
    }

    public RoomServerSettings withNode(String other) {
        return new RoomServerSettings(data, registry, external, events, other, limits, keeps, people, listening);
    }

    public RoomServerSettings withLimits(RoomLimits other) {
        return new RoomServerSettings(data, registry, external, events, node, other, keeps, people, listening);
    }

    public RoomServerSettings withKeeps(Keeps other) {
        return new RoomServerSettings(data, registry, external, events, node, limits, other, people, listening);
    }

    public RoomServerSettings withPeople(PeopleSettings other) {
        return new RoomServerSettings(data, registry, external, events, node, limits, keeps, other, listening);
    }

    /** The same, listening elsewhere too. */
    public RoomServerSettings withListening(Listening other) {
        return new RoomServerSettings(data, other.loopback(), external, events, node, limits, keeps, people, other);
    }

    private static Listening at(Path data, int port) {
        return new Listening(Address.loopback(port), List.of(), KeyFiles.inFolder(data), false, true);
    }

    /** What the service needs of its machine. With an external registry it listens, and finds itself, at any port. */
    public Privileges privileges() {
        Privileges all = Privileges.none().data(data);
        addTo(all);
        return all;
    }

    /** The same but for the data folder, on top of what others need. */
    public void addTo(Privileges all) {
        Address own = external ? Address.loopback(0) : registry;
        all.listens(own).connects(own).connects(registry).connects(events);
        listening.addTo(all);
    }
}

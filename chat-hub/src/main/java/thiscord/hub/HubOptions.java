package thiscord.hub;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thiscord.cli.Address;
import thiscord.cli.DurationConverter;
import thiscord.hub.log.Durability;
import thiscord.hub.log.MailLimits;
import thiscord.protocol.Limits;
import thiscord.tls.KeyOptions;
import thiscord.tls.Listening;

/** The options of a hub that do not depend on where the other planes are. Mixed into every command that runs one. */
public final class HubOptions {
    @Option(
            names = "--durability",
            paramLabel = "process|power",
            description = "What a message that was seen survives: the end of the process, or a power cut too.")
    private String durability = "process";

    @Option(
            names = "--mail-age",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "30d",
            description = "How long what was said to somebody who is away waits; 0 keeps nothing for them.")
    private Duration mailAge = MailLimits.DEFAULT.age();

    @Option(names = "--open-rooms", description = "Joining a room that does not exist creates it.")
    private boolean openRooms;

    @Option(
            names = "--flush-after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "0",
            description =
                    "Take a text line as ended when its sender pauses that long, up to 10s; 0: only before the first"
                            + " line feed and outside of rooms, after 150ms.")
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

    @Option(
            names = "--listen",
            paramLabel = "HOST[:PORT]",
            description =
                    "Listen there too, for other machines, with TLS; may be given several times. 0.0.0.0 and :: are"
                            + " all addresses. Default port: the hub's.")
    private List<String> listen = new ArrayList<>();

    @Option(
            names = "--plain-text-beyond-loopback",
            description = "Take plain text at --listen as well: everybody on the way can read and change what is said.")
    private boolean plainBeyond;

    @Option(
            names = "--processors",
            paramLabel = "FILE",
            description = "Which processors the messages of rooms pass; see docs/PROCESSING.md."
                    + " Default: processors.conf in the data folder, if it is there.")
    private @Nullable Path processors;

    @Mixin
    private StorageOptions storage = new StorageOptions();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private FairnessOptions fairness = new FairnessOptions();

    /** What survives what. */
    public Durability durability() {
        return Durability.parse(durability);
    }

    /**
     * What the hub allows, which concerns the room service too.
     *
     * @throws IllegalArgumentException naming each option that is out of range
     */
    public Limits limits() {
        return new Limits(
                lineBytes, textChars, roomsPerSession, membersPerRoom, maxRooms, maxSessions, sessionsPerAddress);
    }

    /** The options of the server's key. */
    public KeyOptions keys() {
        return keys;
    }

    /**
     * Where to listen.
     *
     * @param loopback for this machine
     * @param data where the server's own key lies; null if there is no such folder
     * @throws IllegalArgumentException with a line for the user
     */
    public Listening listening(Address loopback, @Nullable Path data) {
        return keys.on(loopback, listen, data).withPlainBeyond(plainBeyond);
    }

    /**
     * Those settings with what was chosen here.
     *
     * @throws IllegalArgumentException naming each option that is out of range
     */
    public HubSettings on(HubSettings base) {
        return base.withOpenRooms(openRooms)
                .withFlushAfter(flushAfter)
                .withLoops(loops)
                .withMailAge(mailAge)
                .withStorage(storage.limits())
                .withProcessors(processors)
                .withLimits(limits())
                .withFairness(fairness.chosen());
    }
}

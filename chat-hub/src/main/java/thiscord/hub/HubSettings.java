package thiscord.hub;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.Privileges;
import thiscord.hub.directory.HubSecret;
import thiscord.hub.log.Durability;
import thiscord.hub.log.MailLimits;
import thiscord.hub.log.StorageLimits;
import thiscord.hub.processing.ProcessorsFile;
import thiscord.hub.session.Fairness;
import thiscord.protocol.Limits;
import thiscord.protocol.Names;
import thiscord.tls.ClientTls;
import thiscord.tls.Listening;

/** How a hub is run. Immutable once it was handed out: each {@code with} gives another. */
public final class HubSettings {
    /** Where a hub listens unless told otherwise. */
    public static final int PORT = 12345;

    private Listening listening;
    private @Nullable Address directory;
    private @Nullable ClientTls directoryTls;
    private HubSecret hubSecret = HubSecret.of("");
    private @Nullable Address events;
    private String node = "hub";
    private int loops = defaultLoops();
    private Duration flushAfter = Duration.ZERO;
    private boolean openRooms;
    private Limits limits = Limits.DEFAULT;
    private Fairness fairness = Fairness.DEFAULT;
    private @Nullable Path data;
    private Durability durability = Durability.PROCESS;
    private Duration mailAge = MailLimits.DEFAULT.age();
    private StorageLimits storage = StorageLimits.DEFAULT;
    private @Nullable Path processors;

    private HubSettings(Listening listening) {
        this.listening = listening;
    }

    private HubSettings(HubSettings of) {
        listening = of.listening;
        directory = of.directory;
        directoryTls = of.directoryTls;
        hubSecret = of.hubSecret;
        events = of.events;
        node = of.node;
        loops = of.loops;
        flushAfter = of.flushAfter;
        openRooms = of.openRooms;
        limits = of.limits;
        fairness = of.fairness;
        data = of.data;
        durability = of.durability;
        mailAge = of.mailAge;
        storage = of.storage;
        processors = of.processors;
    }

    private HubSettings with(Consumer<HubSettings> change) {
        HubSettings other = new HubSettings(this);
        change.accept(other);
        return other;
    }

    /** On loopback at a port (0 for any), with neither room service nor broker. */
    public static HubSettings alone(int port) {
        return new HubSettings(Listening.on(Address.loopback(port)));
    }

    /** The same, listening elsewhere; port 0 takes any free one. */
    public HubSettings withListening(Listening other) {
        return with(it -> it.listening = other);
    }

    /**
     * The same with other planes, the room service in plain text as for one in this process; see {@link #withDirectoryTls}.
     *
     * @param directoryAt the room service's registry, or null to run without one
     * @param eventsAt the broker's replay door, or its way in to publish without confirmation; null to publish nothing
     */
    public HubSettings with(@Nullable Address directoryAt, @Nullable Address eventsAt) {
        return with(it -> {
            it.directory = directoryAt;
            it.directoryTls = null;
            it.events = eventsAt;
        });
    }

    /** The same with TLS for the room service, or without. */
    public HubSettings withDirectoryTls(@Nullable ClientTls tls) {
        return with(it -> it.directoryTls = tls);
    }

    /** The same with another secret that the room service knows too; it lets no hub in without. */
    public HubSettings withHubSecret(HubSecret secret) {
        return with(it -> it.hubSecret = secret);
    }

    /**
     * The same under another name on the event plane and in the room service.
     *
     * @throws IllegalArgumentException if it is no nick
     */
    public HubSettings withNode(String name) {
        if (Names.checkNick(name) != null) {
            throw new IllegalArgumentException("'" + name + "' is no name for a node; it follows the rules of nicks");
        }
        return with(it -> it.node = name);
    }

    /** The same with or without rooms that open by being joined. */
    public HubSettings withOpenRooms(boolean open) {
        return with(it -> it.openRooms = open);
    }

    /**
     * The same with another patience for unended lines.
     *
     * @param after see {@link thiscord.hub.session.Lobby}; zero for never, else at most 10 s
     * @throws IllegalArgumentException otherwise
     */
    public HubSettings withFlushAfter(Duration after) {
        if (after.isNegative() || after.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("flush-after is 0 (never) to 10s, not " + after.toMillis() + "ms");
        }
        return with(it -> it.flushAfter = after);
    }

    /** The same with other limits to how much there may be of everything. */
    public HubSettings withLimits(Limits other) {
        return with(it -> it.limits = other);
    }

    /** The same with another measure of how fast, and how silent, one peer may be. */
    public HubSettings withFairness(Fairness other) {
        return with(it -> it.fairness = other);
    }

    /**
     * The same with that many event loops.
     *
     * @param number 1 to 64, or 0 for the default
     * @throws IllegalArgumentException otherwise
     */
    public HubSettings withLoops(int number) {
        if (number < 0 || number > 64) {
            throw new IllegalArgumentException("loops is 0 to 64, not " + number);
        }
        return with(it -> it.loops = number == 0 ? defaultLoops() : number);
    }

    /**
     * The same with a folder of what rooms keep.
     *
     * @param folder null to open no room that keeps history
     * @param how what a stored message survives
     */
    public HubSettings withData(@Nullable Path folder, Durability how) {
        return with(it -> {
            it.data = folder;
            it.durability = how;
        });
    }

    /** The same with other limits to what rooms keep. */
    public HubSettings withStorage(StorageLimits other) {
        return with(it -> it.storage = other);
    }

    /** How much rooms may keep. */
    public StorageLimits storage() {
        return storage;
    }

    /**
     * The same with mail that waits for that long.
     *
     * @param age zero for no mail at all
     * @throws IllegalArgumentException if it is out of range
     */
    public HubSettings withMailAge(Duration age) {
        // Checks its range.
        MailLimits.DEFAULT.withAge(age);
        return with(it -> it.mailAge = age);
    }

    /** The same with another file of the processors of rooms; null for {@code processors.conf} in the data folder, if it is there. */
    public HubSettings withProcessors(@Nullable Path file) {
        return with(it -> it.processors = file);
    }

    public Listening listening() {
        return listening;
    }

    public @Nullable Address directory() {
        return directory;
    }

    public @Nullable ClientTls directoryTls() {
        return directoryTls;
    }

    public HubSecret hubSecret() {
        return hubSecret;
    }

    public @Nullable Address events() {
        return events;
    }

    public String node() {
        return node;
    }

    public int loops() {
        return loops;
    }

    public Duration flushAfter() {
        return flushAfter;
    }

    public boolean openRooms() {
        return openRooms;
    }

    public Limits limits() {
        return limits;
    }

    public Fairness fairness() {
        return fairness;
    }

    public @Nullable Path data() {
        return data;
    }

    public Durability durability() {
        return durability;
    }

    public Duration mailAge() {
        return mailAge;
    }

    /** Where the processors of rooms are named; null if nowhere. */
    @Nullable
    ProcessorsFile processorsFile() {
        return ProcessorsFile.of(processors, data);
    }

    /** One loop for up to seven processors, then one for every four: see docs/adr. */
    private static int defaultLoops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
    }

    /**
     * What the hub needs of its machine.
     *
     * @throws thiscord.cli.Failure if the file of processors can not be used
     */
    public Privileges privileges() {
        Privileges all = Privileges.none().data(data).connects(directory).connects(events);
        listening.addTo(all);
        ProcessorsFile programs = processorsFile();
        if (programs != null) {
            programs.addTo(all);
        }
        if (directoryTls != null) {
            // Where known servers are remembered.
            all.writes(DataFolder.standardConfig());
        }
        return all;
    }
}

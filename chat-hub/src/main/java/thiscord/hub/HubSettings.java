package thiscord.hub;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.Privileges;
import thiscord.hub.directory.HubSecret;
import thiscord.hub.log.Durability;
import thiscord.hub.log.MailLimits;
import thiscord.hub.session.Fairness;
import thiscord.protocol.Limits;
import thiscord.protocol.Names;
import thiscord.tls.ClientTls;
import thiscord.tls.Listening;

/**
 * How a hub is run.
 *
 * @param listening where to listen, and where for TLS alone; port 0 takes any free one
 * @param directory the room service's registry, or null to run without one
 * @param directoryTls how to speak with it, or null for plain text
 * @param hubSecret what is shown to it; it lets no hub in without
 * @param events the broker's replay door, or its way in to publish without confirmation; null to publish nothing
 * @param node the hub's name on the event plane and in the room service
 * @param loops how many event loops; 0 for the default, {@link #defaultLoops}
 * @param flushAfter see {@link thiscord.hub.session.Lobby}; zero for never, else 1 ms to 10 s
 * @param openRooms true if joining a room that does not exist makes it
 * @param limits how much there may be of everything
 * @param fairness how fast, and how silent, one peer may be
 * @param data the folder of what rooms keep, or null to open no room that keeps history
 * @param durability what a stored message survives
 * @param mailAge how long mail waits; zero for no mail at all
 */
public record HubSettings(
        Listening listening,
        @Nullable Address directory,
        @Nullable ClientTls directoryTls,
        HubSecret hubSecret,
        @Nullable Address events,
        String node,
        int loops,
        Duration flushAfter,
        boolean openRooms,
        Limits limits,
        Fairness fairness,
        @Nullable Path data,
        Durability durability,
        Duration mailAge) {
    /** Where a hub listens unless told otherwise. */
    public static final int PORT = 12345;

    public HubSettings {
        if (loops < 0 || loops > 64) {
            throw new IllegalArgumentException("loops is 0 to 64, not " + loops);
        }
        if (flushAfter.isNegative() || flushAfter.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("flush-after is 0 (never) to 10s, not " + flushAfter.toMillis() + "ms");
        }
        // Checks its range.
        MailLimits.DEFAULT.withAge(mailAge);
        if (Names.checkNick(node) != null) {
            throw new IllegalArgumentException("'" + node + "' is no name for a node; it follows the rules of nicks");
        }
        loops = loops == 0 ? defaultLoops() : loops;
    }

    /** On loopback at a port (0 for any), with neither room service nor broker. */
    public static HubSettings alone(int port) {
        return new HubSettings(
                Listening.on(Address.loopback(port)),
                null,
                null,
                HubSecret.of(""),
                null,
                "hub",
                0,
                Duration.ZERO,
                false,
                Limits.DEFAULT,
                Fairness.DEFAULT,
                null,
                Durability.PROCESS,
                MailLimits.DEFAULT.age());
    }

    /** The same with TLS for the room service, or without. */
    public HubSettings withDirectoryTls(@Nullable ClientTls tls) {
        return new HubSettings(
                listening,
                directory,
                tls,
                hubSecret,
                events,
                node,
                loops,
                flushAfter,
                openRooms,
                limits,
                fairness,
                data,
                durability,
                mailAge);
    }

    /** The same with another secret for the room service. */
    public HubSettings withHubSecret(HubSecret secret) {
        return new HubSettings(
                listening,
                directory,
                directoryTls,
                secret,
                events,
                node,
                loops,
                flushAfter,
                openRooms,
                limits,
                fairness,
                data,
                durability,
                mailAge);
    }

    /** The same with other planes, the room service in plain text. */
    public HubSettings with(@Nullable Address directoryAt, @Nullable Address eventsAt) {
        return new HubSettings(
                listening,
                directoryAt,
                null,
                hubSecret,
                eventsAt,
                node,
                loops,
                flushAfter,
                openRooms,
                limits,
                fairness,
                data,
                durability,
                mailAge);
    }

    /** The same, listening elsewhere. */
    public HubSettings withListening(Listening other) {
        return new HubSettings(
                other,
                directory,
                directoryTls,
                hubSecret,
                events,
                node,
                loops,
                flushAfter,
                openRooms,
                limits,
                fairness,
                data,
                durability,
                mailAge);
    }

    /** The same under another name. */
    public HubSettings withNode(String name) {
        return new HubSettings(
                listening,
                directory,
                directoryTls,
                hubSecret,
                events,
                name,
                loops,
                flushAfter,
                openRooms,
                limits,
                fairness,
                data,
                durability,
                mailAge);
    }

    /** The same with or without rooms that open by being joined. */
    public HubSettings withOpenRooms(boolean open) {
        return new HubSettings(
                listening,
                directory,
                directoryTls,
                hubSecret,
                events,
                node,
                loops,
                flushAfter,
                open,
                limits,
                fairness,
                data,
                durability,
                mailAge);
    }

    /** The same with another patience for unended lines. */
    public HubSettings withFlushAfter(Duration after) {
        return new HubSettings(
                listening,
                directory,
                directoryTls,
                hubSecret,
                events,
                node,
                loops,
                after,
                openRooms,
                limits,
                fairness,
                data,
                durability,
                mailAge);
    }

    /** The same with other limits. */
    public HubSettings withLimits(Limits other) {
        return new HubSettings(
                listening,
                directory,
                directoryTls,
                hubSecret,
                events,
                node,
                loops,
                flushAfter,
                openRooms,
                other,
                fairness,
                data,
                durability,
                mailAge);
    }

    /** The same with other manners towards peers. */
    public HubSettings withFairness(Fairness other) {
        return new HubSettings(
                listening,
                directory,
                directoryTls,
                hubSecret,
                events,
                node,
                loops,
                flushAfter,
                openRooms,
                limits,
                other,
                data,
                durability,
                mailAge);
    }

    /** The same with that many loops. */
    public HubSettings withLoops(int number) {
        return new HubSettings(
                listening,
                directory,
                directoryTls,
                hubSecret,
                events,
                node,
                number,
                flushAfter,
                openRooms,
                limits,
                fairness,
                data,
                durability,
                mailAge);
    }

    /** The same with a folder of what rooms keep. */
    public HubSettings withData(@Nullable Path folder, Durability how) {
        return new HubSettings(
                listening,
                directory,
                directoryTls,
                hubSecret,
                events,
                node,
                loops,
                flushAfter,
                openRooms,
                limits,
                fairness,
                folder,
                how,
                mailAge);
    }

    /** The same with mail that waits for that long. */
    public HubSettings withMailAge(Duration age) {
        return new HubSettings(
                listening,
                directory,
                directoryTls,
                hubSecret,
                events,
                node,
                loops,
                flushAfter,
                openRooms,
                limits,
                fairness,
                data,
                durability,
                age);
    }

    /** One loop for up to seven processors, then one for every four: see docs/adr. */
    private static int defaultLoops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
    }

    /** What the hub needs of its machine. */
    public Privileges privileges() {
        Privileges all = Privileges.none().data(data).connects(directory).connects(events);
        listening.addTo(all);
        if (directoryTls != null) {
            // Where known servers are remembered.
            all.writes(DataFolder.standardConfig());
        }
        return all;
    }
}

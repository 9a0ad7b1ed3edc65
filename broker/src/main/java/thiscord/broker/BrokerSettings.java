package thiscord.broker;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.broker.journal.Journal;
import thiscord.broker.journal.JournalFolder;
import thiscord.cli.Address;
import thiscord.cli.Privileges;
import thiscord.protocol.event.Topics;

/**
 * What a broker may be told. Everything is bounded; 0 is allowed for ports only.
 *
 * @param in where events come in; port 0 takes any free one
 * @param out where events go out; port 0 takes any free one
 * @param replay where numbered events are asked for again; port 0 takes any free one
 * @param journal the folder of numbered events; null for memory only
 * @param journalAge how long numbered events are kept at the most, 1 second or more
 * @param journalBytes how many bytes of them
 * @param numbered topics that begin so are numbered and kept, whether anybody follows them or not
 * @param survivesPowerCut true to confirm events only when the disk has them
 * @param maxPayloadBytes longest payload; a longer frame ends its connection
 * @param maxPublishers connections at the in door; each costs about 270 KiB of direct memory
 * @param maxSubscribers connections at the out door; each costs about 20 KiB of direct memory
 * @param maxSubscriptions topics that one subscriber may follow
 * @param inQueue events that wait between a publisher's connection and the loop; then TCP holds the publisher back
 * @param outQueue events that wait for one subscriber; then the newest are lost to that subscriber
 */
public record BrokerSettings(
        Address in,
        Address out,
        Address replay,
        @Nullable Path journal,
        Duration journalAge,
        long journalBytes,
        List<String> numbered,
        boolean survivesPowerCut,
        int maxPayloadBytes,
        int maxPublishers,
        int maxSubscribers,
        int maxSubscriptions,
        int inQueue,
        int outQueue) {
    public static final int IN_PORT = 5555;
    public static final int OUT_PORT = 5556;
    public static final int REPLAY_PORT = 5557;

    /** In the data folder. */
    public static final String JOURNAL_FOLDER = "events";
    /** How long numbered events are kept unless told otherwise. */
    public static final Duration JOURNAL_AGE = Duration.ofDays(1);
    /** In memory, unless told otherwise. */
    public static final long MEMORY_BYTES = 32L << 20;
    /** In files, unless told otherwise. */
    public static final long FILE_BYTES = 256L << 20;

    /** How things are, so that it can be asked at any time. */
    private static final List<String> NUMBERED = List.of(Topics.health(""));

    private static final int MOST_TOPICS = 100_000;
    private static final int MOST_PREFIXES = 20_000;
    private static final int MOST_EVENTS = 1_000_000;

    public BrokerSettings {
        for (String prefix : numbered) {
            byte[] bytes = prefix.getBytes(StandardCharsets.UTF_8);
            String wrong = bytes.length == 0 ? null : Topics.wrong(bytes);
            if (wrong != null) {
                throw new IllegalArgumentException(wrong + ", such as '" + prefix + "'");
            }
        }
        if (journalAge.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("numbered events are kept for 1 s or more, not " + journalAge);
        }
        if (journalBytes < 1 << 20) {
            throw new IllegalArgumentException("the journal has 1 MiB or more, not " + journalBytes + " bytes");
        }
        atLeastOne("maxPayloadBytes", maxPayloadBytes);
        atLeastOne("maxPublishers", maxPublishers);
        atLeastOne("maxSubscribers", maxSubscribers);
        atLeastOne("maxSubscriptions", maxSubscriptions);
        atLeastOne("inQueue", inQueue);
        atLeastOne("outQueue", outQueue);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is 1 or more, not " + value);
        }
    }

    /** The defaults, at these addresses; the replay door beside them at any free port, the journal in memory. */
    public static BrokerSettings at(Address in, Address out) {
        return new BrokerSettings(
                in,
                out,
                new Address(out.host(), 0),
                null,
                JOURNAL_AGE,
                MEMORY_BYTES,
                NUMBERED,
                false,
                Topics.MAX_PAYLOAD_BYTES,
                256,
                4096,
                10_000,
                1000,
                4000);
    }

    /** The same at other addresses. */
    BrokerSettings withDoors(Address inDoor, Address outDoor) {
        return new BrokerSettings(
                inDoor,
                outDoor,
                replay,
                journal,
                journalAge,
                journalBytes,
                numbered,
                survivesPowerCut,
                maxPayloadBytes,
                maxPublishers,
                maxSubscribers,
                maxSubscriptions,
                inQueue,
                outQueue);
    }

    /** The same with another replay door. */
    public BrokerSettings withReplay(Address door) {
        return with(door, journal, journalAge, journalBytes, numbered, survivesPowerCut);
    }

    /** The same with another journal; null for memory only. */
    public BrokerSettings withJournal(@Nullable Path folder, Duration age, long bytes) {
        return with(replay, folder, age, bytes, numbered, survivesPowerCut);
    }

    /** The same with other topics that are numbered in any case. */
    public BrokerSettings withNumbered(List<String> prefixes) {
        return with(replay, journal, journalAge, journalBytes, prefixes, survivesPowerCut);
    }

    /** The same, with events confirmed only when the disk has them, or else when a killed process does not lose them. */
    public BrokerSettings withPowerCuts(boolean survived) {
        return with(replay, journal, journalAge, journalBytes, numbered, survived);
    }

    private BrokerSettings with(
            Address door, @Nullable Path folder, Duration age, long bytes, List<String> always, boolean powerCuts) {
        return new BrokerSettings(
                in,
                out,
                door,
                folder,
                age,
                bytes,
                always,
                powerCuts,
                maxPayloadBytes,
                maxPublishers,
                maxSubscribers,
                maxSubscriptions,
                inQueue,
                outQueue);
    }

    Journal.Limits journalLimits() {
        int segment = (int) Math.min(4 << 20, journalBytes / 8);
        return new Journal.Limits(journalBytes, MOST_EVENTS, journalAge, MOST_TOPICS, MOST_PREFIXES, segment);
    }

    /** Longest frame at the in door: the one-frame form wraps a payload and a topic whose letters may all be escaped. */
    int maxInFrameBytes() {
        return maxPayloadBytes + 6 * Topics.MAX_BYTES + 64;
    }

    /** Longest frame at the out door, where only the handshake and subscriptions come in. */
    int maxOutFrameBytes() {
        return 1024;
    }

    /**
     * What the broker needs of its machine. It is a peer of itself, to see whether events come through.
     *
     * @param data the data folder; null for none
     */
    Privileges privileges(@Nullable Path data) {
        Privileges all = Privileges.none().data(data);
        addTo(all);
        return all;
    }

    /** The same but for the data folder, on top of what others need. */
    public void addTo(Privileges all) {
        all.reads(JournalFolder.BOOT_ID);
        for (Address own : List.of(in, out, replay)) {
            all.listens(own).connects(own);
        }
    }
}

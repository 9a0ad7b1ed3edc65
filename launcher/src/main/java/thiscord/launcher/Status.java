package thiscord.launcher;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.broker.Broker;
import thiscord.broker.gate.Gate;
import thiscord.cli.ThisProcess;
import thiscord.ctl.door.Answer;
import thiscord.ctl.door.HandedFiles;
import thiscord.hub.Hub;
import thiscord.hub.HubStats;
import thiscord.rooms.RoomServer;

/** What {@code up} tells of itself: addresses, and what was counted since the start. Thread-safe. */
final class Status {
    private final Hub hub;
    private final RoomServer rooms;
    private final Broker broker;
    private final @Nullable Gate gate;
    private final HandedFiles files;
    private final Drain drain;
    private final long began = System.nanoTime();

    Status(Hub hub, RoomServer rooms, Broker broker, @Nullable Gate gate, HandedFiles files, Drain drain) {
        this.hub = hub;
        this.rooms = rooms;
        this.broker = broker;
        this.gate = gate;
        this.files = files;
        this.drain = drain;
    }

    Answer answer() {
        HubStats hubs = hub.stats();
        Broker.Stats events = broker.stats();
        Map<String, Object> status = new LinkedHashMap<>();
        String version = Status.class.getPackage().getImplementationVersion();
        status.put("version", version == null ? "(not packaged)" : version);
        status.put("java", Runtime.version().toString());
        status.put("process", ThisProcess.pid());
        status.put("uptimeSeconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        Duration left = drain.left();
        if (left != null) {
            status.put("drainSecondsLeft", left.toSeconds());
        }
        Map<String, Object> ofHub = new LinkedHashMap<>();
        ofHub.put("address", hub.address().toString());
        ofHub.put("sessions", hubs.sessions());
        ofHub.put("rooms", hubs.rooms());
        ofHub.put("messages", hubs.messages());
        ofHub.put("behind", hubs.behind());
        ofHub.put("caughtUp", hubs.caughtUp());
        ofHub.put("mailDropped", hubs.mailDropped());
        ofHub.put("refused", named(hubs.refused()));
        ofHub.put("closed", named(hubs.closed()));
        status.put("hub", ofHub);
        Map<String, Object> ofRooms = new LinkedHashMap<>();
        ofRooms.put("address", rooms.registryAddress().toString());
        ofRooms.put("rooms", rooms.roomNames().size());
        ofRooms.put("rebuffs", new TreeMap<>(rooms.rebuffs()));
        status.put("rooms", ofRooms);
        Map<String, Object> ofBroker = new LinkedHashMap<>();
        ofBroker.put("in", broker.inAddress().toString());
        ofBroker.put("out", broker.outAddress().toString());
        ofBroker.put("replay", broker.replayAddress().toString());
        ofBroker.put("events", events.received());
        ofBroker.put("dropped", events.dropped());
        ofBroker.put("subscriptions", events.subscriptions());
        ofBroker.put("renewals", events.renewals());
        status.put("broker", ofBroker);
        if (gate != null) {
            status.put("gate", Map.of("turnedAway", gate.turnedAway()));
        }
        Map<String, Object> handed = new LinkedHashMap<>();
        handed.put("files", files.files());
        handed.put("bytes", files.bytes());
        status.put("handed", handed);
        return Answer.of(status);
    }

    private static Map<String, Long> named(Map<? extends Enum<?>, Long> counts) {
        Map<String, Long> named = new TreeMap<>();
        counts.forEach((reason, count) -> named.put(reason.name().toLowerCase(Locale.ROOT), count));
        return named;
    }
}

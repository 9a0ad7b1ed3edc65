package thiscord.launcher;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import thiscord.broker.Broker;
import thiscord.broker.gate.Gate;
import thiscord.cli.ExitCode;
import thiscord.cli.Logging;
import thiscord.cli.ThisProcess;
import thiscord.ctl.door.Answer;
import thiscord.ctl.door.Command;
import thiscord.hub.Hub;
import thiscord.hub.HubStats;
import thiscord.hub.session.SessionView;
import thiscord.rooms.RoomServer;

/** What {@code up} can be asked at its local door. Thread-safe. */
final class UpCommands {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Hub hub;
    private final RoomServer rooms;
    private final Broker broker;
    private final @Nullable Gate gate;
    private final long began = System.nanoTime();

    UpCommands(Hub hub, RoomServer rooms, Broker broker, @Nullable Gate gate) {
        this.hub = hub;
        this.rooms = rooms;
        this.broker = broker;
        this.gate = gate;
    }

    /** By name. */
    Map<String, Command> all() {
        Map<String, Command> all = new LinkedHashMap<>();
        all.put("echo", new Command(Map.of("text", String.class), given -> Answer.of(given)));
        all.put("status", Command.plain(given -> status()));
        all.put("rooms", Command.plain(given -> rooms()));
        all.put("sessions", Command.plain(given -> sessions()));
        all.put("kick", new Command(Map.of("session", Long.class), given -> kick((Long) given.get("session"))));
        all.put("reload", Command.plain(given -> reload()));
        all.put(
                "log-level",
                new Command(Map.of("level", String.class), given -> logLevel((String) given.get("level"))));
        all.put(
                "stop",
                Command.plain(given -> Answer.of(Map.of("stopping", true)).then(UpCommands::stop)));
        return all;
    }

    private Answer status() {
        HubStats hubs = hub.stats();
        Broker.Stats events = broker.stats();
        Map<String, Object> status = new LinkedHashMap<>();
        String version = UpCommands.class.getPackage().getImplementationVersion();
        status.put("version", version == null ? "(not packaged)" : version);
        status.put("java", Runtime.version().toString());
        status.put("process", ThisProcess.pid());
        status.put("uptimeSeconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
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
        return Answer.of(status);
    }

    private static Map<String, Long> named(Map<? extends Enum<?>, Long> counts) {
        Map<String, Long> named = new TreeMap<>();
        counts.forEach((reason, count) -> named.put(reason.name().toLowerCase(Locale.ROOT), count));
        return named;
    }

    private Answer rooms() {
        return Answer.of(Map.of(
                "rooms",
                hub.openRooms().entrySet().stream()
                        .map(room -> inOrder("room", room.getKey(), "present", room.getValue()))
                        .toList()));
    }

    private Answer sessions() {
        try {
            List<SessionView> views =
                    hub.sessionViews().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return Answer.of(Map.of(
                    "sessions",
                    views.stream()
                            .map(one -> inOrder(
                                    "session", one.id(), "nick", one.nick(), "from", one.address(), "tls", one.tls()))
                            .toList()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.refused("failed", "The server is ending.");
        } catch (TimeoutException e) {
            return Answer.refused("deadline", "The hub did not tell within " + PATIENCE.toSeconds() + " s.");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> inOrder(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private Answer kick(long session) {
        return hub.endSession(session)
                ? Answer.of(Map.of("kicked", session))
                : Answer.refused("not_found", "There is no session " + session + ".");
    }

    private Answer reload() {
        hub.reloadKey();
        rooms.reloadKey();
        if (gate != null) {
            gate.reloadKey();
        }
        return Answer.of(Map.of("reloaded", "key"));
    }

    private static Answer logLevel(String level) {
        try {
            Logging.level(level);
            return Answer.of(Map.of("level", level));
        } catch (IllegalArgumentException e) {
            return Answer.refused("bad_request", "There is no such level: " + e.getMessage() + ".");
        }
    }

    /** The hook that SIGTERM runs closes everything, this door too. */
    private static void stop() {
        System.exit(ExitCode.OK);
    }
}

package thiscord.launcher;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import thiscord.broker.gate.Gate;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Logging;
import thiscord.ctl.door.Answer;
import thiscord.ctl.door.Command;
import thiscord.hub.Hub;
import thiscord.hub.session.SessionView;
import thiscord.rooms.RoomServer;

/** What {@code up} can be asked at its local door. Thread-safe. */
final class UpCommands {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_DRAIN_SECONDS = 3600;

    private final Hub hub;
    private final RoomServer rooms;
    private final @Nullable Gate gate;
    private final Status status;
    private final Handing handing;
    private final Drain drain;

    UpCommands(Hub hub, RoomServer rooms, @Nullable Gate gate, Status status, Handing handing, Drain drain) {
        this.hub = hub;
        this.rooms = rooms;
        this.gate = gate;
        this.status = status;
        this.handing = handing;
        this.drain = drain;
    }

    /** By name. */
    Map<String, Command> all() {
        Map<String, Command> all = new LinkedHashMap<>();
        all.put("echo", Command.of(Map.of("text", String.class), given -> Answer.of(given)));
        all.put("status", Command.plain(given -> status.answer()));
        all.put("rooms", Command.plain(given -> rooms()));
        all.put("sessions", Command.plain(given -> sessions()));
        all.put("kick", Command.of(Map.of("session", Long.class), given -> kick((Long) given.get("session"))));
        all.put("reload", Command.plain(given -> reload()));
        all.put("log-level", Command.of(Map.of("level", String.class), given -> logLevel((String) given.get("level"))));
        all.put("backup", new Command(Map.of(), true, (given, visit) -> handing.backup(visit)));
        all.put(
                "export",
                new Command(
                        Map.of("room", String.class, "form", String.class),
                        true,
                        (given, visit) ->
                                handing.export((String) given.get("room"), (String) given.get("form"), visit)));
        all.put(
                "release",
                new Command(
                        Map.of("file", String.class),
                        false,
                        (given, visit) -> handing.files().release(visit, (String) given.get("file"))));
        all.put("drain", Command.of(Map.of("seconds", Long.class), given -> drain((Long) given.get("seconds"))));
        all.put("undrain", Command.plain(given -> undrain()));
        all.put(
                "stop",
                Command.plain(given -> Answer.of(Map.of("stopping", true)).then(UpCommands::stop)));
        return all;
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
        try {
            return Answer.of(inOrder("reloaded", "key", "processors", hub.reloadProcessors()));
        } catch (Failure e) {
            return Answer.refused("failed", "The processors stay as they were: " + e.getMessage());
        }
    }

    private static Answer logLevel(String level) {
        try {
            Logging.level(level);
            return Answer.of(Map.of("level", level));
        } catch (IllegalArgumentException e) {
            return Answer.refused("bad_request", "There is no such level: " + e.getMessage() + ".");
        }
    }

    private Answer drain(long seconds) {
        if (seconds < 1 || seconds > MOST_DRAIN_SECONDS) {
            return Answer.refused("bad_request", "A drain takes 1 to " + MOST_DRAIN_SECONDS + " seconds.");
        }
        drain.begin(Duration.ofSeconds(seconds));
        return Answer.of(inOrder("draining", true, "seconds", seconds, "sessions", hub.sessions()));
    }

    private Answer undrain() {
        return drain.cancel()
                ? Answer.of(Map.of("draining", false))
                : Answer.refused("not_found", "No end was announced, or it has come.");
    }

    /** The hook that SIGTERM runs closes everything, this door too. */
    static void stop() {
        System.exit(ExitCode.OK);
    }
}

package thiscord.hub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.room.RoomObserver;
import thiscord.hub.session.SessionObserver;
import thiscord.protocol.Event;
import thiscord.protocol.event.PlaneEvent;
import thiscord.protocol.event.Topics;
import thiscord.protocol.rules.RoomRules;

/**
 * Tells the event plane and the room service what happens in the hub. Everybody reads all of the event plane, so it hears of
 * public rooms only. Thread-safe, called on loops, never blocks.
 */
final class HubEvents implements RoomObserver, SessionObserver {
    private final String source;
    private final String instance;
    private final Consumer<PlaneEvent> plane;
    private final Consumer<String> erasing;
    private final RoomDirectory directory;
    private final AtomicLong ids = new AtomicLong();

    /** @param instance makes ids unique across starts of the hub */
    HubEvents(String node, String instance, Consumer<PlaneEvent> plane, RoomDirectory directory) {
        this(node, instance, plane, room -> {}, directory);
    }

    /** @param erasing is told which rooms ended, behind all that was published of them */
    HubEvents(
            String node,
            String instance,
            Consumer<PlaneEvent> plane,
            Consumer<String> erasing,
            RoomDirectory directory) {
        this.erasing = erasing;
        this.source = "/hub/" + node;
        this.instance = instance;
        this.plane = plane;
        this.directory = directory;
    }

    @Override
    public void joined(String room, String nick, RoomRules rules) {
        directory.report(room, nick, true, false);
        if (rules.isPublic()) {
            publish(Topics.room(room), "room.joined", Map.of("room", room, "nick", nick));
        }
    }

    @Override
    public void left(String room, String nick, boolean meant, RoomRules rules) {
        directory.report(room, nick, false, meant);
        if (rules.isPublic()) {
            publish(Topics.room(room), "room.left", Map.of("room", room, "nick", nick));
        }
    }

    @Override
    public void said(Event.Message m, RoomRules rules) {
        if (!rules.isPublic()) {
            return;
        }
        Map<String, Object> data = new LinkedHashMap<>(8);
        data.put("room", m.room());
        data.put("seq", m.seq());
        data.put("from", m.from());
        data.put("text", m.text());
        if (m.action()) {
            data.put("action", true);
        }
        publish(Topics.room(m.room()), "room.message", data);
    }

    @Override
    public void ended(String room) {
        erasing.accept(room);
    }

    @Override
    public void login(String nick) {
        publish(Topics.user(nick), "user.login", Map.of("nick", nick));
    }

    @Override
    public void logout(String nick) {
        publish(Topics.user(nick), "user.logout", Map.of("nick", nick));
    }

    void health(String node, HubStats stats) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("status", "up");
        data.put("sessions", stats.sessions());
        data.put("rooms", stats.rooms());
        data.put("messages", stats.messages());
        data.put("refused", sum(stats.refused()));
        data.put("closed", sum(stats.closed()));
        data.put("behind", stats.behind());
        data.put("caughtUp", stats.caughtUp());
        data.put("mailDropped", stats.mailDropped());
        publish(Topics.health(node), "health", data);
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private void publish(String topic, String type, Map<String, Object> data) {
        String id = instance + "-" + ids.incrementAndGet();
        plane.accept(new PlaneEvent(topic, type, source, id, System.currentTimeMillis(), data));
    }
}

package thiscord.hub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.log.LogOutbox;
import thiscord.hub.room.RoomObserver;
import thiscord.hub.session.SessionObserver;
import thiscord.protocol.Event;
import thiscord.protocol.event.PlaneEvent;
import thiscord.protocol.event.Topics;
import thiscord.protocol.json.CloudEventJson;
import thiscord.protocol.rules.RoomRules;
import thiscord.publisher.DurableEvents;

/**
 * Tells the event plane and the room service what happens in the hub. Everybody reads all of the event plane, so it hears of
 * public rooms only. Thread-safe, called on loops, never blocks.
 */
final class HubEvents implements RoomObserver, SessionObserver, LogOutbox.Encoder {
    private static final String MESSAGE = "room.message";

    private final String source;
    private final String instance;
    private final Consumer<PlaneEvent> plane;
    private final Consumer<String> erasing;
    private final RoomDirectory directory;
    private final boolean logPublishes;
    private final AtomicLong ids = new AtomicLong();

    /** @param instance makes ids unique across starts of the hub */
    HubEvents(String node, String instance, Consumer<PlaneEvent> plane, RoomDirectory directory) {
        this(node, instance, plane, room -> {}, directory, false);
    }

    /**
     * @param erasing is told which rooms ended, behind all that was published of them
     * @param logPublishes what is said in rooms that keep history is published by the log
     */
    HubEvents(
            String node,
            String instance,
            Consumer<PlaneEvent> plane,
            Consumer<String> erasing,
            RoomDirectory directory,
            boolean logPublishes) {
        this.logPublishes = logPublishes;
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
        publish(Topics.room(m.room()), MESSAGE, data(m));
    }

    private static Map<String, Object> data(Event.Message m) {
        Map<String, Object> data = new LinkedHashMap<>(8);
        data.put("room", m.room());
        data.put("seq", m.seq());
        data.put("from", m.from());
        data.put("text", m.text());
        if (m.action()) {
            data.put("action", true);
        }
        return data;
    }

    /** The same without what is said, which the log publishes. */
    @Override
    public RoomObserver ofKept() {
        return logPublishes ? new Kept(this) : this;
    }

    private record Kept(HubEvents events) implements RoomObserver {
        @Override
        public void joined(String room, String nick, RoomRules rules) {
            events.joined(room, nick, rules);
        }

        @Override
        public void left(String room, String nick, boolean meant, RoomRules rules) {
            events.left(room, nick, meant, rules);
        }

        @Override
        public void said(Event.Message message, RoomRules rules) {
            // The log publishes it.
        }
    }

    @Override
    public DurableEvents.Ready message(Event.Message m, String id) {
        return ready(Topics.room(m.room()), MESSAGE, id, m.at(), data(m));
    }

    @Override
    public DurableEvents.Ready missing(String room, long from, long to, String why, String id) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("room", room);
        data.put("from", from);
        data.put("to", to);
        data.put("why", why);
        return ready(Topics.room(room), "room.missing", id, System.currentTimeMillis(), data);
    }

    private DurableEvents.Ready ready(String topic, String type, String id, long at, Map<String, Object> data) {
        return new DurableEvents.Ready(topic, CloudEventJson.write(new PlaneEvent(topic, type, source, id, at, data)));
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

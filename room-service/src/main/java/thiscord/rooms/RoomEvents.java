package thiscord.rooms;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.PlaneEvent;
import thiscord.protocol.event.Topics;
import thiscord.protocol.json.CloudEventJson;
import thiscord.protocol.rules.Access;
import thiscord.protocol.rules.RoomRules;
import thiscord.publisher.DurableEvents;

/**
 * Writes what the room service did as events. Everybody reads them, so they are of public rooms only. Thread-safe if its sink is;
 * does not block if that does not.
 */
final class RoomEvents {
    private final String node;
    private final String instance;
    private final Clock clock;
    private final Consumer<PlaneEvent> sink;
    private final Consumer<String> erasing;
    private final AtomicLong count = new AtomicLong();
    private volatile @Nullable Runnable stored;

    /** @param instance unique to this start, so that ids are */
    RoomEvents(String node, String instance, Clock clock, Consumer<PlaneEvent> sink) {
        this(node, instance, clock, sink, room -> {});
    }

    /** @param erasing is told the names of rooms that were erased, behind all that was published of them */
    RoomEvents(String node, String instance, Clock clock, Consumer<PlaneEvent> sink, Consumer<String> erasing) {
        this.erasing = erasing;
        this.node = node;
        this.instance = instance;
        this.clock = clock;
        this.sink = sink;
    }

    private PlaneEvent event(String topic, String type, Map<String, Object> data) {
        String id = instance + "-" + count.incrementAndGet();
        return new PlaneEvent(topic, type, "/rooms/" + node, id, clock.millis(), data);
    }

    /** From now on what is told of mutations is what {@link #lasting} answers; {@code wake} hears that it was stored. */
    void last(Runnable wake) {
        stored = wake;
    }

    /** The events of mutations, and demands to erase, that are to be stored with them; none if they do not outlive the process. */
    List<DurableEvents.Ready> lasting(List<Mutation> mutations, String by) {
        List<DurableEvents.Ready> all = new ArrayList<>();
        for (Mutation mutation : stored == null ? List.<Mutation>of() : mutations) {
            Line line = mutation.accept(new Telling(by));
            if (!line.type().isEmpty() && line.room().access() == Access.PUBLIC) {
                PlaneEvent event = event(line);
                all.add(new DurableEvents.Ready(event.topic(), CloudEventJson.write(event)));
            }
            if (mutation instanceof Mutation.Deleted) {
                all.add(new DurableEvents.Ready(
                        Topics.ERASE, Topics.eraseRoom(line.room().name())));
            }
        }
        return all;
    }

    /** Mutations that are stored now. */
    void told(List<Mutation> mutations, String by) {
        Runnable wake = stored;
        if (wake == null) {
            mutations.forEach(mutation -> tell(mutation, by));
        } else {
            wake.run();
        }
    }

    /**
     * A stored mutation; {@code by} is the nick that asked for it. Of a room that is not public nothing is told, also not that it
     * ceased to be.
     */
    void tell(Mutation mutation, String by) {
        Line line = mutation.accept(new Telling(by));
        if (!line.type().isEmpty() && line.room().access() == Access.PUBLIC) {
            tell(line);
        }
        if (mutation instanceof Mutation.Deleted) {
            // It may have been public before.
            erasing.accept(line.room().name());
        }
    }

    private void tell(Line line) {
        sink.accept(event(line));
    }

    private PlaneEvent event(Line line) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("room", line.room().name());
        data.put("roomId", line.room().id());
        data.putAll(line.data());
        return event(Topics.room(line.room().name()), line.type(), data);
    }

    /** How the service is. */
    void health(int rooms, int people, int hubs, int connections, Map<String, Long> rebuffs) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("rooms", rooms);
        data.put("people", people);
        data.put("hubs", hubs);
        data.put("connections", connections);
        data.put("rebuffs", rebuffs);
        sink.accept(event(Topics.health(node), "health", data));
    }

    private record Line(String type, RoomRecord room, Map<String, Object> data) {}

    private record Telling(String by) implements Mutation.Visitor<Line> {
        @Override
        public Line created(Mutation.Created m) {
            RoomRecord room = m.room();
            String keeps = room.keeps().toString();
            return new Line("room.created", room, Map.of("by", by, "topic", room.topic(), "keeps", keeps));
        }

        @Override
        public Line deleted(Mutation.Deleted m) {
            return new Line("room.deleted", m.room(), Map.of("by", by, "expired", m.expired()));
        }

        @Override
        public Line topicSet(Mutation.TopicSet m) {
            return new Line("room.topic", m.room(), Map.of("topic", m.topic(), "by", by));
        }

        @Override
        public Line joined(Mutation.Joined m) {
            return new Line("room.joined", m.room(), Map.of("nick", m.nick()));
        }

        @Override
        public Line left(Mutation.Left m) {
            return new Line("room.left", m.room(), Map.of("nick", m.nick()));
        }

        @Override
        public Line ruled(Mutation.Ruled m) {
            if (m.what() == null) {
                return nothing(m.room());
            }
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("access", m.room().access().wire());
            data.put("locked", m.room().locked());
            data.put("slowSeconds", m.room().slowSeconds());
            data.put("endsAt", m.room().endsAt());
            data.put("by", by);
            return new Line("room.ruled", m.room(), data);
        }

        @Override
        public Line stood(Mutation.Stood m) {
            if (RoomRules.isOfAddress(m.standing())) {
                return nothing(m.room());
            }
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("nick", m.standing().nick());
            data.put("role", m.standing().role());
            data.put("bannedUntil", m.standing().ban().until());
            data.put("mutedUntil", m.standing().mute().until());
            data.put("by", by);
            return new Line("room.standing", m.room(), data);
        }

        @Override
        public Line expelled(Mutation.Expelled m) {
            return new Line("room.expelled", m.room(), Map.of("nick", m.nick(), "by", by));
        }

        @Override
        public Line noted(Mutation.Noted m) {
            return m.ends() == 0 ? nothing(m.room()) : new Line("room.ending", m.room(), Map.of("endsAt", m.ends()));
        }

        @Override
        public Line invited(Mutation.Invited m) {
            return nothing(m.room());
        }

        private static Line nothing(RoomRecord room) {
            return new Line("", room, Map.of());
        }
    }
}

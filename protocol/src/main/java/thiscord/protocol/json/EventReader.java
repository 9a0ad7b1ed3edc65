package thiscord.protocol.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Limits;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** The table of JSON events: what {@link EventWriter} writes. It never writes {@link Event.Echo}. */
final class EventReader {
    @FunctionalInterface
    private interface Reader {
        Event read(Values v, @Nullable String id) throws ClientJson.NotAnEvent;
    }

    private static final Map<String, Reader> TABLE = Map.ofEntries(
            Map.entry("welcome", EventReader::welcome),
            Map.entry("challenge", (v, id) -> new Event.Challenge(v.required("nonce"), id)),
            Map.entry("joined", EventReader::joined),
            Map.entry("left", (v, id) -> new Event.Left(v.required("room"), v.text("why"), id)),
            Map.entry(
                    "presence",
                    (v, id) -> new Event.Presence(
                            v.required("room"), v.texts("joined"), v.texts("left"), v.count("more"), v.count("count"))),
            Map.entry(
                    "renamed", (v, id) -> new Event.Renamed(v.text("room"), v.required("from"), v.required("to"), id)),
            Map.entry("message", (v, id) -> message(v, id, false)),
            Map.entry("action", (v, id) -> message(v, id, true)),
            Map.entry("msg", EventReader::direct),
            Map.entry("mention", (v, id) -> new Event.Mention(message(v, id, v.flag("action")), v.number("mail"))),
            Map.entry("topic", (v, id) -> new Event.Topic(v.required("room"), v.required("topic"), v.text("by"), id)),
            Map.entry("board", EventReader::board),
            Map.entry(
                    "members",
                    (v, id) -> new Event.Members(
                            v.required("room"), v.texts("here"), v.texts("away"), v.count("count"), id)),
            Map.entry("rooms", EventReader::rooms),
            Map.entry(
                    "history",
                    (v, id) -> new Event.History(
                            v.required("room"), v.number("from"), v.number("to"), v.flag("more"), id)),
            Map.entry("created", (v, id) -> new Event.Created(v.required("room"), keeps(v.required("keeps")), id)),
            Map.entry("behind", (v, id) -> new Event.Behind(v.required("room"), v.number("by"))),
            Map.entry("missed", (v, id) -> new Event.Missed(v.required("room"), v.number("from"), v.number("to"))),
            Map.entry("notice", (v, id) -> new Event.Notice(v.text("room"), v.required("text"), v.text("by"), id)),
            Map.entry("pong", (v, id) -> new Event.Pong(id)),
            Map.entry("help", (v, id) -> new Event.Help(v.texts("lines"), id)),
            Map.entry("refused", EventReader::refused),
            Map.entry("bye", (v, id) -> new Event.Bye(v.required("text"))));

    private EventReader() {}

    static @Nullable Event read(Values v) throws ClientJson.NotAnEvent {
        Reader reader = TABLE.get(v.required("type"));
        return reader == null ? null : reader.read(v, v.text("id"));
    }

    private static Event welcome(Values v, @Nullable String id) throws ClientJson.NotAnEvent {
        Values l = v.object("limits");
        try {
            Limits limits = new Limits(
                    l.count("lineBytes"),
                    l.count("textChars"),
                    l.count("roomsPerSession"),
                    l.count("membersPerRoom"),
                    l.count("rooms"),
                    l.count("sessions"),
                    l.count("sessionsPerAddress"));
            String ticket = v.text("ticket");
            return new Event.Welcome(
                    v.required("nick"),
                    v.required("server"),
                    limits,
                    v.text("account"),
                    ticket,
                    ticket == null ? 0 : time(v, "expires"),
                    v.text("resume"),
                    id);
        } catch (IllegalArgumentException e) {
            throw new ClientJson.NotAnEvent("'limits': " + e.getMessage());
        }
    }

    private static Event joined(Values v, @Nullable String id) throws ClientJson.NotAnEvent {
        Values keeps = v.object("keeps");
        return new Event.Joined(
                v.required("room"),
                v.required("epoch"),
                v.number("seq"),
                v.texts("members"),
                v.count("count"),
                v.required("topic"),
                keeps(keeps.required("what")),
                keeps.text("ends") == null ? 0 : time(keeps, "ends"),
                id);
    }

    private static Event board(Values v, @Nullable String id) throws ClientJson.NotAnEvent {
        String by = v.text("by");
        return new Event.Board(v.required("room"), v.required("text"), by, by == null ? 0 : time(v), id);
    }

    private static Event direct(Values v, @Nullable String id) throws ClientJson.NotAnEvent {
        return new Event.Direct(
                v.required("from"),
                v.required("to"),
                v.required("text"),
                time(v),
                id,
                v.flag("waits"),
                v.number("mail", 0));
    }

    private static Event.Message message(Values v, @Nullable String id, boolean action) throws ClientJson.NotAnEvent {
        return new Event.Message(
                v.required("room"),
                v.number("seq"),
                v.required("from"),
                action,
                v.required("text"),
                time(v),
                id,
                v.flag("replay"));
    }

    private static Event rooms(Values v, @Nullable String id) throws ClientJson.NotAnEvent {
        List<Event.RoomLine> lines = new ArrayList<>();
        for (Values r : v.objects("rooms")) {
            lines.add(new Event.RoomLine(
                    r.required("room"), r.count("members"), r.required("topic"), keeps(r.required("keeps"))));
        }
        return new Event.Rooms(lines, v.flag("more"), id);
    }

    /** A reason that this version does not know is read as {@link Reason#INTERNAL}; its text says what it is. */
    private static Event refused(Values v, @Nullable String id) throws ClientJson.NotAnEvent {
        Reason reason = Reason.ofWire(v.required("reason"));
        return new Event.Refused(new Refusal(reason == null ? Reason.INTERNAL : reason, v.required("text")), id);
    }

    private static long time(Values v) throws ClientJson.NotAnEvent {
        return time(v, "time");
    }

    private static long time(Values v, String field) throws ClientJson.NotAnEvent {
        try {
            return Instant.parse(v.required(field)).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new ClientJson.NotAnEvent("'" + field + "' is an ISO 8601 instant");
        }
    }

    private static Keeps keeps(String text) throws ClientJson.NotAnEvent {
        Keeps keeps = Keeps.parse(text);
        if (keeps == null) {
            throw new ClientJson.NotAnEvent("'keeps' is nothing, a time, a number or all");
        }
        return keeps;
    }
}

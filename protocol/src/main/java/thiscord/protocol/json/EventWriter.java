package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Limits;

/** The fields of each event, written into an object that is open. */
final class EventWriter implements Event.Visitor<@Nullable Void> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JsonGenerator json;

    EventWriter(JsonGenerator json) {
        this.json = json;
    }

    /** Writes fields; the target is memory, so it does not fail. */
    @FunctionalInterface
    private interface Body {
        void write() throws IOException;
    }

    private @Nullable Void write(String type, Body body) {
        try {
            json.writeStringField("type", type);
            body.write();
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private void optional(String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private void names(String field, List<String> names) throws IOException {
        json.writeArrayFieldStart(field);
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    static String time(long at) {
        return TIME.format(Instant.ofEpochMilli(at));
    }

    @Override
    public @Nullable Void welcome(Event.Welcome e) {
        return write("welcome", () -> {
            json.writeStringField("nick", e.nick());
            json.writeStringField("server", e.server());
            Limits l = e.limits();
            json.writeObjectFieldStart("limits");
            json.writeNumberField("lineBytes", l.lineBytes());
            json.writeNumberField("textChars", l.textChars());
            json.writeNumberField("roomsPerSession", l.roomsPerSession());
            json.writeNumberField("membersPerRoom", l.membersPerRoom());
            json.writeNumberField("rooms", l.rooms());
            json.writeNumberField("sessions", l.sessions());
            json.writeNumberField("sessionsPerAddress", l.sessionsPerAddress());
            json.writeEndObject();
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void joined(Event.Joined e) {
        return write("joined", () -> {
            json.writeStringField("room", e.room());
            json.writeStringField("epoch", e.epoch());
            json.writeNumberField("seq", e.seq());
            names("members", e.members());
            json.writeNumberField("count", e.count());
            json.writeStringField("topic", e.topic());
            json.writeObjectFieldStart("keeps");
            json.writeStringField("what", e.keeps().toString());
            json.writeStringField("text", e.keeps().inWords());
            json.writeEndObject();
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void left(Event.Left e) {
        return write("left", () -> {
            json.writeStringField("room", e.room());
            optional("why", e.why());
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void presence(Event.Presence e) {
        return write("presence", () -> {
            json.writeStringField("room", e.room());
            names("joined", e.joined());
            names("left", e.left());
            json.writeNumberField("more", e.more());
            json.writeNumberField("count", e.count());
        });
    }

    @Override
    public @Nullable Void renamed(Event.Renamed e) {
        return write("renamed", () -> {
            optional("room", e.room());
            json.writeStringField("from", e.from());
            json.writeStringField("to", e.to());
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void message(Event.Message e) {
        return write(e.action() ? "action" : "message", () -> {
            json.writeStringField("room", e.room());
            json.writeNumberField("seq", e.seq());
            json.writeStringField("from", e.from());
            json.writeStringField("text", e.text());
            json.writeStringField("time", time(e.at()));
            optional("id", e.id());
            if (e.replay()) {
                json.writeBooleanField("replay", true);
            }
        });
    }

    @Override
    public @Nullable Void direct(Event.Direct e) {
        return write("msg", () -> {
            json.writeStringField("from", e.from());
            json.writeStringField("to", e.to());
            json.writeStringField("text", e.text());
            json.writeStringField("time", time(e.at()));
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void topic(Event.Topic e) {
        return write("topic", () -> {
            json.writeStringField("room", e.room());
            json.writeStringField("topic", e.topic());
            optional("by", e.by());
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void members(Event.Members e) {
        return write("members", () -> {
            json.writeStringField("room", e.room());
            names("here", e.here());
            names("away", e.away());
            json.writeNumberField("count", e.count());
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void rooms(Event.Rooms e) {
        return write("rooms", () -> {
            json.writeArrayFieldStart("rooms");
            for (Event.RoomLine r : e.rooms()) {
                json.writeStartObject();
                json.writeStringField("room", r.room());
                json.writeNumberField("members", r.members());
                json.writeStringField("topic", r.topic());
                json.writeStringField("keeps", r.keeps().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeBooleanField("more", e.more());
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void history(Event.History e) {
        return write("history", () -> {
            json.writeStringField("room", e.room());
            json.writeNumberField("from", e.from());
            json.writeNumberField("to", e.to());
            json.writeBooleanField("more", e.more());
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void created(Event.Created e) {
        return write("created", () -> {
            json.writeStringField("room", e.room());
            json.writeStringField("keeps", e.keeps().toString());
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void behind(Event.Behind e) {
        return write("behind", () -> {
            json.writeStringField("room", e.room());
            json.writeNumberField("by", e.by());
        });
    }

    @Override
    public @Nullable Void missed(Event.Missed e) {
        return write("missed", () -> {
            json.writeStringField("room", e.room());
            json.writeNumberField("from", e.from());
            json.writeNumberField("to", e.to());
            json.writeNumberField("missed", e.missed());
        });
    }

    @Override
    public @Nullable Void pong(Event.Pong e) {
        return write("pong", () -> optional("id", e.id()));
    }

    @Override
    public @Nullable Void help(Event.Help e) {
        return write("help", () -> {
            names("lines", e.lines());
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void echo(Event.Echo e) {
        return write("echo", () -> json.writeStringField("text", e.text()));
    }

    @Override
    public @Nullable Void refused(Event.Refused e) {
        return write("refused", () -> {
            json.writeStringField("reason", e.refusal().reason().wire());
            json.writeStringField("text", e.refusal().text());
            optional("id", e.id());
        });
    }

    @Override
    public @Nullable Void bye(Event.Bye e) {
        return write("bye", () -> json.writeStringField("text", e.why()));
    }
}

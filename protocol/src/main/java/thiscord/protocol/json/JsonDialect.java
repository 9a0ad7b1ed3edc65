package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import thiscord.protocol.Command;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.EventVisitor;

/** JSON lines, the hub's side: one object a line. {@code docs/PROTOCOL.md} is the reference. */
public final class JsonDialect implements Dialect {
    /** Reads what peers send; their field names are not to fill the JVM's table of strings. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final EventVisitor<byte[]> writer = new EventWriter();

    @Override
    public String name() {
        return "json";
    }

    @Override
    public int index() {
        return 1;
    }

    @Override
    public boolean strict() {
        return true;
    }

    @Override
    public Command decode(byte[] bytes, int from, int length) {
        return CommandReader.read(bytes, from, length);
    }

    @Override
    public byte[] encode(Event event) {
        return event.accept(writer);
    }
}

package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import thiscord.protocol.Command;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;

/** JSON lines, the hub's side: one object a line. {@code docs/PROTOCOL.md} is the reference. */
public final class JsonDialect implements Dialect {
    static final JsonFactory FACTORY = new JsonFactory();

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
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256)) {
            JsonGenerator json = FACTORY.createGenerator(bytes);
            json.writeStartObject();
            event.accept(new EventWriter(json));
            json.writeEndObject();
            json.close();
            bytes.append('\n');
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}

package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Event;

/**
 * JSON lines, the client's side: the mirror of {@link JsonDialect}. Stateless and thread-safe. Reads leniently, so that
 * an older client understands a newer hub: types and fields that it does not know are ignored.
 */
public final class ClientJson {
    /** What came is not an event of a hub: not JSON, or a known type with a field missing or wrong. */
    public static final class NotAnEvent extends Exception {
        private static final long serialVersionUID = 1;

        NotAnEvent(String what) {
            super(what, null, false, false);
        }
    }

    private ClientJson() {}

    /**
     * One command as a line in UTF-8, with its end. Halves of surrogate pairs, which UTF-8 cannot say, become U+FFFD.
     *
     * @throws IllegalArgumentException for {@link Command.Malformed}, which is no command
     */
    public static byte[] encode(Command command) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256)) {
            try (JsonGenerator json = JsonDialect.FACTORY.createGenerator(bytes)) {
                json.writeStartObject();
                command.accept(new CommandWriter(json));
                json.writeEndObject();
            }
            bytes.append('\n');
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /**
     * Reads one line, without its end.
     *
     * @return null if it is of a type that this version does not know
     * @throws NotAnEvent if it is no event
     */
    public static @Nullable Event decode(byte[] bytes, int from, int length) throws NotAnEvent {
        return EventReader.read(Values.read(bytes, from, length));
    }
}

package thiscord.hub;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import thiscord.cli.Failure;
import thiscord.hub.log.StoredMessages;
import thiscord.hub.log.StoredRoom;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.json.JsonDialect;
import thiscord.protocol.text.TextDialect;

/** What a room keeps, written out as text or JSON lines, oldest first. Blocks; for one thread. */
public final class RoomExport {
    private final StoredMessages stored;
    private final StoredRoom room;
    private long messages;
    private long missed;

    /** @param room one of those that are stored; what was said until it was found is written */
    public RoomExport(StoredMessages stored, StoredRoom room) {
        this.stored = stored;
        this.room = room;
    }

    /** False if the room is not there any more, keeps nothing now, or cannot be read. */
    public static boolean isThere(Path data, StoredRoom room) {
        try (StoredMessages look = StoredMessages.open(data)) {
            return look.find(room.name()).id() == room.id();
        } catch (Failure e) {
            return false;
        }
    }

    /**
     * Writes it.
     *
     * @param json one JSON object a line, as the hub sends it, instead of text
     * @param after only what has a greater number
     * @param since only what was said then or later, in milliseconds since 1970; {@code Long.MIN_VALUE} for all
     */
    public void write(boolean json, long after, long since, OutputStream to) throws IOException {
        Dialect dialect = json ? new JsonDialect() : new TextDialect();
        stored.read(room, after, since, event -> {
            if (event instanceof Event.Message message) {
                messages++;
                to.write(dialect.encode(json ? message : message.replayed()));
            } else {
                missed += event instanceof Event.Missed gone ? gone.missed() : 0;
                to.write(dialect.encode(event));
            }
        });
    }

    /** How many messages were written. */
    public long messages() {
        return messages;
    }

    /** How many before or between them are gone. */
    public long missed() {
        return missed;
    }
}

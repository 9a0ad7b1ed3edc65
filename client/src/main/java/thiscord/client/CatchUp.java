package thiscord.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Names;

/**
 * Passes over what was said while the client was closed, except for the newest messages, and counts it. For the handler
 * thread.
 */
final class CatchUp {
    private static final int MOST_HISTORY = 1000;

    /** A room that is caught up with: messages up to {@code upTo} are passed over. */
    private static final class Room {
        final long upTo;
        long passedOver;

        Room(long upTo) {
            this.upTo = upTo;
        }
    }

    private final int most;
    private final Map<String, Room> rooms = new HashMap<>();

    /** @param most how many messages are shown */
    CatchUp(int most) {
        this.most = most;
    }

    /** A room was entered that had been read up to the mark. */
    void joined(Event.Joined e, @Nullable ReadMark mark) {
        rooms.remove(Names.key(e.room()));
        if (mark != null) {
            long from = mark.epoch().equals(e.epoch()) ? mark.seq() : 0;
            if (e.seq() - from > most) {
                rooms.put(Names.key(e.room()), new Room(e.seq() - most));
            }
        }
    }

    /** True if it is not to be shown. */
    boolean passesOver(Event.Message e) {
        Room room = rooms.get(Names.key(e.room()));
        if (room == null || e.seq() > room.upTo) {
            return false;
        }
        room.passedOver++;
        return true;
    }

    /** What to say before an event, if it is the first message that is shown after some were not. */
    Optional<String> passedOver(Event event) {
        Room room = event instanceof Event.Message m ? rooms.remove(Names.key(m.room())) : null;
        return room == null || room.passedOver == 0
                ? Optional.empty()
                : Optional.of(room.passedOver + " earlier messages of " + ((Event.Message) event).room()
                        + " came while you were away; /history "
                        + Math.min(MOST_HISTORY, room.passedOver + most)
                        + (room.passedOver + most > MOST_HISTORY ? " shows the newest of them" : " shows them"));
    }
}

package thiscord.hub.session;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import thiscord.hub.directory.Answer;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.room.ActiveRoom;
import thiscord.hub.room.ActiveRooms;
import thiscord.hub.room.RoomCard;
import thiscord.protocol.Reason;

/**
 * Looks open rooms up anew, so that their topic and rules are those of the room service. One look at a time for each room:
 * what is asked for meanwhile is one more look afterwards, so the newest answer is the last to arrive. Thread-safe; never
 * blocks.
 */
public final class RoomLooks {
    private final RoomDirectory directory;
    private final ActiveRooms rooms;
    /** The rooms that are being looked up; true if that is to be done once more. */
    private final ConcurrentMap<ActiveRoom, Boolean> under = new ConcurrentHashMap<>();

    public RoomLooks(RoomDirectory directory, ActiveRooms rooms) {
        this.directory = directory;
        this.rooms = rooms;
    }

    /** Looks a room up; if nobody answers it stays as it is, and the directory tells when somebody does again. */
    void anew(ActiveRoom room) {
        if (!under.merge(room, false, (one, other) -> true)) {
            look(room);
        }
    }

    /** Something was told of a room; if it is just being looked up, the answer may be older than that. */
    void told(ActiveRoom room) {
        under.computeIfPresent(room, (one, again) -> true);
    }

    private void look(ActiveRoom room) {
        directory.find(room.name()).thenAccept(found -> {
            compare(room, found);
            if (!under.remove(room, false)) {
                under.put(room, false);
                look(room);
            }
        });
    }

    private void compare(ActiveRoom open, Answer<RoomCard> found) {
        if (found.refusal() == null && found.value().id() == open.id()) {
            open.setTopic(found.value().topic(), "");
            open.rule(found.value().rules());
        } else if (found.refusal() == null || found.refusedFor(Reason.NO_SUCH_ROOM)) {
            rooms.close(open, "The room was deleted.");
        }
    }
}

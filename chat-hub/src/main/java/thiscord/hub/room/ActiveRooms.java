package thiscord.hub.room;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.Loop;
import thiscord.hub.log.RingLog;
import thiscord.protocol.Dialect;
import thiscord.protocol.Limits;
import thiscord.protocol.Names;

/**
 * The rooms that this hub has opened, by key. Thread-safe. A room stays open, with what its ring holds, until it ends;
 * when there are as many as allowed, an empty one makes place.
 */
public final class ActiveRooms {
    private final ConcurrentMap<String, ActiveRoom> open = new ConcurrentHashMap<>();
    private final Loop[] loops;
    private final Dialect[] dialects;
    private final Limits limits;
    private final RoomObserver observer;
    private final String epoch;

    /** @param epoch changes with each start of the hub */
    public ActiveRooms(Loop[] loops, Dialect[] dialects, Limits limits, String epoch, RoomObserver observer) {
        this.loops = loops.clone();
        this.dialects = dialects.clone();
        this.limits = limits;
        this.epoch = epoch;
        this.observer = observer;
    }

    /** The open room of that name, or null. */
    public @Nullable ActiveRoom find(String name) {
        return open.get(Names.key(name));
    }

    /** Opens a room on a loop unless it is open; null if there are as many as allowed and nobody's is empty. */
    public @Nullable ActiveRoom open(RoomCard card, Loop home) {
        String key = Names.key(card.name());
        if (!open.containsKey(key) && open.size() >= limits.rooms() && !makePlace()) {
            return null;
        }
        return open.computeIfAbsent(key, k -> {
            FanOut fanOut = new FanOut(loops, dialects);
            RingLog log = new RingLog(0);
            String ownEpoch = epoch + "-" + card.id() + "-" + Long.toString(System.nanoTime(), 36);
            return new ActiveRoom(card, ownEpoch, limits.membersPerRoom(), home, log, fanOut, observer);
        });
    }

    /** Ends a room: its members are told why, its messages are gone. */
    public void close(ActiveRoom room, String why) {
        if (open.remove(Names.key(room.name()), room)) {
            room.close(why);
        }
    }

    /** All that are open, in no order. */
    public List<ActiveRoom> all() {
        return new ArrayList<>(open.values());
    }

    private boolean makePlace() {
        for (ActiveRoom room : open.values()) {
            if (room.size() == 0) {
                close(room, "The server made place for another room; join again.");
                return true;
            }
        }
        return false;
    }
}

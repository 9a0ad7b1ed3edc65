package thiscord.hub.session;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.hub.room.Seat;
import thiscord.protocol.Names;

/**
 * The seats that a session has, and the one it speaks from when it names no room. Lives on the session's loop. The map is
 * replaced, never changed: a room that is called for one seat may take others away, and who iterates goes on with what was.
 */
final class Seating {
    private Map<String, Seat> seats = Map.of();
    private @Nullable Seat current;

    /** All of now, in the order in which they were taken; later changes do not show in it. */
    Collection<Seat> all() {
        return seats.values();
    }

    boolean has(Seat seat) {
        return seats.containsValue(seat);
    }

    @Nullable
    Seat find(String room) {
        return seats.get(Names.key(room));
    }

    @Nullable
    Seat current() {
        return current;
    }

    void current(Seat seat) {
        current = seat;
    }

    /** A room took it in: that is the current one from now on. */
    void take(Seat seat) {
        Map<String, Seat> more = new LinkedHashMap<>(seats);
        more.put(Names.key(seat.room().name()), seat);
        seats = more;
        current = seat;
    }

    /** Was put out of a room. If it talked there it talks nowhere now: the next line was not meant for another room. */
    void putOut(Seat seat) {
        Map<String, Seat> others = new LinkedHashMap<>(seats);
        others.values().remove(seat);
        seats = others;
        seat.subscription().end();
        if (current == seat) {
            current = null;
        }
    }

    /** Gives a seat up: its room is told by the caller. */
    void drop(Seat seat) {
        boolean talked = current == seat;
        putOut(seat);
        if (talked) {
            for (Seat other : seats.values()) {
                current = other;
            }
        }
    }

    /** Gives all up and tells the rooms. {@code meant} as {@link thiscord.hub.room.RoomObserver#left} has it. */
    void leaveAll(boolean meant) {
        Collection<Seat> all = all();
        seats = Map.of();
        current = null;
        for (Seat seat : all) {
            seat.subscription().end();
            seat.room().leave(seat, meant);
        }
    }

    /** Takes what the rooms have said so far into the outbox. */
    void settle() {
        for (Seat seat : seats.values()) {
            seat.subscription().settle();
        }
    }

    /** The outbox can take more. */
    void resume() {
        for (Seat seat : all()) {
            seat.subscription().resume();
        }
    }

    /** Runs a task once the rooms have answered to all that was said from these seats. */
    void whenHeard(Runnable task) {
        int[] waiting = {1};
        Runnable one = () -> {
            if (--waiting[0] == 0) {
                task.run();
            }
        };
        for (Seat seat : all()) {
            waiting[0]++;
            seat.room().whenSaid(seat, one);
        }
        one.run();
    }
}

package thiscord.hub.room;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.hub.engine.Member;
import thiscord.hub.engine.Room;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Subscription;
import thiscord.hub.moderation.RuleKeeper;

/** Who sits in a room, and its comings and goings. Lives on the room's loop; {@link #size} is for any thread. */
final class Attendance {
    private static final long PRESENCE_EVERY_MILLIS = 250;

    private final Loop loop;
    private final Room room;
    private final FanOut fanOut;
    private final RuleKeeper keeper;
    private final RoomObserver observer;
    private final Strays strays;
    private final Map<Member, Seat> seats = new IdentityHashMap<>();
    private final Map<Subscription, Seat> readers = new IdentityHashMap<>();
    private boolean ticking;
    private volatile int size;

    Attendance(Loop loop, Room room, RuleKeeper keeper, FanOut fanOut, RoomObserver observer, Strays strays) {
        this.strays = strays;
        this.loop = loop;
        this.room = room;
        this.keeper = keeper;
        this.fanOut = fanOut;
        this.observer = observer;
    }

    /** How many are in; of now, or of a moment ago. */
    int size() {
        return size;
    }

    /** The seat of whoever wears that nick, or null. */
    @Nullable
    Seat find(String nick) {
        Member member = room.find(nick);
        return member == null ? null : seats.get(member);
    }

    /** All seats, as they are now. */
    List<Seat> all() {
        return new ArrayList<>(seats.values());
    }

    /** The seat that a subscription is of, or null if it has left. */
    @Nullable
    Seat of(Subscription reader) {
        return readers.get(reader);
    }

    /** The engine took its member in. */
    void takeIn(Seat seat) {
        observer.joined(room.name(), seat.member().nick(), keeper.rules());
        strays.forget(seat.member().nick());
        seats.put(seat.member(), seat);
        keeper.came(
                seat.occupant().key(),
                seat.occupant().guestAddress(),
                seat.member().nick(),
                System.currentTimeMillis());
        readers.put(seat.subscription(), seat);
        fanOut.add(seat.loop(), seat.subscription());
        changed();
    }

    /** {@code meant} as {@link RoomObserver#left} has it. */
    void takeOut(Seat seat, boolean meant) {
        forget(seat);
        keeper.left(
                seat.occupant().key(),
                seat.occupant().guestAddress(),
                seat.member().nick(),
                System.currentTimeMillis());
        room.leave(seat.member());
        if (meant) {
            strays.forget(seat.member().nick());
        } else {
            strays.went(seat.member().nick());
        }
        observer.left(room.name(), seat.member().nick(), meant, keeper.rules());
        changed();
    }

    /** The room has ended: nobody hears of who goes. */
    void takeAllOut(String why) {
        for (Seat seat : all()) {
            forget(seat);
            seat.loop().post(() -> seat.occupant().removed(seat, why));
        }
        size = 0;
    }

    private void forget(Seat seat) {
        seats.remove(seat.member());
        readers.remove(seat.subscription());
        fanOut.remove(seat.loop(), seat.subscription());
    }

    /** Its session wears another nick. */
    void rename(Seat seat, String to) {
        String from = seat.member().nick();
        if (seat.member().in()) {
            room.rename(seat.member(), to);
            strays.went(from);
            strays.forget(to);
            observer.left(room.name(), from, false, keeper.rules());
            observer.joined(room.name(), to, keeper.rules());
        }
    }

    private void changed() {
        size = room.size();
        if (room.pendingPresence() && !ticking) {
            ticking = true;
            loop.postAfter(PRESENCE_EVERY_MILLIS, () -> {
                ticking = false;
                room.tick();
            });
        }
    }
}

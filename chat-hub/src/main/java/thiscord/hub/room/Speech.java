package thiscord.hub.room;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.hub.engine.Room;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.LoopCounts;
import thiscord.hub.log.RoomLog;
import thiscord.hub.moderation.RuleKeeper;
import thiscord.hub.processing.Chain;
import thiscord.hub.processing.Passage;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/**
 * The way of what is said in a room: through its processors if it has some, numbered, stored, and only then delivered; or refused. What is said again under the
 * same id is answered with its first echo. Lives on the room's loop.
 */
final class Speech {
    private final Room room;
    private final RuleKeeper keeper;
    private final FanOut fanOut;
    private final RoomObserver observer;
    private final LoopCounts counts;
    private final Owed owed = new Owed();
    /** What is on its way through processors; null in a room without. */
    private @Nullable Passing passing;

    Speech(Room room, RuleKeeper keeper, FanOut fanOut, RoomObserver observer, LoopCounts counts) {
        this.room = room;
        this.keeper = keeper;
        this.fanOut = fanOut;
        this.observer = observer;
        this.counts = counts;
    }

    void say(RoomLog log, Seat seat, String text, boolean action, @Nullable String id) {
        long before = room.said(seat.member(), id);
        if (before > room.last()) {
            owed.saidAgain(before, seat, id);
        } else if (before > 0) {
            repeat(log, before, seat, text, action, id);
        } else if (passing == null) {
            sayFirst(log, seat, text, action, id);
        } else {
            passing.say(log, seat, text, action, id);
        }
    }

    private void sayFirst(RoomLog log, Seat seat, String text, boolean action, @Nullable String id) {
        long now = System.currentTimeMillis();
        Refusal silent = keeper.speaking(seat.member().nick(), now);
        Refusal no = silent == null ? log.refuses() : silent;
        Event said = no == null ? room.say(seat.member(), text, action, now, id) : new Event.Refused(no, id);
        if (said instanceof Event.Message message) {
            log.append(message);
            keeper.spoke(message.from(), now);
            if (room.last() < message.seq()) {
                owed.said(message.seq(), seat, id);
            }
        } else {
            seat.tell(said);
        }
    }

    /** What has passed was numbered: it is stored, or those are told that it is not. */
    private void passed(RoomLog log, Event.Message message, List<Seat> saidBy) {
        log.append(message);
        if (room.last() < message.seq()) {
            saidBy.forEach(seat -> owed.said(message.seq(), seat, message.id()));
        }
    }

    /** What is said from now on passes a chain, behind what is on its way through another; null for none. */
    void pass(@Nullable Chain chain, Passage.Timer timer) {
        if (passing == null && chain != null) {
            passing = new Passing(room, keeper, timer, this::passed);
        }
        if (passing != null) {
            passing.through(chain == null ? Chain.NONE : chain, () -> passing = null);
        }
    }

    /** The room has ended: what is on its way is refused. */
    void close(Refusal why) {
        if (passing != null) {
            passing.close(why);
        }
    }

    /** Tells a seat the first echo again; as it was sent now if the first one is not held any more. */
    private void repeat(RoomLog log, long seq, Seat seat, String text, boolean action, @Nullable String id) {
        String nick = seat.member().nick();
        log.read(seq - 1, 1, page -> {
            boolean held = !page.messages().isEmpty() && page.messages().get(0).seq() == seq;
            Event.Message echo = held
                    ? page.messages().get(0)
                    : new Event.Message(room.name(), seq, nick, action, text, System.currentTimeMillis(), id, true);
            seat.tell(echo.replayed());
        });
    }

    /** Runs a task once all that was said so far has been delivered or refused. */
    void whenSaid(Runnable task) {
        if (passing == null) {
            whenStored(task);
        } else {
            passing.behind(() -> whenStored(task));
        }
    }

    private void whenStored(Runnable task) {
        if (owed.isEmpty()) {
            task.run();
        } else {
            owed.whenDone(room.given(), task);
        }
    }

    /** True if everybody may read what is said here. */
    boolean isPublic() {
        return keeper.rules().isPublic();
    }

    /** The next message is stored. */
    void stored(Event.Message message) {
        room.stored(message.seq());
        fanOut.deliver(message, message.seq());
        counts.addMessage();
        observer.said(message, keeper.rules());
        if (!owed.isEmpty()) {
            owed.stored(message.seq());
        }
    }

    /** What was numbered and is not stored never will be. */
    void failed(Refusal why) {
        room.notStored();
        owed.failed(room.last(), why);
    }
}

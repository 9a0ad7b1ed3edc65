package thiscord.hub.room;

import org.jspecify.annotations.Nullable;
import thiscord.hub.engine.Room;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.LoopCounts;
import thiscord.hub.log.RoomLog;
import thiscord.hub.moderation.RuleKeeper;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/**
 * The way of what is said in a room: numbered, stored, and only then delivered; or refused. What is said again under the
 * same id is answered with its first echo. Lives on the room's loop.
 */
final class Speech {
    private final Room room;
    private final RuleKeeper keeper;
    private final FanOut fanOut;
    private final RoomObserver observer;
    private final LoopCounts counts;
    private final Owed owed = new Owed();

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
        } else {
            sayFirst(log, seat, text, action, id);
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
        if (owed.isEmpty()) {
            task.run();
        } else {
            owed.whenDone(room.given(), task);
        }
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

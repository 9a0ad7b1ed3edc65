package thiscord.hub.room;

import org.jspecify.annotations.Nullable;
import thiscord.hub.board.RoomBoard;
import thiscord.hub.board.Written;
import thiscord.hub.engine.Room;
import thiscord.hub.moderation.RuleKeeper;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** Reads a room's board and writes on it, for who is in the room and by its rules. Lives on the room's loop. */
final class BoardDesk {
    private final Room room;
    private final RuleKeeper keeper;
    private final RoomBoard board;

    BoardDesk(Room room, RuleKeeper keeper, RoomBoard board) {
        this.room = room;
        this.keeper = keeper;
        this.board = board;
    }

    /** Tells a seat what stands on it, then runs the task on the seat's loop. */
    void read(Seat seat, @Nullable String id, Runnable then) {
        if (!seat.member().in()) {
            seat.tell(new Event.Refused(notIn(), id));
            seat.loop().post(then);
            return;
        }
        board.read(outcome -> {
            seat.tell(answer(outcome, id));
            seat.loop().post(then);
        });
    }

    /** Writes for a seat and tells everybody who did; the seat is answered if it gave an id. Then as {@link #read}. */
    void write(Seat seat, String text, @Nullable String id, Runnable then) {
        long now = System.currentTimeMillis();
        String nick = seat.member().nick();
        Refusal no = seat.member().in() ? keeper.speaking(nick, now) : notIn();
        if (no != null) {
            seat.tell(new Event.Refused(no, id));
            seat.loop().post(then);
            return;
        }
        keeper.spoke(nick, now);
        board.write(new Written(text, nick, now), outcome -> {
            if (outcome.refusal() == null) {
                room.notice(
                        nick + (text.isEmpty() ? " wiped the board" : " wrote on the board; /board reads it"), nick);
            }
            if (outcome.refusal() != null || id != null) {
                seat.tell(answer(outcome, id));
            }
            seat.loop().post(then);
        });
    }

    private Refusal notIn() {
        return new Refusal(Reason.NOT_IN_ROOM, "You are not in " + room.name() + ".");
    }

    private Event answer(RoomBoard.Outcome outcome, @Nullable String id) {
        Written written = outcome.written();
        if (outcome.refusal() != null) {
            return new Event.Refused(outcome.refusal(), id);
        }
        boolean empty = written.text().isEmpty();
        return new Event.Board(room.name(), written.text(), empty ? null : written.by(), written.at(), id);
    }
}

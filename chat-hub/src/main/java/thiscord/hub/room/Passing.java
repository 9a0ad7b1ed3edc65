package thiscord.hub.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.hub.engine.Room;
import thiscord.hub.log.RoomLog;
import thiscord.hub.moderation.RuleKeeper;
import thiscord.hub.processing.Chain;
import thiscord.hub.processing.Outcome;
import thiscord.hub.processing.Passage;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * What is said in a room with processors, from its admission until it is numbered or refused. What is said again meanwhile
 * under the same id is the same message. It is said if its speaker, or who said it again, is still in the room and may speak
 * when the processors are done. Lives on the room's loop.
 */
final class Passing {
    /** Of so many who say the same message again meanwhile each is refused if it is; more hear its echo alone. */
    private static final int MOST_TWINS = 16;

    /** Takes a numbered message; told who is to hear if it is not stored. */
    @FunctionalInterface
    interface Numbered {
        void append(RoomLog log, Event.Message message, List<Seat> saidBy);
    }

    private final Room room;
    private final RuleKeeper keeper;
    private final Passage passage;
    private final Numbered numbered;
    /** Who said what is on its way, by nick and id. */
    private final Map<String, List<Seat>> byId = new HashMap<>();

    private Chain chain = Chain.NONE;
    private @Nullable Refusal closed;

    Passing(Room room, RuleKeeper keeper, Passage.Timer timer, Numbered numbered) {
        this.room = room;
        this.keeper = keeper;
        this.passage = new Passage(timer, System::nanoTime);
        this.numbered = numbered;
    }

    /** What is said from now on passes that; once nothing is on its way and there are no processors, {@code over} is run. */
    void through(Chain other, Runnable over) {
        chain = other;
        if (other.equals(Chain.NONE)) {
            passage.behind(() -> endIfEmpty(over));
        }
    }

    private void endIfEmpty(Runnable over) {
        if (!chain.equals(Chain.NONE)) {
            return;
        }
        if (passage.isEmpty()) {
            over.run();
        } else {
            passage.behind(() -> endIfEmpty(over));
        }
    }

    void say(RoomLog log, Seat seat, String text, boolean action, @Nullable String id) {
        String nick = seat.member().nick();
        String key = id == null ? null : Names.key(nick) + ' ' + id;
        List<Seat> twins = key == null ? null : byId.get(key);
        if (twins != null) {
            if (twins.size() <= MOST_TWINS) {
                twins.add(seat);
            }
            return;
        }
        long now = System.currentTimeMillis();
        if (!seat.member().in()) {
            seat.tell(room.say(seat.member(), text, action, now, id));
            return;
        }
        Refusal silent = keeper.speaking(nick, now);
        Refusal no = silent == null ? log.refuses() : silent;
        if (no == null && !enter(log, seat, text, action, id, key)) {
            no = new Refusal(
                    Reason.TOO_FAST,
                    "More is said in " + room.name() + " than its processors can take; try again in a moment.");
        }
        if (no == null) {
            keeper.spoke(nick, now);
        } else {
            seat.tell(new Event.Refused(no, id));
        }
    }

    private boolean enter(
            RoomLog log, Seat seat, String text, boolean action, @Nullable String id, @Nullable String key) {
        List<Seat> saidBy = new ArrayList<>(1);
        saidBy.add(seat);
        if (key != null) {
            byId.put(key, saidBy);
        }
        boolean entered = passage.enter(chain, room.name(), seat.member().nick(), text, outcome -> {
            byId.remove(key);
            left(log, saidBy, outcome, action, id);
        });
        if (!entered) {
            byId.remove(key);
        }
        return entered;
    }

    /** The processors are done with it. */
    private void left(RoomLog log, List<Seat> saidBy, Outcome outcome, boolean action, @Nullable String id) {
        Seat speaker =
                saidBy.stream().filter(seat -> seat.member().in()).findFirst().orElse(saidBy.get(0));
        long now = System.currentTimeMillis();
        Refusal no = refusal(log, speaker.member().nick(), outcome, now);
        Event said =
                no == null ? room.say(speaker.member(), outcome.text(), action, now, id) : new Event.Refused(no, id);
        if (said instanceof Event.Message message) {
            numbered.append(log, message, saidBy);
            for (Outcome.Reply reply : outcome.replies()) {
                numbered.append(log, room.reply(reply.from(), reply.text(), now), List.of());
            }
        } else {
            saidBy.forEach(seat -> seat.tell(said));
        }
    }

    private @Nullable Refusal refusal(RoomLog log, String nick, Outcome outcome, long now) {
        if (closed != null || outcome.refusal() != null) {
            return closed == null ? outcome.refusal() : closed;
        }
        Refusal silent = keeper.silent(nick, now);
        return silent == null ? log.refuses() : silent;
    }

    /** Runs a task when all that is on its way has left. */
    void behind(Runnable task) {
        passage.behind(task);
    }

    /** Refuses what is still on its way. */
    void close(Refusal why) {
        closed = why;
    }
}

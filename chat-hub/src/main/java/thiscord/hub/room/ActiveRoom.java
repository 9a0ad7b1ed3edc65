package thiscord.hub.room;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.hub.board.RoomBoard;
import thiscord.hub.engine.Room;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.Feed;
import thiscord.hub.fanout.Loop;
import thiscord.hub.log.RoomLogs;
import thiscord.hub.moderation.RuleKeeper;
import thiscord.hub.processing.Chains;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.rules.RoomRules;

/**
 * A room at work: its engine, log and fan-out, on one loop. Public methods may be called from any thread; they post to
 * that loop, and answers are posted to the loop of whoever asked. Between two loops posts keep their order, which is
 * what makes a room's order everyone's.
 */
public final class ActiveRoom {
    private static final int STRAYS = 256;

    private final Loop loop;
    private final long id;
    private final Room room;
    private final Keeps keeps;
    private final FanOut fanOut;
    private final RuleKeeper keeper;
    private final Speech speech;
    private final Opening opening;
    private final Attendance attendance;
    private final Strays strays;
    private final RoomObserver observer;
    private final RoomFeed feed;
    private final BoardDesk desk;
    private final Processed processed;
    private volatile String topic;

    /**
     * @param mentioned null if nobody wants to know
     * @param chains which processors it has
     * @param notOpened is told, on its loop, if its log can not be opened; the room has ended then
     */
    ActiveRoom(
            RoomCard card,
            int maxMembers,
            Loop loop,
            FanOut fanOut,
            RoomObserver observer,
            @Nullable MentionObserver mentioned,
            RoomBoard board,
            Chains chains,
            Consumer<ActiveRoom> notOpened) {
        this.loop = loop;
        this.id = card.id();
        this.keeps = card.keeps();
        this.observer = observer;
        this.fanOut = fanOut;
        this.topic = card.topic();
        this.keeper = new RuleKeeper(card.rules());
        this.room =
                new Room(card.name(), "", card.keeps(), card.topic(), 0, maxMembers, event -> fanOut.deliver(event, 0));
        this.room.ends(card.endsAt());
        RoomObserver told = keeps.history() ? observer.ofKept() : observer;
        this.speech = new Speech(room, keeper, fanOut, told, loop.counts());
        MentionObserver toMentions = keeps.history() ? mentioned : null;
        this.strays = new Strays(toMentions == null ? 0 : STRAYS);
        this.attendance = new Attendance(loop, room, keeper, fanOut, observer, strays);
        Mentions mentions = toMentions == null ? null : new Mentions(id, keeper, attendance, strays, toMentions);
        this.opening = new Opening(room, speech, mentions, () -> notOpened.accept(this));
        this.desk = new BoardDesk(room, keeper, board);
        this.feed = new RoomFeed(loop, room, opening, attendance);
        this.processed = new Processed(card.name(), chains, speech, loop);
    }

    /** Looks which processors it has now. */
    void passAnew() {
        loop.post(() -> processed.anew(room));
    }

    /** True if what is said here passes processors; of now, or of a moment ago. */
    public boolean passes() {
        return processed.isSo();
    }

    /**
     * Opens its log; who comes before that is done waits.
     *
     * @param onLoop runs tasks on the room's loop
     */
    void open(RoomLogs logs, Executor onLoop) {
        logs.open(id, name(), keeps, onLoop, opening);
    }

    /** The room service's id of it. */
    public long id() {
        return id;
    }

    /** The name as its creator wrote it. */
    public String name() {
        return room.name();
    }

    /** What it keeps. */
    public Keeps keeps() {
        return keeps;
    }

    /** How many are in; of now, or of a moment ago. */
    public int size() {
        return attendance.size();
    }

    /** The topic; of now, or of a moment ago. */
    public String topic() {
        return topic;
    }

    /** Where its members read what they do not hear live. */
    public Feed feed() {
        return feed;
    }

    /** True once its log is open. */
    boolean opened() {
        return opening.isOpened();
    }

    /** Takes a seat in, and begins its subscription as the command says. */
    public void join(Seat seat, Command.Join command) {
        loop.post(() -> opening.whenKnown(() -> joinHere(seat, command)));
    }

    private void joinHere(Seat seat, Command.Join command) {
        Refusal closed = opening.closed();
        Refusal none =
                closed == null && keeper.rules().hides(seat.member().nick()) ? RoomRules.none(command.room()) : closed;
        Refusal no = none == null
                ? keeper.entering(seat.member().nick(), seat.occupant().address(), System.currentTimeMillis())
                : none;
        if (no == null) {
            makeWay(seat.member().nick());
        }
        Event answer = no == null ? room.join(seat.member(), command.id()) : refused(no, command.id());
        if (seat.member().in()) {
            attendance.takeIn(seat);
            admit(seat, command, answer);
        } else {
            seat.loop().post(() -> seat.occupant().turnedAway(seat, answer));
        }
    }

    /** Whoever still sits here under a nick that another took has ended, and this room is yet to hear of it. */
    private void makeWay(String nick) {
        Seat before = attendance.find(nick);
        if (before != null) {
            attendance.takeOut(before, false);
            before.loop().post(() -> before.occupant().removed(before, "Somebody else wears that nick now."));
        }
    }

    private static Event refused(Refusal why, @Nullable String id) {
        return new Event.Refused(why, id);
    }

    private void admit(Seat seat, Command.Join command, Event joined) {
        long newest = room.last();
        Event ahead = feed.ahead(command, newest);
        String told = processed.told();
        Runnable begin = fanOut.admit(seat.loop(), seat.subscription(), feed.from(command, newest), newest);
        seat.loop().post(() -> {
            if (!seat.occupant().entered(seat, joined)) {
                leave(seat, false);
                return;
            }
            if (told != null) {
                seat.occupant().tell(new Event.Notice(name(), told, null, null));
            }
            if (ahead != null) {
                seat.occupant().tell(ahead);
            }
            begin.run();
            seat.occupant().seated();
        });
    }

    /** Lets a seat out; its subscription was ended by its session. {@code meant} as {@link RoomObserver#left} has it. */
    public void leave(Seat seat, boolean meant) {
        loop.post(() -> {
            if (seat.member().in()) {
                attendance.takeOut(seat, meant);
            }
        });
    }

    /** Takes out whoever wears that nick, if anyone does. */
    public void expel(String nick, String why) {
        loop.post(() -> {
            strays.forget(nick);
            Seat seat = attendance.find(nick);
            if (seat != null) {
                expelHere(seat, why);
            }
        });
    }

    private void expelHere(Seat seat, String why) {
        if (seat.member().in()) {
            attendance.takeOut(seat, true);
            seat.loop().post(() -> seat.occupant().removed(seat, why));
        }
    }

    /** Tells everybody here something; {@code by} is who did it, or empty. */
    public void notice(String text, String by) {
        loop.post(() -> room.notice(text, by));
    }

    /** Other rules hold from now on, and another end; whoever the rules do not suffer in the room is taken out. */
    public void rule(RoomRules rules, long endsAt) {
        loop.post(() -> {
            room.ends(endsAt);
            keeper.rules(rules);
            opening.ruled();
            attendance.all().forEach(this::expelIfBarred);
        });
    }

    private void expelIfBarred(Seat seat) {
        Refusal barred = keeper.bars(seat.member().nick(), seat.occupant().address(), System.currentTimeMillis());
        if (barred != null) {
            expelHere(seat, barred.text());
        }
    }

    /** True if a list that is made for that nick has this room. */
    public boolean listedFor(String nick) {
        return keeper.rules().listedFor(nick);
    }

    /** True if that nick is not to know of this room. */
    public boolean hides(String nick) {
        return keeper.rules().hides(nick);
    }

    /** The same for a room that does not exist any more. */
    void end(String why) {
        close(why);
        loop.post(() -> {
            // What was said and is not told yet is told to nobody.
            keeper.rules(RoomRules.closed(name()));
            observer.ended(name());
        });
    }

    /** Ends the room: everybody is taken out and nobody comes in. What was said is still stored. */
    void close(String why) {
        loop.post(() -> {
            Refusal ended = new Refusal(Reason.NO_SUCH_ROOM, "The room '" + name() + "' has ended.");
            opening.close(ended);
            speech.close(ended);
            attendance.takeAllOut(why);
        });
    }

    /** Says a text. The echo is the receipt. */
    public void say(Seat seat, String text, boolean action, @Nullable String id) {
        if (loop.here()) {
            sayHere(seat, text, action, id);
        } else {
            loop.postLater(() -> sayHere(seat, text, action, id));
        }
    }

    private void sayHere(Seat seat, String text, boolean action, @Nullable String id) {
        Refusal closed = opening.closed();
        if (closed != null) {
            seat.tell(refused(closed, id));
        } else {
            speech.say(opening.log(), seat, text, action, id);
        }
    }

    /** Runs a task on the seat's loop once all that was said here so far has been delivered to the seat, or refused. */
    public void whenSaid(Seat seat, Runnable task) {
        loop.post(() -> speech.whenSaid(() -> seat.loop().post(task)));
    }

    /** A seat's session wears another nick. */
    public void rename(Seat seat, String to) {
        loop.post(() -> {
            if (seat.member().in()) {
                keeper.renamed(seat.member().nick(), to, System.currentTimeMillis());
                attendance.rename(seat, to);
                expelIfBarred(seat);
            }
        });
    }

    /**
     * Asks whether what a seat is about to do may reach the others, which counts in slow mode as if it did; the answer, null or
     * why not, on the seat's loop.
     */
    public void reach(Seat seat, Consumer<@Nullable Refusal> then) {
        loop.post(() -> {
            long now = System.currentTimeMillis();
            Refusal no = keeper.speaking(seat.member().nick(), now);
            if (no == null) {
                keeper.spoke(seat.member().nick(), now);
            }
            seat.loop().post(() -> then.accept(no));
        });
    }

    /** Tells a seat what it was told at the door, as things are now. */
    public void describe(Seat seat, @Nullable String id) {
        ask(seat, () -> room.describe(id));
    }

    /** Tells a seat who is here. */
    public void who(Seat seat, List<String> away, @Nullable String id) {
        ask(seat, () -> room.who(away, id));
    }

    /** Tells a seat the topic, behind what was said before. */
    public void tellTopic(Seat seat, @Nullable String id) {
        loop.post(() -> speech.whenSaid(() -> seat.tell(room.topic(id))));
    }

    private void ask(Seat seat, Supplier<Event> question) {
        loop.post(() -> seat.tell(question.get()));
    }

    /** Sets the topic, behind what was said before. */
    public void setTopic(String to, String by) {
        loop.post(() -> speech.whenSaid(() -> {
            topic = to;
            room.topic(to, by);
        }));
    }

    /** Tells a seat what stands on the board, or writes a text there for it; then runs a task on the seat's loop. */
    public void board(Seat seat, @Nullable String text, @Nullable String id, Runnable then) {
        loop.post(() -> speech.whenSaid(() -> {
            Refusal closed = opening.closed();
            if (closed != null) {
                seat.tell(refused(closed, id));
                seat.loop().post(then);
            } else if (text == null) {
                desk.read(seat, id, then);
            } else {
                desk.write(seat, text, id, then);
            }
        }));
    }

    /** Tells a seat what was said, then runs a task on the seat's loop. */
    public void history(Seat seat, Command.History command, Runnable then) {
        loop.post(() -> feed.history(seat, command, then));
    }
}

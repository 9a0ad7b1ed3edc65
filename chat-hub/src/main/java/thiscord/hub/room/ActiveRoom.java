package thiscord.hub.room;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.hub.engine.Member;
import thiscord.hub.engine.Room;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.Feed;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Subscription;
import thiscord.hub.log.Page;
import thiscord.hub.log.RoomLog;
import thiscord.hub.log.RoomLogs;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * A room at work: its engine, log and fan-out, on one loop. Public methods may be called from any thread; they post to
 * that loop, and answers are posted to the loop of whoever asked. Between two loops posts keep their order, which is
 * what makes a room's order everyone's.
 */
public final class ActiveRoom implements Feed {
    private static final long PRESENCE_EVERY_MILLIS = 250;
    private static final int PAGE = 500;
    private static final long READ_AGAIN_MILLIS = 1000;

    private final Loop loop;
    private final long id;
    private final Room room;
    private final Keeps keeps;
    private final Speech speech;
    private final FanOut fanOut;
    private final RoomObserver observer;
    private final Map<Member, Seat> seats = new IdentityHashMap<>();
    private final Map<Subscription, Seat> readers = new IdentityHashMap<>();
    private @Nullable RoomLog openLog;
    private @Nullable List<Runnable> waiting = new ArrayList<>();
    private @Nullable Refusal closed;
    private boolean ticking;
    private volatile boolean opened;
    private volatile int size;
    private volatile String topic;

    ActiveRoom(RoomCard card, int maxMembers, Loop loop, FanOut fanOut, RoomObserver observer) {
        this.loop = loop;
        this.id = card.id();
        this.keeps = card.keeps();
        this.fanOut = fanOut;
        this.observer = observer;
        this.topic = card.topic();
        this.room =
                new Room(card.name(), "", card.keeps(), card.topic(), 0, maxMembers, event -> fanOut.deliver(event, 0));
        this.speech = new Speech(room, fanOut, observer, loop.counts());
    }

    /**
     * Opens its log; who comes before that is done waits.
     *
     * @param onLoop runs tasks on the room's loop
     * @param notOpened is told, there, if it can not be opened; the room has ended then
     */
    void open(RoomLogs logs, Executor onLoop, Consumer<ActiveRoom> notOpened) {
        logs.open(id, name(), keeps, onLoop, new Told(notOpened));
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
        return size;
    }

    /** The topic; of now, or of a moment ago. */
    public String topic() {
        return topic;
    }

    /** True once its log is open. */
    boolean opened() {
        return opened;
    }

    /** Takes a seat in, and begins its subscription as the command says. */
    public void join(Seat seat, Command.Join command) {
        loop.post(() -> {
            if (waiting != null) {
                waiting.add(() -> joinHere(seat, command));
            } else {
                joinHere(seat, command);
            }
        });
    }

    private void joinHere(Seat seat, Command.Join command) {
        Event answer = closed == null ? room.join(seat.member(), command.id()) : refused(closed, command.id());
        if (!seat.member().in()) {
            seat.loop().post(() -> seat.occupant().turnedAway(seat, answer));
            return;
        }
        observer.joined(name(), seat.member().nick());
        admit(seat, command, answer);
        changed();
    }

    private static Event refused(Refusal why, @Nullable String id) {
        return new Event.Refused(why, id);
    }

    private RoomLog log() {
        return Objects.requireNonNull(openLog, "nobody is in before it is open");
    }

    /** What the log tells the room. */
    private final class Told implements RoomLog.Listener {
        private final Consumer<ActiveRoom> notOpened;

        Told(Consumer<ActiveRoom> notOpened) {
            this.notOpened = notOpened;
        }

        @Override
        public void opened(RoomLog log, List<Event.Message> recent) {
            openLog = log;
            room.resume(log.epoch(), log.last());
            recent.forEach(room::remember);
            opened = true;
            if (closed != null) {
                log.close();
            }
            letIn();
        }

        @Override
        public void notOpened(Refusal why) {
            closed = why;
            notOpened.accept(ActiveRoom.this);
            letIn();
        }

        @Override
        public void stored(Event.Message message) {
            speech.stored(message);
        }

        @Override
        public void failed(Refusal why) {
            speech.failed(why);
        }
    }

    private void letIn() {
        List<Runnable> came = waiting == null ? List.of() : waiting;
        waiting = null;
        came.forEach(Runnable::run);
    }

    private void admit(Seat seat, Command.Join command, Event joined) {
        seats.put(seat.member(), seat);
        readers.put(seat.subscription(), seat);
        fanOut.add(seat.loop(), seat.subscription());
        long newest = room.last();
        boolean ahead = command.after() > newest
                && (command.epoch() == null || room.epoch().equals(command.epoch()));
        Runnable begin = fanOut.admit(seat.loop(), seat.subscription(), from(command, newest), newest);
        seat.loop().post(() -> {
            if (!seat.occupant().entered(seat, joined)) {
                leave(seat, false);
                return;
            }
            if (ahead) {
                seat.occupant().tell(aheadOf(command, newest));
            }
            begin.run();
            seat.occupant().seated();
        });
    }

    private long from(Command.Join command, long newest) {
        if (command.after() == Command.Join.NONE) {
            return Math.max(log().first(), newest - command.last() + 1);
        }
        if (command.epoch() != null && !room.epoch().equals(command.epoch())) {
            return log().first();
        }
        return Math.min(command.after(), newest) + 1;
    }

    private Event aheadOf(Command.Join command, long newest) {
        String text = "You have read " + name() + " up to " + command.after() + ", but its newest message is " + newest
                + ": its numbering began anew. You hear what comes from now on.";
        return new Event.Refused(new Refusal(Reason.BAD_FIELD, text), command.id());
    }

    /** Lets a seat out; its subscription was ended by its session. {@code meant} as {@link RoomObserver#left} has it. */
    public void leave(Seat seat, boolean meant) {
        loop.post(() -> {
            if (seat.member().in()) {
                takeOut(seat, meant);
            }
        });
    }

    /** Takes out whoever wears that nick, if anyone does. */
    public void expel(String nick, String why) {
        loop.post(() -> {
            Member member = room.find(nick);
            Seat seat = member == null ? null : seats.get(member);
            if (seat != null) {
                takeOut(seat, true);
                seat.loop().post(() -> seat.occupant().removed(seat, why));
            }
        });
    }

    /** Ends the room: everybody is taken out and nobody comes in. What was said is still stored. */
    void close(String why) {
        loop.post(() -> {
            closed = new Refusal(Reason.NO_SUCH_ROOM, "The room '" + name() + "' has ended.");
            if (openLog != null) {
                openLog.close();
            }
            for (Seat seat : new ArrayList<>(seats.values())) {
                fanOut.remove(seat.loop(), seat.subscription());
                seats.remove(seat.member());
                readers.remove(seat.subscription());
                seat.loop().post(() -> seat.occupant().removed(seat, why));
            }
            seats.clear();
            size = 0;
        });
    }

    private void takeOut(Seat seat, boolean meant) {
        seats.remove(seat.member());
        readers.remove(seat.subscription());
        fanOut.remove(seat.loop(), seat.subscription());
        room.leave(seat.member());
        observer.left(name(), seat.member().nick(), meant);
        changed();
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

    /** Says a text. The echo is the receipt. */
    public void say(Seat seat, String text, boolean action, @Nullable String id) {
        if (loop.here()) {
            sayHere(seat, text, action, id);
        } else {
            loop.postLater(() -> sayHere(seat, text, action, id));
        }
    }

    private void sayHere(Seat seat, String text, boolean action, @Nullable String id) {
        if (closed != null) {
            Event refused = refused(closed, id);
            seat.loop().post(() -> seat.occupant().tell(refused));
        } else {
            speech.say(log(), seat, text, action, id);
        }
    }

    /** Runs a task on the seat's loop once all that was said here so far has been delivered to the seat, or refused. */
    public void whenSaid(Seat seat, Runnable task) {
        loop.post(() -> speech.whenSaid(() -> seat.loop().post(task)));
    }

    /** A seat's session wears another nick. */
    public void rename(Seat seat, String to) {
        loop.post(() -> {
            String from = seat.member().nick();
            if (seat.member().in()) {
                room.rename(seat.member(), to);
                observer.left(name(), from, false);
                observer.joined(name(), to);
            }
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

    /** Tells a seat the topic. */
    public void tellTopic(Seat seat, @Nullable String id) {
        ask(seat, () -> room.topic(id));
    }

    /** Sets the topic for a seat, which is answered with it if it gave an id or heard nothing of the change. */
    public void setTopic(Seat seat, String to, @Nullable String id) {
        loop.post(() -> speech.whenSaid(() -> {
            topic = to;
            if (!room.topic(to, seat.member().nick()) || id != null) {
                tellTopic(seat, id);
            }
        }));
    }

    /** Sets the topic. */
    public void setTopic(String to, String by) {
        loop.post(() -> {
            topic = to;
            room.topic(to, by);
        });
    }

    private void ask(Seat seat, Supplier<Event> question) {
        loop.post(() -> {
            Event answer = question.get();
            seat.loop().post(() -> seat.occupant().tell(answer));
        });
    }

    /** Tells a seat what was said, then runs a task on the seat's loop. */
    public void history(Seat seat, Command.History command, Runnable then) {
        loop.post(() -> log().readBack(command.before(), command.limit(), page -> {
            Event end = page.refusal() == null ? end(page.messages(), command) : refused(page.refusal(), command.id());
            seat.loop().post(() -> {
                page.messages().forEach(message -> seat.occupant().tell(message.replayed()));
                seat.occupant().tell(end);
                then.run();
            });
        }));
    }

    private Event end(List<Event.Message> page, Command.History command) {
        long from = page.isEmpty() ? 0 : page.get(0).seq();
        long to = page.isEmpty() ? 0 : page.get(page.size() - 1).seq();
        return new Event.History(name(), from, to, from > log().first(), command.id());
    }

    @Override
    public void read(Subscription reader, long next) {
        loop.post(() -> {
            Seat seat = readers.get(reader);
            if (seat != null) {
                log().read(next - 1, PAGE, page -> answer(seat, reader, next, page));
            }
        });
    }

    private void answer(Seat seat, Subscription reader, long next, Page page) {
        if (page.refusal() != null) {
            loop.postAfter(READ_AGAIN_MILLIS, () -> read(reader, next));
            return;
        }
        List<Event.Message> messages = page.messages();
        // What was trimmed after the page was read is not missing from it.
        long first = messages.isEmpty() ? log().first() : messages.get(0).seq();
        long newest = room.last();
        seat.loop().post(() -> reader.page(seat.loop(), messages, first, newest));
    }

    @Override
    public void refresh(Subscription reader) {
        loop.post(() -> {
            Seat seat = readers.get(reader);
            if (seat != null) {
                who(seat, List.of(), null);
            }
        });
    }
}

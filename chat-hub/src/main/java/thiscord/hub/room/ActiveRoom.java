package thiscord.hub.room;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.hub.engine.Member;
import thiscord.hub.engine.Room;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.Feed;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Subscription;
import thiscord.hub.log.RoomLog;
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

    private final Loop loop;
    private final long id;
    private final Room room;
    private final String epoch;
    private final Keeps keeps;
    private final RoomLog log;
    private final FanOut fanOut;
    private final RoomObserver observer;
    private final Map<Member, Seat> seats = new IdentityHashMap<>();
    private final Map<Subscription, Seat> readers = new IdentityHashMap<>();
    private boolean ticking;
    private boolean closed;
    private volatile int size;
    private volatile String topic;

    ActiveRoom(
            RoomCard card, String epoch, int maxMembers, Loop loop, RoomLog log, FanOut fanOut, RoomObserver observer) {
        this.loop = loop;
        this.id = card.id();
        this.epoch = epoch;
        this.keeps = card.keeps();
        this.log = log;
        this.fanOut = fanOut;
        this.observer = observer;
        this.topic = card.topic();
        long last = log.first() - 1;
        this.room = new Room(
                card.name(), epoch, card.keeps(), card.topic(), last, maxMembers, event -> fanOut.deliver(event, 0));
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

    /** Takes a seat in, and begins its subscription as the command says. */
    public void join(Seat seat, Command.Join command) {
        loop.post(() -> {
            if (closed) {
                String text = "The room '" + name() + "' has ended.";
                Event gone = new Event.Refused(new Refusal(Reason.NO_SUCH_ROOM, text), command.id());
                seat.loop().post(() -> seat.occupant().turnedAway(seat, gone));
                return;
            }
            Event answer = room.join(seat.member(), command.id());
            if (!seat.member().in()) {
                seat.loop().post(() -> seat.occupant().turnedAway(seat, answer));
                return;
            }
            observer.joined(name(), seat.member().nick());
            admit(seat, command, answer);
            changed();
        });
    }

    private void admit(Seat seat, Command.Join command, Event joined) {
        seats.put(seat.member(), seat);
        readers.put(seat.subscription(), seat);
        fanOut.add(seat.loop(), seat.subscription());
        long newest = room.last();
        boolean ahead = command.after() > newest && (command.epoch() == null || epoch.equals(command.epoch()));
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
            return Math.max(log.first(), newest - command.last() + 1);
        }
        if (command.epoch() != null && !epoch.equals(command.epoch())) {
            return log.first();
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

    /** Ends the room: everybody is taken out and nobody comes in. */
    void close(String why) {
        loop.post(() -> {
            closed = true;
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
        Event said = room.say(seat.member(), text, action, System.currentTimeMillis(), id);
        if (!(said instanceof Event.Message)) {
            seat.loop().post(() -> seat.occupant().tell(said));
            return;
        }
        Event.Message message = (Event.Message) said;
        if (log.append(message)) {
            fanOut.deliver(message, message.seq());
            observer.said(message);
        }
    }

    /** Runs a task on the seat's loop once all that was said here so far has been delivered to the seat. */
    public void whenSaid(Seat seat, Runnable task) {
        loop.post(() -> seat.loop().post(task));
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
        loop.post(() -> {
            topic = to;
            if (!room.topic(to, seat.member().nick()) || id != null) {
                tellTopic(seat, id);
            }
        });
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
        loop.post(() -> log.readBack(command.before(), command.limit(), page -> {
            long from = page.isEmpty() ? 0 : page.get(0).seq();
            long to = page.isEmpty() ? 0 : page.get(page.size() - 1).seq();
            Event end = new Event.History(name(), from, to, from > log.first(), command.id());
            seat.loop().post(() -> {
                page.forEach(message -> seat.occupant().tell(message.replayed()));
                seat.occupant().tell(end);
                then.run();
            });
        }));
    }

    @Override
    public void read(Subscription reader, long next) {
        loop.post(() -> {
            Seat seat = readers.get(reader);
            if (seat != null) {
                log.read(next - 1, PAGE, page -> {
                    long first = log.first();
                    long newest = room.last();
                    seat.loop().post(() -> reader.page(seat.loop(), page, first, newest));
                });
            }
        });
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

package thiscord.hub.room;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.hub.engine.Room;
import thiscord.hub.fanout.Feed;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Subscription;
import thiscord.hub.log.Page;
import thiscord.hub.log.RoomLog;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * What was said in a room before, for those who did not hear it. {@link #read} and {@link #refresh} may be called from
 * any thread, the rest lives on the room's loop.
 */
final class RoomFeed implements Feed {
    private static final int PAGE = 500;
    private static final long READ_AGAIN_MILLIS = 1000;

    private final Loop loop;
    private final Room room;
    private final Opening opening;
    private final Attendance attendance;

    RoomFeed(Loop loop, Room room, Opening opening, Attendance attendance) {
        this.loop = loop;
        this.room = room;
        this.opening = opening;
        this.attendance = attendance;
    }

    /** The seq that whoever joins so has to get first. */
    long from(Command.Join command, long newest) {
        if (command.after() == Command.Join.NONE) {
            return Math.max(log().first(), newest - command.last() + 1);
        }
        if (command.epoch() != null && !room.epoch().equals(command.epoch())) {
            return log().first();
        }
        return Math.min(command.after(), newest) + 1;
    }

    /** What is to be told to whoever joins with more than there is, else null. */
    @Nullable
    Event ahead(Command.Join command, long newest) {
        boolean sameEpoch = command.epoch() == null || room.epoch().equals(command.epoch());
        if (command.after() <= newest || !sameEpoch) {
            return null;
        }
        String text = "You have read " + room.name() + " up to " + command.after() + ", but its newest message is "
                + newest + ": its numbering began anew. You hear what comes from now on.";
        return new Event.Refused(new Refusal(Reason.BAD_FIELD, text), command.id());
    }

    /** Tells a seat what was said, then runs a task on the seat's loop. */
    void history(Seat seat, Command.History command, Runnable then) {
        log().readBack(command.before(), command.limit(), page -> {
            Event end = page.refusal() == null
                    ? end(page.messages(), command)
                    : new Event.Refused(page.refusal(), command.id());
            seat.loop().post(() -> {
                page.messages().forEach(message -> seat.occupant().tell(message.replayed()));
                seat.occupant().tell(end);
                then.run();
            });
        });
    }

    private Event end(List<Event.Message> page, Command.History command) {
        long from = page.isEmpty() ? 0 : page.get(0).seq();
        long to = page.isEmpty() ? 0 : page.get(page.size() - 1).seq();
        return new Event.History(room.name(), from, to, from > log().first(), command.id());
    }

    @Override
    public void read(Subscription reader, long next) {
        loop.post(() -> {
            Seat seat = attendance.of(reader);
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
            Seat seat = attendance.of(reader);
            if (seat != null) {
                seat.tell(room.who(List.of(), null));
            }
        });
    }

    private RoomLog log() {
        return opening.log();
    }
}

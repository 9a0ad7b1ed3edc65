package thiscord.hub.log;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/** The newest messages of a room that keeps nothing, in memory: stored at once, gone with the room. */
final class RingLog implements RoomLog {
    private final Tail tail = new Tail(1);
    private final String epoch;
    private final Listener room;

    RingLog(String epoch, Listener room) {
        this.epoch = epoch;
        this.room = room;
    }

    @Override
    public void append(Event.Message message) {
        tail.add(message);
        room.stored(message);
    }

    @Override
    public @Nullable Refusal refuses() {
        return null;
    }

    @Override
    public void read(long after, int most, Consumer<Page> answer) {
        answer.accept(Page.of(tail.read(after, most)));
    }

    @Override
    public void readBack(long before, int most, Consumer<Page> answer) {
        answer.accept(Page.of(tail.readBack(before, most)));
    }

    @Override
    public long first() {
        return tail.first();
    }

    @Override
    public long last() {
        return tail.next() - 1;
    }

    @Override
    public void close() {
        // It holds nothing but memory.
    }

    @Override
    public String epoch() {
        return epoch;
    }
}

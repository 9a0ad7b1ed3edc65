package thiscord.hub.board;

import java.util.function.Consumer;

/** A board in memory, of a room that keeps nothing; gone with the room. */
public final class HeldBoard implements RoomBoard {
    private Written written = Written.NOTHING;

    @Override
    public void read(Consumer<Outcome> then) {
        then.accept(new Outcome(written, null));
    }

    @Override
    public void write(Written other, Consumer<Outcome> then) {
        written = other.text().isEmpty() ? Written.NOTHING : other;
        read(then);
    }
}

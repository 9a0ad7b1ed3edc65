package thiscord.hub.board;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Refusal;

/** The board of one room. Used on the room's loop, where the answers come too, at once or later; never blocks. */
public interface RoomBoard {
    /** Tells what stands on it. */
    void read(Consumer<Outcome> then);

    /** Puts a text in the place of what stood on it, and tells what stands there then; an empty text wipes it. */
    void write(Written written, Consumer<Outcome> then);

    /**
     * What came of it.
     *
     * @param refusal null if it was done
     */
    record Outcome(Written written, @Nullable Refusal refusal) {
        static Outcome refused(Refusal why) {
            return new Outcome(Written.NOTHING, why);
        }
    }
}

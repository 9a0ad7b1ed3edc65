package thiscord.hub.processing;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The processors of one room, in their order. Immutable.
 *
 * @param open true if what they do not answer is said all the same, false if it is refused
 * @param within for one message, all of them together
 * @param mostChars the longest text that may come of it, in UTF-16 units
 */
public record Chain(List<Processor> processors, boolean open, Duration within, int mostChars) {
    /** No processors at all: what passes it only keeps its order behind what passes others. */
    public static final Chain NONE = new Chain(List.of(), true, Duration.ZERO, 0);

    /** What people in the room are told of it. */
    public String inWords() {
        return processors.isEmpty()
                ? "What is said here passes no processors any more."
                : "What is said here first passes processors, which read it and may change or refuse it: "
                        + processors.stream().map(Processor::name).collect(Collectors.joining(", ")) + ".";
    }
}

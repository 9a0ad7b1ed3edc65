package thiscord.hub.processing;

import java.util.concurrent.CompletableFuture;
import thiscord.processing.json.PipeAnswer;

/** A program that messages pass. Thread-safe; nothing blocks. */
public interface Processor extends AutoCloseable {
    /**
     * A message on its way.
     *
     * @param from the nick that says it
     */
    record Said(String room, String from, String text) {}

    String name();

    /**
     * What it makes of a message. Completes on any thread, perhaps at once; fails with {@link
     * thiscord.processing.pipeline.NoAnswer} if there is no answer. Who does not want it any more cancels it.
     *
     * @param given run at most once, on any thread, when the program is given the message
     */
    CompletableFuture<PipeAnswer> process(Said said, Runnable given);

    /** True for a few seconds while its program starts and has answered nothing yet: no deadline ends meanwhile. */
    default boolean starting() {
        return false;
    }

    /** A message went on, or was refused, without its answer; {@code why} has nothing of the message. */
    void missed(String why);

    /** Takes no more, and ends what runs for it. */
    @Override
    void close();
}

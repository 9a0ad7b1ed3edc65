package thiscord.ctl.door;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to a request.
 *
 * @param ok false if it was refused
 * @param fields strings, numbers, booleans, lists and maps; of a refusal, {@code error} and {@code text}
 * @param afterwards run once the answer is written or the asker is gone, on a thread of its own; null for nothing
 */
public record Answer(
        boolean ok, Map<String, ?> fields, @Nullable Runnable afterwards) {
    public static Answer of(Map<String, ?> fields) {
        return new Answer(true, fields, null);
    }

    /**
     * A refusal.
     *
     * @param error one word for programs
     * @param text one line for people
     */
    public static Answer refused(String error, String text) {
        return new Answer(false, Map.of("error", error, "text", text), null);
    }

    public Answer then(Runnable task) {
        return new Answer(ok, fields, task);
    }
}

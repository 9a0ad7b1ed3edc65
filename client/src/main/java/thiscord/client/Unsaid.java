package thiscord.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Event;

/** What was said and has no echo yet; at most as much as may wait for an answer. Thread-safe. */
final class Unsaid {
    private final Map<CompletableFuture<Event>, String> words = new LinkedHashMap<>();

    /** The words of a command that says something, or null. */
    static @Nullable String words(Command command) {
        if (command instanceof Command.Calc calc) {
            return "/calc " + calc.text();
        }
        return command instanceof Command.Say say
                ? say.text()
                : command instanceof Command.Msg msg ? "(to " + msg.to() + ") " + msg.text() : null;
    }

    /** Keeps it until its answer. */
    void note(String said, CompletableFuture<Event> answer) {
        synchronized (words) {
            words.put(answer, said);
        }
        answer.whenComplete((event, failed) -> {
            if (failed == null) {
                synchronized (words) {
                    words.remove(answer);
                }
            }
        });
    }

    List<CompletableFuture<Event>> waiting() {
        synchronized (words) {
            return List.copyOf(words.keySet());
        }
    }

    /** What has no answer by now, or failed. */
    List<String> left() {
        synchronized (words) {
            // An answer may be there before it was told to whoever takes its words out.
            return words.entrySet().stream()
                    .filter(one -> !one.getKey().isDone() || one.getKey().isCompletedExceptionally())
                    .map(Map.Entry::getValue)
                    .toList();
        }
    }
}

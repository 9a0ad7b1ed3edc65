package thiscord.hub.processing;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.processing.json.PipeAnswer;
import thiscord.processing.pipeline.NoAnswer;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.processing.Processed;
import thiscord.protocol.processing.RemoteProcessor;
import thiscord.protocol.processing.Unprocessed;
import thiscord.protocol.processing.Unreachable;

/**
 * A processor in another process, over RMI: up to four calls at once, on threads of its own. Each call ends with its deadline,
 * and what nobody waits for any more is not called. Thread-safe.
 */
final class RmiProcessor implements Processor {
    private static final int THREADS = 4;
    private static final int WAITING = 4096;

    private final String name;
    private final RemoteProcessor remote;
    private final ThreadPoolExecutor calls;
    private final Misses misses;
    private final AtomicInteger ids = new AtomicInteger();

    /** @param deadline of one call */
    RmiProcessor(String name, Address at, Duration deadline) {
        this.name = name;
        this.misses = new Misses(name);
        this.remote = new RemoteProcessor(name, at.host(), at.port(), deadline);
        AtomicInteger number = new AtomicInteger();
        this.calls = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "processor-" + name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        calls.allowCoreThreadTimeOut(true);
    }

    /** Looks it up, so that the first message does not wait for that; blocks for a deadline at the most. */
    void prepare() {
        remote.prepare();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<PipeAnswer> process(Said said, Runnable given) {
        CompletableFuture<PipeAnswer> answer = new CompletableFuture<>();
        try {
            calls.execute(() -> {
                if (!answer.isDone()) {
                    given.run();
                    call(said, answer);
                }
            });
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(new NoAnswer("more messages wait for it than may"));
        }
        return answer;
    }

    private void call(Said said, CompletableFuture<PipeAnswer> answer) {
        long id = ids.incrementAndGet();
        try {
            Processed made = remote.process(new Unprocessed(id, said.room(), said.from(), said.text()));
            answer.complete(new PipeAnswer(id, made.text(), some(made.refusal()), some(made.reply())));
        } catch (Unreachable e) {
            answer.completeExceptionally(new NoAnswer(String.valueOf(e.getMessage())));
        } catch (Refused itsWords) {
            // They may have the message in them, and any length.
            answer.completeExceptionally(new NoAnswer("it does not process that"));
        } catch (IllegalArgumentException tooLong) {
            answer.completeExceptionally(new NoAnswer("the message is longer than it takes"));
        }
    }

    private static @Nullable String some(String text) {
        return text.isEmpty() ? null : text;
    }

    @Override
    public void missed(String why) {
        misses.count(why);
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }
}

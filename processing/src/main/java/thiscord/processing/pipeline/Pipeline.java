package thiscord.processing.pipeline;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Harmless;
import thiscord.processing.json.PipeAnswer;
import thiscord.processing.json.PipeMessage;

/**
 * A process that answers each line, started again when it ends: at once if it had answered before, else after 100 ms, and
 * twice that each time up to 10 s. One that answers nothing at all while a line waits until its deadline is ended, since what waits behind would miss it too.
 * Thread-safe; each call blocks its thread until the deadline at the most.
 */
public final class Pipeline implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.processing");
    private static final Child.Manner MANNER = new Child.Manner("pipeline", 64, true, null, ended -> {});
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final String command;
    private final long deadlineNanos;
    private @Nullable Child child;
    private long nextId;
    private long pause = FIRST_PAUSE;
    private long startedAt;
    private boolean closed;

    /**
     * Starts the process.
     *
     * @param command for {@code /bin/sh}
     * @param deadline for one line, the waiting for a new process included
     * @throws IOException if there is no shell
     */
    public Pipeline(String command, Duration deadline) throws IOException {
        this.command = command;
        this.deadlineNanos = deadline.toNanos();
        start();
    }

    /** The process that runs now, or ran last. */
    public synchronized long pid() {
        return child == null ? -1 : child.pid();
    }

    /** What the process makes of a line. */
    public String process(String text) throws NoAnswer, InterruptedException {
        long end = System.nanoTime() + deadlineNanos;
        Child asked;
        CompletableFuture<PipeAnswer> answer;
        long answers;
        synchronized (this) {
            asked = living(end);
            answers = asked.answers();
            answer = asked.ask(new PipeMessage(nextId++, text));
        }
        try {
            return said(text, answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            answer.cancel(false);
            if (asked.answers() == answers) {
                asked.end("gave no answer in time");
            }
            throw new NoAnswer("no answer in " + TimeUnit.NANOSECONDS.toMillis(deadlineNanos) + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NoAnswer why ? why : new NoAnswer("the process failed");
        }
    }

    private static String said(String text, PipeAnswer answer) throws NoAnswer {
        if (answer.refused() != null) {
            throw new NoAnswer(Harmless.line(answer.refused()));
        }
        String changed = answer.text() == null ? text : answer.text();
        return answer.reply() == null ? changed : changed + " [" + answer.reply() + "]";
    }

    /** Waits without the lock for the pause before a start to be over. */
    private Child living(long end) throws NoAnswer, InterruptedException {
        while (!closed) {
            Child now = child;
            if (now != null && !now.over()) {
                return now;
            }
            long rest = now == null || now.answered() ? 0 : startedAt + pause - System.nanoTime();
            if (rest <= 0) {
                again();
            } else if (System.nanoTime() + rest > end) {
                throw new NoAnswer("the process ends again and again; it is started anew in "
                        + TimeUnit.NANOSECONDS.toMillis(rest) + " ms");
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, rest);
            }
        }
        throw new NoAnswer("the server is stopping");
    }

    private void again() throws NoAnswer {
        boolean good = child != null && child.answered();
        pause = good ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, pause * 2);
        try {
            start();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "pipeline: cannot start the process: " + e.getMessage());
            throw new NoAnswer("the process cannot be started");
        }
    }

    private void start() throws IOException {
        startedAt = System.nanoTime();
        child = Child.start(List.of("/bin/sh", "-c", command), MANNER);
    }

    /** Ends the process. */
    @Override
    public synchronized void close() {
        closed = true;
        if (child != null) {
            child.end("is not needed any more");
        }
        notifyAll();
    }
}

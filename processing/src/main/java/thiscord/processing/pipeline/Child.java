package thiscord.processing.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.processing.json.PipeAnswer;
import thiscord.processing.json.PipeMessage;
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;
import thiscord.protocol.Utf8;

/**
 * One process and its pipes, until it ends. A thread writes to it, so that one that does not read holds nobody else up, and
 * one reads from it. Thread-safe; nothing blocks but {@link #start}, and {@link #end} for half a second at the most.
 */
public final class Child {
    private static final Logger LOG = System.getLogger("thiscord.processing");
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_ERROR_BYTES = 300;
    private static final long ENDING_MILLIS = 500;

    /**
     * How a process is run.
     *
     * @param name in the log and in the names of threads
     * @param waiting so many messages wait to be written; more are refused
     * @param family true to end with it what it started, for which it has to be allowed to look at other processes
     * @param errors is given what it says on stderr, by lines, on a thread of its own; null for our own stderr
     * @param ended is told once that it is over, on any thread
     */
    public record Manner(
            String name,
            int waiting,
            boolean family,
            @Nullable Consumer<String> errors,
            Consumer<Child> ended) {}

    /** What waits to be written, and what is run when it is. */
    private record Asked(PipeMessage message, Runnable written) {}

    private final Process process;
    private final Manner manner;
    private final BlockingQueue<Asked> waiting;
    private final Map<Long, CompletableFuture<PipeAnswer>> asked = new ConcurrentHashMap<>();
    private final Thread writing;
    private volatile boolean over;
    private volatile boolean answered;
    /** Changed by the reading thread alone. */
    private volatile long answers;

    /** When it was asked first since it answered last, in nanoseconds; 0 if it was not asked since. */
    private volatile long askedSince;

    /**
     * Starts a process.
     *
     * @throws IOException if there is no such program
     */
    public static Child start(List<String> command, Manner manner) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (manner.errors() == null) {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        Child child = new Child(builder.start(), manner);
        child.writing.start();
        child.thread("reader", child::read).start();
        if (manner.errors() != null) {
            child.thread("errors", child::listen).start();
        }
        return child;
    }

    private Child(Process process, Manner manner) {
        this.process = process;
        this.manner = manner;
        this.waiting = new ArrayBlockingQueue<>(manner.waiting());
        this.writing = thread("writer", this::write);
    }

    private Thread thread(String what, Runnable body) {
        Thread thread = new Thread(body, manner.name() + "-" + what);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * The answer to come. It fails with {@link NoAnswer} if too many wait or the process ends before; who does not want it
     * any more cancels it.
     *
     * @param message of an id that no other has that waits for its answer
     */
    public CompletableFuture<PipeAnswer> ask(PipeMessage message) {
        return ask(message, () -> {});
    }

    /**
     * The same.
     *
     * @param written run by the thread that writes when the message is next; it does not block
     */
    public CompletableFuture<PipeAnswer> ask(PipeMessage message, Runnable written) {
        CompletableFuture<PipeAnswer> answer = new CompletableFuture<>();
        asked.put(message.id(), answer);
        answer.whenComplete((a, e) -> asked.remove(message.id(), answer));
        if (!waiting.offer(new Asked(message, written))) {
            answer.completeExceptionally(new NoAnswer("busy: " + manner.waiting() + " messages wait already"));
        }
        if (over) {
            failAll();
        }
        return answer;
    }

    public boolean over() {
        return over;
    }

    /** True if it ever gave an answer. */
    public boolean answered() {
        return answered;
    }

    /** How many answers it gave, with those that came too late. */
    long answers() {
        return answers;
    }

    /** For how many nanoseconds it has not answered what it was asked; 0 if it was asked nothing. */
    public long silentNanos() {
        long since = askedSince;
        return since == 0 ? 0 : System.nanoTime() - since;
    }

    public long pid() {
        return process.pid();
    }

    private void write() {
        try (OutputStream out = process.getOutputStream()) {
            while (!over) {
                Asked next = waiting.take();
                if (asked.containsKey(next.message().id())) {
                    // Who asked still waits.
                    if (askedSince == 0) {
                        askedSince = System.nanoTime() | 1;
                    }
                    byte[] line = (next.message().line() + "\n").getBytes(StandardCharsets.UTF_8);
                    next.written().run();
                    out.write(line);
                    out.flush();
                }
            }
        } catch (IOException e) {
            end("takes nothing any more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (InputStream in = process.getInputStream()) {
            lines(in, MOST_BYTES, line -> take(line == null ? "" : line));
            end("has ended its output");
        } catch (IOException e) {
            end("can not be read");
        }
    }

    private void listen() {
        Consumer<String> errors = manner.errors();
        try (InputStream in = process.getErrorStream()) {
            lines(in, MOST_ERROR_BYTES, line -> errors.accept(line == null ? "(a line too long, or not UTF-8)" : line));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> manner.name() + ": nothing more is read of its stderr: " + e.getMessage());
        }
    }

    /** Gives on each line, null for one that is too long or not UTF-8, until the stream ends or the process is over. */
    private void lines(InputStream in, int most, Consumer<@Nullable String> to) throws IOException {
        byte[] bytes = new byte[8192];
        LineFraming framing = new LineFraming(most);
        for (int n = in.read(bytes); n >= 0 && !over; n = in.read(bytes)) {
            framing.wrap(bytes, 0, n);
            for (Framing.Result r = framing.next(); r != Framing.Result.NONE; r = framing.next()) {
                to.accept(
                        r == Framing.Result.FRAME
                                ? Utf8.decode(framing.frameBytes(), framing.frameStart(), framing.frameLength())
                                : null);
            }
            framing.retain();
        }
    }

    /** An answer to nothing is one that came too late. */
    private void take(String line) {
        PipeAnswer answer = PipeAnswer.of(line).orElse(null);
        if (answer == null) {
            end("said what is no answer");
            return;
        }
        answers++;
        CompletableFuture<PipeAnswer> waits = asked.remove(answer.id());
        askedSince = asked.isEmpty() ? 0 : System.nanoTime() | 1;
        if (waits != null) {
            answered = true;
            waits.complete(answer);
        }
    }

    /** Ends the process and fails what it was asked. From any thread; once is enough. */
    public void end(String why) {
        boolean first;
        synchronized (this) {
            first = !over;
            over = true;
        }
        if (first) {
            LOG.log(Level.INFO, () -> manner.name() + ": the process " + process.pid() + " " + why + "; it is ended");
            writing.interrupt();
            kill();
        }
        failAll();
        if (first) {
            manner.ended().accept(this);
        }
    }

    /** On a thread of its own: it closes the pipes, which waits while one that it started holds them and does not read. */
    private void kill() {
        Thread killing = thread("ending", () -> {
            if (manner.family()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
            }
            process.destroyForcibly();
        });
        killing.start();
        try {
            killing.join(ENDING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failAll() {
        for (CompletableFuture<PipeAnswer> waits : asked.values()) {
            waits.completeExceptionally(new NoAnswer("the process ended before it answered; it is started again"));
        }
    }
}

package thiscord.hub.processing;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ThreadFaults;
import thiscord.processing.json.PipeAnswer;
import thiscord.processing.json.PipeMessage;
import thiscord.processing.pipeline.Child;
import thiscord.processing.pipeline.NoAnswer;

/**
 * A processor that is a process of its own, over pipes. When it ends it is started again after a pause; meanwhile it fails at
 * once. One that answers nothing for ten seconds while it is asked is ended. Thread-safe.
 */
final class ChildProcessor implements Processor {
    private static final Logger LOG = System.getLogger("thiscord.hub");
    /** What all rooms together may have on its way to one process. */
    private static final int WAITING = 4096;

    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** How long a program may take to start before it answers its first message. */
    private static final long STARTING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int LINES_A_MINUTE = 20;

    private final String name;
    private final List<String> command;
    private final ScheduledExecutorService keeper;
    private final Misses misses;
    private final AtomicLong ids = new AtomicLong();
    private final Pauses pauses = new Pauses();
    private final ScheduledFuture<?> looking;
    private volatile @Nullable Child child;
    private volatile boolean closed;
    private volatile long startedAt;
    /** True if this start may take its time: the first one, and those after a process that answered. */
    private volatile boolean patient = true;

    private long minute;
    private int lines;

    /**
     * Starts it; blocks for as long as the system takes.
     *
     * @param keeper starts it again and looks after it: one thread
     */
    static ChildProcessor started(String name, List<String> command, ScheduledExecutorService keeper) {
        ChildProcessor made = new ChildProcessor(name, command, keeper);
        made.start();
        return made;
    }

    private ChildProcessor(String name, List<String> command, ScheduledExecutorService keeper) {
        this.name = name;
        this.misses = new Misses(name);
        this.command = List.copyOf(command);
        this.keeper = keeper;
        this.looking = keeper.scheduleWithFixedDelay(
                ThreadFaults.recurring("looking after processor " + name, this::look), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public String name() {
        return name;
    }

    private synchronized void start() {
        if (closed) {
            return;
        }
        startedAt = System.nanoTime();
        try {
            Child started = Child.start(
                    command, new Child.Manner("processor-" + name, WAITING, false, this::complained, this::ended));
            child = started;
            LOG.log(Level.INFO, () -> "processor " + name + ": started, process " + started.pid());
        } catch (IOException | SecurityException e) {
            LOG.log(Level.WARNING, () -> "processor " + name + ": cannot be started: " + e.getMessage());
            again(false);
        }
    }

    private synchronized void ended(Child which) {
        if (!closed) {
            patient = which.answered();
            again(which.answered());
        }
    }

    private void again(boolean answered) {
        long ran = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
        long pause = pauses.next(ran, answered, ThreadLocalRandom.current().nextDouble());
        LOG.log(Level.INFO, () -> "processor " + name + ": is started again in " + pause + " ms");
        try {
            keeper.schedule(this::start, pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            closed = true;
        }
    }

    private void look() {
        Child now = child;
        if (now != null && !now.over() && now.silentNanos() > SILENT_NANOS) {
            now.end("has answered nothing for 10 s");
        }
    }

    /** What it says on stderr, on one thread at a time but for a moment at its end. */
    private void complained(String line) {
        String told = told(line);
        if (told != null) {
            LOG.log(Level.INFO, () -> "processor " + name + ": " + told);
        }
    }

    private synchronized @Nullable String told(String line) {
        long now = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime());
        if (now != minute) {
            minute = now;
            lines = 0;
        }
        lines++;
        if (lines == LINES_A_MINUTE) {
            return "(what else it says on stderr within this minute is left out)";
        }
        return lines < LINES_A_MINUTE ? line.replaceAll("\\p{Cntrl}", " ") : null;
    }

    @Override
    public CompletableFuture<PipeAnswer> process(Said said, Runnable given) {
        Child now = child;
        if (now == null || now.over()) {
            return CompletableFuture.failedFuture(new NoAnswer("its process does not run; it is started again"));
        }
        return now.ask(new PipeMessage(ids.incrementAndGet(), said.text(), said.room(), said.from()), given);
    }

    @Override
    public boolean starting() {
        Child now = child;
        return patient
                && now != null
                && !now.over()
                && !now.answered()
                && System.nanoTime() - startedAt < STARTING_NANOS;
    }

    @Override
    public void missed(String why) {
        misses.count(why);
    }

    @Override
    public void close() {
        Child last;
        synchronized (this) {
            closed = true;
            looking.cancel(false);
            last = child;
        }
        if (last != null) {
            last.end("is not needed any more");
        }
    }
}

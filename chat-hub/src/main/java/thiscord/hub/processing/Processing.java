package thiscord.hub.processing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Names;

/** The processors of a hub at work, and the chains of its rooms. Thread-safe. */
public final class Processing implements Chains, AutoCloseable {
    /** Longer than any message is on its way. */
    private static final long LINGER_SECONDS = 6;

    /** A processor that runs, and what it was made from. */
    private record Running(ProcessorsConfig.Program program, Processor processor) {}

    private final @Nullable ProcessorsFile file;
    private final int mostChars;
    private final ScheduledThreadPoolExecutor keeper;
    /** All that are not closed, also what only lingers. */
    private final Set<Processor> open = new HashSet<>();

    private Map<String, Running> running = Map.of();
    private volatile Map<String, Chain> chains = Map.of();

    /**
     * Starts what a file says; without one, or if it says nothing, no thread and no process.
     *
     * @param mostChars the longest text of a message
     * @throws Failure if the file can not be used; nothing runs then
     */
    public static Processing start(@Nullable ProcessorsFile file, int mostChars) {
        Processing processing = new Processing(file, mostChars);
        try {
            processing.reload();
        } catch (Failure e) {
            processing.close();
            throw e;
        }
        return processing;
    }

    private Processing(@Nullable ProcessorsFile file, int mostChars) {
        this.file = file;
        this.mostChars = mostChars;
        this.keeper = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "processors");
            thread.setDaemon(true);
            return thread;
        });
        keeper.setRemoveOnCancelPolicy(true);
    }

    @Override
    public @Nullable Chain of(String room) {
        Map<String, Chain> now = chains;
        return now.isEmpty() ? null : now.get(Names.key(room));
    }

    /** How many processors there are. */
    public synchronized int size() {
        return running.size();
    }

    /**
     * Reads the file anew. What is in it as before goes on; what is not any more ends when nothing can be on its way to it.
     *
     * @throws Failure if the file can not be used; all stays as it was then
     */
    public synchronized void reload() {
        if (file == null) {
            return;
        }
        ProcessorsConfig config = file.read();
        config.programs().forEach(this::check);
        Map<String, Running> next = new HashMap<>();
        List<Processor> gone = new ArrayList<>();
        for (ProcessorsConfig.Program program : config.programs()) {
            Running before = running.get(program.name());
            boolean same = before != null && before.program().equals(program);
            next.put(program.name(), same ? before : new Running(program, made(program)));
        }
        running.forEach((name, before) -> {
            if (next.get(name) != before) {
                gone.add(before.processor());
            }
        });
        Map<String, Chain> chained = new HashMap<>();
        config.rooms().forEach((key, line) -> chained.put(key, chain(line, next)));
        if (!next.isEmpty()) {
            WarmUp.run();
        }
        running = Map.copyOf(next);
        chains = Map.copyOf(chained);
        gone.forEach(one -> keeper.schedule(() -> end(one), LINGER_SECONDS, TimeUnit.SECONDS));
    }

    private void check(ProcessorsConfig.Program program) {
        if (program.at() == null
                && !Files.isExecutable(Path.of(program.command().get(0)))) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    program.command().get(0) + ", which is the processor '" + program.name()
                            + "', may not be executed; see its permissions");
        }
    }

    private Processor made(ProcessorsConfig.Program program) {
        Address at = program.at();
        if (at == null) {
            Processor child = ChildProcessor.started(program.name(), program.command(), keeper);
            open.add(child);
            return child;
        }
        RmiProcessor made = new RmiProcessor(program.name(), at, program.longest());
        made.prepare();
        open.add(made);
        return made;
    }

    private synchronized void end(Processor one) {
        if (open.remove(one)) {
            one.close();
        }
    }

    private Chain chain(ProcessorsConfig.RoomLine line, Map<String, Running> all) {
        List<Processor> processors = new ArrayList<>();
        line.processors().forEach(name -> processors.add(all.get(name).processor()));
        return new Chain(List.copyOf(processors), line.open(), line.within(), mostChars);
    }

    /** Ends them; what is on its way is not answered any more. */
    @Override
    public synchronized void close() {
        keeper.shutdownNow();
        open.forEach(Processor::close);
        open.clear();
    }
}

package thiscord.hub.board;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * The boards of rooms that keep history, in the data folder. Thread-safe; only {@link #open}, {@link #forget} and {@link #close}
 * block: all else is done by one thread, where at most {@value #MOST_WAITING} readings and writings wait, besides an erasure for
 * each room that was deleted.
 */
public final class KeptBoards implements AutoCloseable {
    /** Its name in the data folder. */
    static final String FILE = "boards";

    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final int MOST_WAITING = 1000;
    private static final long CLOSE_MILLIS = 1000;

    /** The ids of so many rooms that were erased are remembered: what was written meanwhile comes too late. */
    private static final int MOST_GONE = 10_000;

    private static final Refusal BUSY =
            new Refusal(Reason.LOG_BUSY, "More is read from boards, or written, than the server can take; try again.");
    private static final Refusal BROKEN = new Refusal(
            Reason.LOG_UNAVAILABLE, "The server cannot read or write its boards just now; its log says why.");
    private static final Refusal FULL = new Refusal(
            Reason.LOG_UNAVAILABLE,
            BoardFile.MOST_BOARDS
                    + " rooms have a board, which is the most; /board write - in one of them makes place.");
    private static final Refusal GONE = new Refusal(Reason.NO_SUCH_ROOM, "The room has ended.");

    private final BoardFile file;
    private final Set<Long> gone = new LinkedHashSet<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ThreadPoolExecutor thread;

    private KeptBoards(BoardFile file) {
        this.file = file;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, "hub-boards");
            made.setDaemon(true);
            return made;
        });
    }

    /** @throws Failure bad configuration, if the file cannot be used */
    public static KeptBoards open(Path folder) {
        Path path = folder.resolve(FILE);
        try {
            BoardFile file = BoardFile.open(path);
            if (file.damaged() > 0) {
                LOG.log(
                        Level.WARNING,
                        () -> "hub: " + file.damaged() + " boards of rooms were damaged and are empty now");
            }
            return new KeptBoards(file);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "the boards of rooms cannot be read (" + Failure.why(e) + "); move " + path
                            + " away, or restore a backup",
                    e);
        }
    }

    /** Erases boards from a folder that nobody uses. */
    public static void forget(Path folder, Collection<Long> rooms) throws IOException {
        try (BoardFile file = BoardFile.open(folder.resolve(FILE))) {
            rooms.forEach(file::wipe);
        }
    }

    /**
     * The board of a room.
     *
     * @param onLoop runs tasks on the room's loop, in order
     */
    public RoomBoard of(long id, String room, Executor onLoop) {
        return new RoomBoard() {
            @Override
            public void read(Consumer<Outcome> then) {
                run(() -> new Outcome(file.read(id), null), onLoop, then);
            }

            @Override
            public void write(Written written, Consumer<Outcome> then) {
                run(() -> written(id, room, written), onLoop, then);
            }
        };
    }

    @FunctionalInterface
    private interface Work {
        RoomBoard.Outcome run() throws IOException;
    }

    private RoomBoard.Outcome written(long id, String room, Written written) throws IOException {
        if (gone.contains(id)) {
            return RoomBoard.Outcome.refused(GONE);
        }
        if (written.text().isEmpty()) {
            file.wipe(id);
            return new RoomBoard.Outcome(Written.NOTHING, null);
        }
        return file.write(id, room, written) ? new RoomBoard.Outcome(written, null) : RoomBoard.Outcome.refused(FULL);
    }

    private void run(Work work, Executor onLoop, Consumer<RoomBoard.Outcome> then) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            then.accept(RoomBoard.Outcome.refused(BUSY));
            return;
        }
        boolean taken = submit(() -> {
            RoomBoard.Outcome outcome = outcome(work);
            waiting.decrementAndGet();
            onLoop.execute(() -> then.accept(outcome));
        });
        if (!taken) {
            then.accept(RoomBoard.Outcome.refused(BROKEN));
        }
    }

    /** False if it is closing. */
    private boolean submit(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException closing) {
            return false;
        }
    }

    /** A disk that fails under mapped memory is told as an error of the JVM. */
    private static RoomBoard.Outcome outcome(Work work) {
        try {
            return work.run();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, () -> "hub: the boards of rooms: " + e);
            return RoomBoard.Outcome.refused(BROKEN);
        }
    }

    /** The names, by id, of the rooms that have one. */
    public CompletionStage<Map<Long, String>> kept() {
        CompletableFuture<Map<Long, String>> rooms = new CompletableFuture<>();
        submit(() -> rooms.complete(file.rooms()));
        return rooms;
    }

    /** Erases the board of a room that does not exist any more; one that cannot be is erased when rooms are compared anew. */
    public void erase(long id) {
        submit(() -> outcome(() -> {
            gone.add(id);
            if (gone.size() > MOST_GONE) {
                gone.remove(gone.iterator().next());
            }
            file.wipe(id);
            return new RoomBoard.Outcome(Written.NOTHING, null);
        }));
    }

    /** Does what waits, for at most a second, and ends. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                file.close();
            } else {
                LOG.log(
                        Level.WARNING,
                        "hub: the boards of rooms are slow to close; the next start brings them in order");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "hub: closing the boards of rooms: " + Failure.why(e));
        }
    }
}

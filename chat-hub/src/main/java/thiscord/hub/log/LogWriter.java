package thiscord.hub.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ThreadFaults;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * Stores what all rooms say: one thread, {@code hub-log-writer}, takes what has come since its last commit, stores it in
 * one, and tells each loop once. {@link #append}, {@link #run(Runnable)} and {@link #refuses} may be called from any
 * thread and never wait for the disk; the rest is the writer's.
 *
 * <p>When storing fails, all that is on its way is refused, and so is what comes, until the file was opened anew, what
 * the failed commit may have left in it was deleted, and a commit succeeded.
 */
final class LogWriter implements Runnable {
    static final Refusal BROKEN = new Refusal(
            Reason.LOG_UNAVAILABLE, "The server cannot store what is said here just now; say it again later.");
    static final Refusal FULL =
            new Refusal(Reason.LOG_BUSY, "More is said than the server can store; say it again in a moment.");
    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final int GROUP_BYTES = 512 * 1024;
    private static final int COST = 200;
    private static final int MOST_RIDERS = 128;
    private static final int NOTES_PART = 8;
    private final Path path;
    private final Durability durability;
    private final LogTuning tuning;
    private final Map<Long, Shelf> shelves;
    private final Pager pager;
    private final Trimmer trimmer;
    private final MessageBytes bytes = new MessageBytes();
    private final List<Append> group = new ArrayList<>();
    private final List<Rider> riders = new ArrayList<>();
    private final MailTrays mail;
    private final LogOutbox outbox;
    private final @Nullable Object identity;
    private final AcknowledgedFile acknowledged;
    private final StorageMeter storage;
    private final ClockWatch clock = new ClockWatch(System::nanoTime);
    private LogFile file;
    private long row;
    private long done;
    private long ticked; // the first tick is at the start
    private final LogQueue queue = new LogQueue();
    private volatile boolean broken;
    /**
     * @param acknowledged what the log is compared with at the next start
     * @param mail what waits for whom
     * @param row the newest row in the journals
     */
    LogWriter(
            Path path,
            Durability durability,
            LogTuning tuning,
            LogFile file,
            AcknowledgedFile acknowledged,
            Map<Long, Shelf> shelves,
            MailTrays mail,
            LogOutbox outbox,
            long row)
            throws IOException {
        this.path = path;
        this.durability = durability;
        this.tuning = tuning;
        this.ticked = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(tuning.tickMillis());
        this.file = file;
        this.acknowledged = acknowledged;
        this.storage = new StorageMeter(path, tuning.storage());
        this.shelves = shelves;
        this.mail = mail;
        this.outbox = outbox;
        this.row = row;
        this.pager = new Pager(tuning.journalBytes());
        this.trimmer = new Trimmer(shelves, mail, pager, outbox);
        this.identity = LogFile.identity(path);
    }

    Trimmer trimmer() {
        return trimmer;
    }

    LogOutbox outbox() {
        return outbox;
    }

    Pager pager() {
        return pager;
    }

    LogFile file() {
        return file;
    }

    AcknowledgedFile acknowledged() {
        return acknowledged;
    }

    /** A message on its way. */
    private record Append(KeptLog log, long term, Event.Message message) {
        int cost() {
            return COST + 2 * message.text().length();
        }
    }

    void append(KeptLog log, long term, Event.Message message) {
        Append append = new Append(log, term, message);
        queue.add(append, append.cost());
    }

    /** Stores something with what else there is. */
    void append(Rider rider) {
        queue.add(rider, rider.cost());
    }

    /** Runs a task on the writer's thread, after what was appended before; it is dropped once the log is closing. */
    void run(Runnable task) {
        queue.addTask(task);
    }

    /** Why nothing can be stored now, or null. */
    @Nullable
    Refusal refuses() {
        if (broken) {
            return BROKEN;
        }
        return queue.bytes() > tuning.queueBytes() ? FULL : storage.refuses();
    }

    /** Why nothing of that room can be stored now, or null. */
    @Nullable
    Refusal refuses(Shelf shelf) {
        Refusal no = refuses();
        return no == null ? storage.refuses(shelf) : no;
    }

    /** Why no mention can be noted now, or null: sooner than messages are refused, so that notes stop no room. */
    @Nullable
    Refusal refusesNotes() {
        Refusal no = refuses();
        return no == null && queue.bytes() > tuning.queueBytes() / NOTES_PART ? FULL : no;
    }

    /** Stores what has come, then ends. */
    void close() {
        queue.close();
    }

    @Override
    public void run() {
        List<Object> spare = new ArrayList<>();
        while (true) {
            List<Object> work = queue.take(spare, houseDue() ? 0 : tuning.tickMillis());
            carryOut(work);
            boolean last = work.isEmpty() && queue.isDrained();
            work.clear();
            spare = work;
            keepHouse();
            if (last) {
                end();
                return;
            }
        }
    }

    private void carryOut(List<Object> work) {
        for (Object one : work) {
            if (one instanceof Append append) {
                done += append.cost();
                add(append);
            } else if (one instanceof Rider rider) {
                done += rider.cost();
                add(rider);
            } else {
                commit();
                guarded((Runnable) one);
            }
            if (bytes.size() >= GROUP_BYTES || riders.size() >= MOST_RIDERS) {
                commit();
            }
        }
        commit();
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            ThreadFaults.report("hub-log-writer: a task failed", e);
        }
    }

    /** Adds a message to the group, unless its term has failed or it is not the one that comes next. */
    private void add(Append append) {
        KeptLog log = append.log();
        Shelf shelf = log.shelf();
        if (append.term() <= log.failedTerm) {
            return;
        }
        if (broken || append.message().seq() != shelf.writing + 1) {
            commit();
            fail(log, append.term(), BROKEN);
            return;
        }
        if (group.isEmpty()) {
            bytes.journal();
        }
        group.add(append);
        shelf.writing++;
        log.committing = append.message().seq();
        bytes.number(shelf.id);
        bytes.message(append.message());
    }

    private void add(Rider rider) {
        if (broken) {
            rider.failed(BROKEN);
        } else if (rider.boards()) {
            riders.add(rider);
        }
    }

    private void commit() {
        if (!group.isEmpty() || !riders.isEmpty()) {
            commitAll();
        }
        queue.done(done);
        done = 0;
    }

    private void commitAll() {
        try {
            if (riders.isEmpty()) {
                journal();
            } else {
                file.inOne(this::journalAndRiders);
            }
            if (!group.isEmpty()) {
                row++;
                pager.added(bytes.size());
                stored();
            }
            riders.forEach(Rider::stored);
        } catch (SQLException | RuntimeException | Error e) {
            breaks(e);
            for (Append append : group) {
                Shelf shelf = append.log().shelf();
                append.log().committing = 0;
                shelf.writing = shelf.last();
                fail(append.log(), append.term(), BROKEN);
            }
            riders.forEach(rider -> rider.failed(BROKEN));
        }
        group.clear();
        riders.clear();
        bytes.journal();
    }

    private void journal() throws SQLException {
        file.journal(pager.current(), row + 1, bytes.blob());
    }

    private void journalAndRiders() throws SQLException {
        if (!group.isEmpty()) {
            journal();
        }
        for (Rider rider : riders) {
            rider.write(file);
        }
    }

    /** A log and the seq up to which it is stored. */
    private record Receipt(KeptLog log, long seq) {}

    private void stored() {
        Map<Executor, List<Receipt>> loops = new IdentityHashMap<>();
        for (Append append : group) {
            KeptLog log = append.log();
            log.shelf().add(append.message());
            if (append.message().seq() == log.committing) {
                acknowledged.reached(log.shelf().id, log.committing);
                loops.computeIfAbsent(log.loop, loop -> new ArrayList<>()).add(new Receipt(log, log.committing));
                outbox.stored(log.shelf());
            }
        }
        acknowledged.write();
        loops.forEach((loop, receipts) ->
                loop.execute(() -> receipts.forEach(receipt -> receipt.log().storedUpTo(receipt.seq()))));
    }

    /** Ends a term of a log. */
    void fail(KeptLog log, long term, Refusal why) {
        if (term > log.failedTerm) {
            log.failedTerm = term;
            log.loop.execute(() -> log.failed(term, why));
        }
    }

    /** Storing failed. */
    void breaks(Throwable why) {
        if (!broken) {
            broken = true;
            String fix = "rooms that keep history refuse to speak until " + path + " can be written";
            LOG.log(Level.WARNING, () -> "hub: messages are not stored: " + why.getMessage() + "; " + fix);
        }
    }

    boolean broken() {
        return broken;
    }

    private boolean houseDue() {
        return !broken && (pager.due() || trimmer.due());
    }

    private void keepHouse() {
        try {
            if (System.nanoTime() - ticked >= TimeUnit.MILLISECONDS.toNanos(tuning.tickMillis())) {
                ticked = System.nanoTime();
                tick();
            }
            if (!broken && pager.due()) {
                pager.step(file, shelves.values());
            }
            if (!broken && trimmer.due()) {
                trimmer.step(file, tuning.clock().getAsLong());
            }
        } catch (SQLException | IOException e) {
            breaks(e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "hub: the log failed in a way that nobody expected", e);
            breaks(e);
        }
    }

    private void tick() throws IOException, SQLException {
        if (!Objects.equals(identity, LogFile.identity(path))) {
            throw new IOException(path + " is not the file any more that it was");
        }
        if (broken) {
            recover();
        }
        storage.look(shelves.values());
        long now = tuning.clock().getAsLong();
        clock.wasSet(now);
        trimmer.look(now);
        if (!broken && outbox.save(file)) {
            trimmer.untidy();
        }
    }

    private void recover() throws SQLException {
        file.close();
        file = LogFile.open(path, durability, tuning);
        file.forgetJournalAfter(row);
        file.mail().forgetAfter(mail.newest());
        for (Shelf stored : file.rooms()) {
            Shelf shelf = shelves.get(stored.id);
            if (shelf != null) {
                shelf.measured(stored.bytes());
                shelf.paged(stored.last());
                shelf.trimmed(stored.first());
            }
        }
        file.journal(pager.current(), row + 1, bytes.journal().blob());
        row++;
        pager.added(1);
        pager.all(file, shelves.values());
        outbox.save(file);
        broken = false;
        LOG.log(Level.INFO, () -> "hub: messages are stored again in " + path);
    }

    private void end() {
        try (LogFile last = file;
                AcknowledgedFile marks = acknowledged) {
            marks.write();
            if (!broken) {
                pager.all(last, shelves.values());
                outbox.save(last);
                last.cutWal();
            }
        } catch (SQLException e) {
            LOG.log(Level.WARNING, () -> "hub: closing " + path + ": " + e.getMessage());
        }
    }
}

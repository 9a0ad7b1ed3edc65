package thiscord.hub.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Failure;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * The messages of rooms that keep history, and mail, in one SQLite file: see docs/adr/0005 and 0009. Thread-safe; only {@link #start} and
 * {@link #close} block. One process at a time may have it: the caller holds the data folder.
 */
public final class MessageLog implements RoomLogs, AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final long CLOSE_MILLIS = 1500;

    private final Path file;
    private final LogTuning tuning;
    private final Map<Long, Shelf> shelves;
    private final LogWriter writer;
    private final LogReaders readers;
    private final Thread thread;
    private final KeptMail mail;
    /** Of which house the rooms are, or empty; the writer's. */
    private String house;

    private MessageLog(
            Path file,
            LogTuning tuning,
            Map<Long, Shelf> shelves,
            MailTrays trays,
            DirectRing ring,
            LogWriter writer,
            String house) {
        this.file = file;
        this.tuning = tuning;
        this.shelves = shelves;
        this.writer = writer;
        this.readers = new LogReaders(file);
        this.mail = new KeptMail(writer, readers, shelves, trays, tuning.clock(), ring);
        this.house = house;
        this.thread = new Thread(writer, "hub-log-writer");
        thread.setDaemon(true);
        thread.start();
        writer.outbox().onMet(() -> writer.run(this::saveOutbox));
    }

    private void saveOutbox() {
        try {
            if (!writer.broken() && writer.outbox().save(writer.file())) {
                writer.trimmer().untidy();
            }
        } catch (SQLException e) {
            writer.breaks(e);
        }
    }

    /**
     * Opens the log of a data folder, or makes it, and brings in what a killed process left in the journals.
     *
     * @throws Failure bad configuration, if the file can not be used
     */
    public static MessageLog start(Path folder, Durability durability, MailLimits mail, StorageLimits storage) {
        return start(folder, durability, LogTuning.STANDARD.with(mail, storage));
    }

    /** The same with the usual limits to what rooms keep. */
    public static MessageLog start(Path folder, Durability durability, MailLimits mail) {
        return start(folder, durability, mail, StorageLimits.DEFAULT);
    }

    static MessageLog start(Path folder, Durability durability, LogTuning tuning) {
        Path path = folder.resolve(LogSchema.FILE);
        LogSchema.prepare(path, durability);
        try {
            LogFile file = LogFile.open(path, durability, tuning);
            AcknowledgedFile acknowledged = AcknowledgedFile.of(path);
            try {
                Map<Long, Shelf> shelves = new HashMap<>();
                file.rooms().forEach(shelf -> shelves.put(shelf.id, shelf));
                long row = file.replay((room, entries) -> replay(shelves.get(room), entries));
                LostMessages.find(path, acknowledged, file, shelves);
                MailTrays trays = new MailTrays(tuning.mail(), file.mail().newest());
                long since = tuning.clock().getAsLong() - MailTrays.AGAIN_MILLIS;
                DirectRing ring = DirectRing.open(folder, tuning.clock());
                List<MailEntry> waiting = file.mail().all(since);
                List<MailEntry> given = waiting.stream()
                        .filter(entry -> ring.wasGiven(entry.id()))
                        .toList();
                if (!given.isEmpty()) {
                    file.inOne(() -> file.mail().remove(given));
                }
                waiting.stream().filter(entry -> !given.contains(entry)).forEach(trays::add);
                ring.waited(file.mail().taken(waiting));
                LogOutbox outbox = new LogOutbox(path, tuning);
                LogWriter writer =
                        new LogWriter(path, durability, tuning, file, acknowledged, shelves, trays, outbox, row);
                outbox.begin(file, shelves);
                writer.pager().begin(file, shelves.values());
                file.cutWal();
                shelves.values().stream().filter(shelf -> shelf.gone).toList().forEach(writer.trimmer()::erase);
                return new MessageLog(path, tuning, shelves, trays, ring, writer, file.house());
            } catch (SQLException | IOException | RuntimeException e) {
                acknowledged.close();
                file.close();
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw LogSchema.wrong(path, "cannot be used (" + e.getMessage() + ")", e);
        }
    }

    private static void replay(@Nullable Shelf shelf, MessageBytes.Entries entries) throws SQLException {
        Event.Message message = entries.message(shelf == null ? "" : shelf.name);
        if (shelf == null || message.seq() <= shelf.last()) {
            return;
        }
        if (message.seq() != shelf.last() + 1) {
            throw new DamagedException(
                    "room " + shelf.id + " goes from message " + shelf.last() + " to " + message.seq());
        }
        shelf.add(message);
        shelf.writing = message.seq();
    }

    @Override
    public void open(long id, String name, Keeps keeps, Executor loop, RoomLog.Listener room) {
        writer.run(() -> {
            Shelf shelf = shelves.get(id);
            Refusal wrong = shelf == null ? null : refusal(shelf, name);
            if (wrong == null && shelf == null) {
                shelf = added(id, name, keeps);
                wrong = shelf == null ? LogWriter.BROKEN : null;
            }
            if (shelf == null || wrong != null) {
                Refusal why = wrong == null ? LogWriter.BROKEN : wrong;
                loop.execute(() -> room.notOpened(why));
            } else {
                own(shelf, keeps, new KeptLog(shelf, keeps, loop, room, writer, readers));
            }
        });
    }

    private static @Nullable Refusal refusal(Shelf shelf, String name) {
        if (shelf.gone) {
            return new Refusal(Reason.LOG_UNAVAILABLE, "The messages of that room are being erased.");
        }
        return Names.key(shelf.name).equals(Names.key(name))
                ? null
                : new Refusal(
                        Reason.LOG_UNAVAILABLE,
                        "The log holds messages of another room under this room's number; tell who runs this server.");
    }

    private @Nullable Shelf added(long id, String name, Keeps keeps) {
        if (writer.broken()) {
            return null;
        }
        Shelf shelf = new Shelf(id, name, UUID.randomUUID().toString(), keeps, 1, 0);
        try {
            writer.file().addRoom(shelf);
            shelves.put(id, shelf);
            return shelf;
        } catch (SQLException e) {
            writer.breaks(e);
            return null;
        }
    }

    private void own(Shelf shelf, Keeps keeps, KeptLog log) {
        release(shelf);
        shelf.owner = log;
        if (!shelf.keeps.equals(keeps) && !writer.broken()) {
            try {
                writer.file().setKeeps(shelf, keeps);
                shelf.keeps = keeps;
                shelf.oldestAt = 0;
            } catch (SQLException e) {
                writer.breaks(e);
            }
        }
        long since = tuning.clock().getAsLong() - tuning.recentMillis();
        long first = shelf.first();
        long last = shelf.last();
        readers.recent(
                shelf,
                since,
                tuning.recentMessages(),
                page -> log.loop.execute(() -> {
                    if (page.refusal() == null) {
                        log.opened(page.messages(), first, last);
                    } else {
                        log.notOpened(page.refusal());
                    }
                }));
    }

    private void release(Shelf shelf) {
        KeptLog before = shelf.owner;
        if (before != null) {
            shelf.owner = null;
            writer.fail(before, Long.MAX_VALUE, KeptLog.ENDED);
        }
    }

    @Override
    public CompletionStage<Kept> kept() {
        CompletableFuture<Kept> answer = new CompletableFuture<>();
        writer.run(() -> {
            Map<Long, String> names = new HashMap<>();
            shelves.values().stream().filter(shelf -> !shelf.gone).forEach(shelf -> names.put(shelf.id, shelf.name));
            answer.complete(new Kept(house, names));
        });
        return answer;
    }

    @Override
    public void belongTo(String now) {
        writer.run(() -> {
            if (writer.broken()) {
                return;
            }
            try {
                writer.file().setHouse(now);
                house = now;
            } catch (SQLException e) {
                writer.breaks(e);
            }
        });
    }

    @Override
    public void erase(long id) {
        writer.run(() -> {
            Shelf shelf = shelves.get(id);
            if (shelf != null && !shelf.gone) {
                release(shelf);
                writer.acknowledged().remove(id);
                writer.trimmer().erase(shelf);
            }
        });
    }

    /** What of it is to be published. */
    public LogOutbox outbox() {
        return writer.outbox();
    }

    /** What waits for nicks that nobody wears; null if nothing may. */
    public @Nullable MailLog mail() {
        return tuning.mail().age().isZero() ? null : mail;
    }

    /** Runs a task on the writer's thread: the file is at rest meanwhile. */
    void run(Runnable task) {
        writer.run(task);
    }

    /** Stores what was said and ends; blocks for at most one and a half seconds. What is not stored then never is. */
    @Override
    public void close() {
        readers.close();
        writer.close();
        try {
            thread.join(CLOSE_MILLIS);
            if (thread.isAlive()) {
                LOG.log(Level.WARNING, () -> "hub: " + file + " is slow to close; the next start brings it in order");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package thiscord.hub.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thiscord.hub.log.OutboxRows.Demand;
import thiscord.hub.log.OutboxRows.Range;
import thiscord.protocol.Event;
import thiscord.protocol.event.Topics;
import thiscord.publisher.Confirming;
import thiscord.publisher.DurableEvents;

/**
 * What of the log is to be published: see docs/adr/0032. The messages themselves stay where they are; of each room it is stored
 * which ranges of them the broker has not confirmed. A message's event has the room's epoch as its publisher and the seq as its
 * number, so the broker knows it when it comes again.
 *
 * <p>Changed by the writer's thread, read by the publisher's; guarded by its monitor, which is not held while the file is read.
 */
public final class LogOutbox implements DurableEvents {
    /** How messages become events. */
    public interface Encoder {
        /** @param id the same whenever the message is encoded */
        Ready message(Event.Message message, String id);

        /** Tells whoever follows the room that the events of some of its messages do not come. */
        Ready missing(String room, long from, long to, String why, String id);
    }

    /** What could not be published for so long is not: a broker keeps events for a day. */
    static final long MOST_LATE_MILLIS = 24 * 3_600_000L;

    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final int MOST_RANGES = 16;
    private static final int MOST_DEMANDS = 1000;

    /** One room. */
    private static final class Line {
        final Shelf shelf;
        final ArrayDeque<Range> ranges = new ArrayDeque<>();
        /** The broker has said since the start how far it is. */
        boolean asked;
        /** The ranges are not stored as they are. */
        boolean unsaved;
        /** What the batch under way says about messages that do not come; null if it has all. */
        @Nullable
        String gap;

        Line(Shelf shelf) {
            this.shelf = shelf;
        }
    }

    private final Path path;
    private final LogTuning tuning;
    private final Map<Long, Line> lines = new HashMap<>();
    /** Rooms that may have something to publish. */
    private final Set<Line> work = new LinkedHashSet<>();
    /** Stored, or about to be; not confirmed. */
    private final ArrayDeque<Demand> demands = new ArrayDeque<>();

    private final List<Demand> met = new ArrayList<>();
    private @Nullable Demand demanded;
    private long lastDemand;
    private boolean unsaved;
    private @Nullable Encoder encoder;
    private volatile Runnable wake = () -> {};
    private volatile Runnable settle = () -> {};
    private @Nullable LogReader reader;

    LogOutbox(Path path, LogTuning tuning) {
        this.path = path;
        this.tuning = tuning;
    }

    /** Takes up what the file has. */
    synchronized void begin(LogFile file, Map<Long, Shelf> shelves) throws SQLException {
        file.outbox().ranges((room, range) -> {
            Shelf shelf = shelves.get(room);
            if (shelf != null && !shelf.gone) {
                Line line = lines.computeIfAbsent(room, id -> new Line(shelf));
                line.ranges.add(new Range(Math.min(range.first(), shelf.last() + 1), range.last()));
                work.add(line);
            }
        });
        demands.addAll(file.outbox().demands());
        lastDemand = demands.isEmpty() ? 0 : demands.getLast().id();
    }

    /**
     * From now on somebody publishes. To be called before rooms are opened; without it nothing that is said is noted here.
     *
     * @param wake called, on any thread, when there is something
     */
    public synchronized void start(Encoder encoder, Runnable wake) {
        this.encoder = encoder;
        this.wake = wake;
    }

    /** @param settle stores what changed, soon; any thread may call it */
    synchronized void onMet(Runnable settle) {
        this.settle = settle;
    }

    /** True once somebody publishes. */
    synchronized boolean started() {
        return encoder != null;
    }

    /** Whether what is stored of a room from now on is to be published. On the writer's thread. */
    void publish(LogFile file, Shelf shelf, boolean now) throws SQLException {
        synchronized (this) {
            boolean wanted = now && encoder != null;
            Line line = lines.get(shelf.id);
            boolean before = line != null
                    && !line.ranges.isEmpty()
                    && line.ranges.getLast().last() == OutboxRows.OPEN;
            if (before == wanted) {
                return;
            }
            Line changed = lines.computeIfAbsent(shelf.id, id -> new Line(shelf));
            if (wanted) {
                changed.ranges.add(new Range(shelf.last() + 1, OutboxRows.OPEN));
            } else {
                Range open = changed.ranges.removeLast();
                if (open.first() <= shelf.last()) {
                    changed.ranges.add(new Range(open.first(), shelf.last()));
                }
            }
            if (changed.ranges.size() > MOST_RANGES) {
                Range lost = changed.ranges.removeFirst();
                say(changed, lost.first(), lost.last(), "the room's rules changed too often meanwhile");
            }
            changed.unsaved = true;
            unsaved = true;
        }
        store(file);
    }

    /** More of a room is stored. On the writer's thread. */
    void stored(Shelf shelf) {
        boolean more;
        synchronized (this) {
            Line line = lines.get(shelf.id);
            more = line != null && !line.ranges.isEmpty() && work.add(line);
        }
        if (more) {
            wake.run();
        }
    }

    /** A room is erased: nothing of it is published any more, and the broker is to erase what was. Inside a transaction. */
    void erase(LogFile file, Shelf shelf) throws SQLException {
        Demand demand;
        synchronized (this) {
            Line line = lines.remove(shelf.id);
            if (line != null) {
                work.remove(line);
                long from = line.ranges.isEmpty() ? 1 : line.ranges.getFirst().first();
                if (from <= shelf.last() && !line.ranges.isEmpty()) {
                    sayOf("room " + shelf.id, from, shelf.last(), "the room was deleted");
                }
            }
            demand = encoder == null ? null : new Demand(lastDemand + 1, Confirming.newName(), shelf.name);
        }
        file.outbox().setRanges(shelf.id, List.of());
        if (demand != null) {
            file.outbox().add(demand);
        }
        demanded = demand;
    }

    /** What {@link #erase} wrote is committed. */
    void erased() {
        Demand demand = demanded;
        demanded = null;
        if (demand != null) {
            synchronized (this) {
                lastDemand = demand.id();
                demands.add(demand);
                if (demands.size() > MOST_DEMANDS) {
                    met.add(demands.removeFirst());
                    unsaved = true;
                    LOG.log(
                            Level.WARNING,
                            "hub: " + MOST_DEMANDS
                                    + " deleted rooms wait for a broker that erases their events, which is"
                                    + " the most; the oldest is given up");
                }
            }
            wake.run();
        }
    }

    /** Stores how far all are; true if a demand was deleted. On the writer's thread. */
    boolean save(LogFile file) throws SQLException {
        synchronized (this) {
            if (!unsaved) {
                return false;
            }
        }
        return store(file);
    }

    private boolean store(LogFile file) throws SQLException {
        Map<Line, List<Range>> ranges = new HashMap<>();
        List<Demand> gone;
        synchronized (this) {
            lines.values().stream()
                    .filter(line -> line.unsaved)
                    .forEach(line -> ranges.put(line, List.copyOf(line.ranges)));
            ranges.keySet().forEach(line -> line.unsaved = false);
            gone = List.copyOf(met);
            met.clear();
            unsaved = false;
        }
        try {
            file.inOne(() -> {
                for (Map.Entry<Line, List<Range>> one : ranges.entrySet()) {
                    file.outbox().setRanges(one.getKey().shelf.id, one.getValue());
                }
                for (Demand demand : gone) {
                    file.outbox().remove(demand);
                }
            });
        } catch (SQLException e) {
            synchronized (this) {
                ranges.keySet().forEach(line -> line.unsaved = true);
                met.addAll(gone);
                unsaved = true;
            }
            throw e;
        }
        return !gone.isEmpty();
    }

    @Override
    public @Nullable Batch next(Collection<Object> underWay) {
        Encoder now;
        List<Line> candidates;
        synchronized (this) {
            now = encoder;
            if (now == null) {
                return null;
            }
            Demand demand = demands.peekFirst();
            if (demand != null) {
                // Behind all that was published, and before what is published of another room of that name.
                return underWay.isEmpty() ? batch(demand) : null;
            }
            candidates = work.stream().filter(line -> !underWay.contains(line)).toList();
        }
        for (Line line : candidates) {
            Batch batch = next(line, now);
            if (batch != null) {
                return batch;
            }
        }
        return null;
    }

    private static Batch batch(Demand demand) {
        return new Batch(
                demand, demand.publisher(), 1, List.of(new Ready(Topics.ERASE, Topics.eraseRoom(demand.room()))));
    }

    private @Nullable Batch next(Line line, Encoder now) {
        long first;
        long upTo;
        synchronized (this) {
            Range range = line.ranges.peekFirst();
            upTo = range == null ? 0 : Math.min(range.last(), line.shelf.last());
            first = range == null ? 1 : range.first();
            if (first > upTo || lines.get(line.shelf.id) != line) {
                work.remove(line);
                return null;
            }
        }
        List<Event.Message> messages = read(line.shelf, first - 1, upTo);
        long since = tuning.clock().getAsLong() - MOST_LATE_MILLIS;
        for (long old = lastIfOld(messages, since); old > 0 && old < upTo; old = lastIfOld(messages, since)) {
            messages = read(line.shelf, old, upTo);
        }
        if (messages == null) {
            synchronized (this) {
                work.remove(line);
            }
            return null;
        }
        OutboxBatch made = OutboxBatch.of(line.shelf, now, first, upTo, messages, since);
        if (made.gap() != null && !line.asked) {
            // The broker may have them: how far it is was not stored if the hub was killed.
            return new Batch(line, line.shelf.epoch, first, List.of());
        }
        line.gap = made.gap();
        return new Batch(line, line.shelf.epoch, made.first(), made.events());
    }

    /** The seq of the last, if it was said before that; else 0. */
    private static long lastIfOld(@Nullable List<Event.Message> messages, long since) {
        Event.Message last = messages == null || messages.isEmpty() ? null : messages.get(messages.size() - 1);
        return last == null || last.at() >= since ? 0 : last.seq();
    }

    private @Nullable List<Event.Message> read(Shelf shelf, long after, long upTo) {
        try {
            List<Event.Message> fresh = shelf.fresh(after, upTo, OutboxBatch.MOST_EVENTS, true);
            if (!fresh.isEmpty() && fresh.get(0).seq() == after + 1) {
                return fresh;
            }
            LogReader from = reader == null ? new LogReader(LogSchema.connectToRead(path)) : reader;
            reader = from;
            return LogReaders.forward(from, shelf, after, upTo, OutboxBatch.MOST_EVENTS);
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.WARNING, () -> "hub: publishing the messages of room " + shelf.id + ": " + e.getMessage());
            endReader();
            return null;
        }
    }

    @Override
    public void done(Batch batch, long upto, Map<Long, String> refused) {
        if (batch.key() instanceof Demand demand) {
            met(demand, refused.get(1L));
            return;
        }
        Line line = (Line) batch.key();
        synchronized (this) {
            line.asked = true;
            long reached = Math.min(upto, line.shelf.last());
            while (!line.ranges.isEmpty() && line.ranges.getFirst().first() <= reached) {
                Range range = line.ranges.removeFirst();
                if (range.last() > reached) {
                    line.ranges.addFirst(new Range(reached + 1, range.last()));
                    break;
                }
            }
            line.unsaved = true;
            unsaved = true;
        }
        String gap = line.gap;
        if (gap != null && upto >= batch.first()) {
            line.gap = null;
            LOG.log(
                    Level.WARNING,
                    "hub: no events of " + Topics.room(line.shelf.name) + " were given for messages " + gap);
        }
        refused.forEach((number, why) -> say(line, number, number, "the broker refused it: " + why));
    }

    private void met(Demand demand, @Nullable String refusal) {
        synchronized (this) {
            demands.remove(demand);
            met.add(demand);
            unsaved = true;
        }
        if (refusal != null) {
            LOG.log(Level.WARNING, "hub: the broker does not erase the events of a deleted room: " + refusal);
        }
        settle.run();
    }

    private static void say(Line line, long from, long to, String why) {
        sayOf(Topics.room(line.shelf.name), from, to, why);
    }

    private static void sayOf(String what, long from, long to, String why) {
        LOG.log(
                Level.WARNING,
                "hub: no events of " + what + " were given for messages " + from + " to " + to + ": " + why);
    }

    private void endReader() {
        LogReader last = reader;
        reader = null;
        if (last != null) {
            try {
                last.close();
            } catch (SQLException e) {
                LOG.log(Level.WARNING, () -> "hub: closing a reader of " + path + ": " + e.getMessage());
            }
        }
    }

    /** Ends reading, when nobody publishes any more. */
    public void close() {
        endReader();
    }
}

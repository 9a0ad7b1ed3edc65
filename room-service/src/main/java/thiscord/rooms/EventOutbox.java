package thiscord.rooms;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.Topics;
import thiscord.publisher.Confirming;
import thiscord.publisher.DurableEvents;

/**
 * The events of what was stored, and demands to erase, in the file until the broker has confirmed them; they are written in the
 * transaction of what they tell of. See docs/adr/0032. Written by one thread at a time, which is {@link Directory}'s; what the
 * publisher's thread shares with it is guarded by the monitor.
 */
final class EventOutbox implements DurableEvents {
    /** So many events wait; of more the oldest goes that is no demand. */
    static final int MOST = 10_000;

    private static final Logger LOG = System.getLogger("thiscord.rooms");
    private static final int MOST_EVENTS = 400;
    private static final int BATCH_BYTES = 64 << 10;

    private record Waiting(long n, String publisher, long number, Ready event) {
        boolean isDemand() {
            return event.topic().equals(Topics.ERASE);
        }
    }

    private final RoomsFile file;
    /** Of this start: the numbers of an earlier one may have been given out since a backup was made. */
    private final String publisher = Confirming.newName();

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final List<Long> confirmed = new ArrayList<>();
    private final List<Waiting> written = new ArrayList<>();
    private long lastNumber;
    private long last;
    private boolean demandConfirmed;
    private boolean full;

    /** Takes up what the file has. */
    EventOutbox(RoomsFile file) {
        this.file = file;
        file.each("select n, publisher, number, topic, payload from event order by n", r -> {
            Ready event = new Ready(r.getString(4), r.getBytes(5));
            waiting.add(new Waiting(r.getLong(1), r.getString(2), r.getLong(3), event));
            last = r.getLong(1);
        });
    }

    /** Writes events, inside a transaction. */
    void write(List<Ready> events) throws SQLException {
        written.clear();
        for (Ready event : events) {
            int at = written.size() + 1;
            Waiting one = new Waiting(last + at, publisher, lastNumber + at, event);
            file.run(
                    "insert or replace into event values (?, ?, ?, ?, ?)",
                    one.n(),
                    publisher,
                    one.number(),
                    event.topic(),
                    event.payload());
            written.add(one);
        }
    }

    /** What was written last is committed. */
    void committed() {
        synchronized (this) {
            for (Waiting one : written) {
                waiting.add(one);
                last = one.n();
                lastNumber = one.number();
            }
            while (waiting.size() > MOST) {
                Waiting oldest = waiting.stream()
                        .filter(one -> !one.isDemand())
                        .findFirst()
                        .orElse(waiting.getFirst());
                waiting.remove(oldest);
                confirmed.add(oldest.n());
                if (!full) {
                    full = true;
                    LOG.log(
                            Level.WARNING,
                            "rooms: " + MOST
                                    + " events wait for the broker, which is the most; the oldest are dropped");
                }
            }
        }
        written.clear();
    }

    /** Deletes what was confirmed; true if a demand was among that, whose room is not to be named in any file any more. */
    boolean settle() {
        List<Long> gone;
        boolean demand;
        synchronized (this) {
            gone = List.copyOf(confirmed);
            demand = demandConfirmed;
        }
        if (gone.isEmpty()) {
            return false;
        }
        file.inOne(() -> {
            for (long n : gone) {
                file.run("delete from event where n = ?", n);
            }
        });
        synchronized (this) {
            confirmed.subList(0, gone.size()).clear();
            demandConfirmed &= !demand;
        }
        return demand;
    }

    @Override
    public synchronized @Nullable Batch next(Collection<Object> underWay) {
        Waiting first = waiting.peekFirst();
        if (first == null || !underWay.isEmpty()) {
            return null;
        }
        List<Ready> events = new ArrayList<>();
        int bytes = 0;
        for (Waiting one : waiting) {
            bytes += one.event().payload().length + one.event().topic().length();
            boolean follows =
                    one.publisher().equals(first.publisher()) && one.number() == first.number() + events.size();
            if (!follows || events.size() == MOST_EVENTS || !events.isEmpty() && bytes > BATCH_BYTES) {
                break;
            }
            events.add(one.event());
        }
        return new Batch(this, first.publisher(), first.number(), events);
    }

    @Override
    public synchronized void done(Batch batch, long upto, Map<Long, String> refused) {
        long end = Math.min(upto, batch.first() + batch.events().size() - 1);
        waiting.removeIf(one -> {
            boolean done = one.publisher().equals(batch.publisher()) && one.number() <= end;
            if (done) {
                confirmed.add(one.n());
                demandConfirmed |= one.isDemand();
            }
            return done;
        });
        full &= waiting.size() >= MOST;
        refused.forEach((number, why) -> LOG.log(Level.WARNING, "rooms: the broker refused an event: " + why));
    }
}

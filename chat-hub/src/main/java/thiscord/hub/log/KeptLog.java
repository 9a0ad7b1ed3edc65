package thiscord.hub.log;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * The log of a room that keeps history, as its loop sees it: what waits to be stored, the newest messages in memory, and
 * the file behind them. The first two fields below are the writer's, the rest the loop's; they tell each other by posts.
 *
 * <p>A term ends with each failure. What was appended in a term that has ended is not stored any more, so that nothing
 * can be stored behind a hole; the messages of the next term take the seqs of those that failed.
 */
final class KeptLog implements RoomLog {
    static final Refusal ENDED =
            new Refusal(Reason.LOG_UNAVAILABLE, "That was not stored, for the room was closed. Join it again.");

    /** The newest term that has failed. */
    long failedTerm = -1;
    /** The seq that the commit in the making stores for it, or 0. */
    long committing;

    final Executor loop;
    private final Listener room;
    private final LogWriter writer;
    private final LogReaders readers;
    private final Keeps keeps;
    private final ArrayDeque<Event.Message> waiting = new ArrayDeque<>();
    private final Shelf shelf;
    private Tail tail = new Tail(1);
    private long term;
    private long last;
    private long first = 1;
    private boolean ended;

    KeptLog(Shelf shelf, Keeps keeps, Executor loop, Listener room, LogWriter writer, LogReaders readers) {
        this.shelf = shelf;
        this.keeps = keeps;
        this.loop = loop;
        this.room = room;
        this.writer = writer;
        this.readers = readers;
    }

    /** Where its messages are. */
    Shelf shelf() {
        return shelf;
    }

    /** Begins: {@code recent} are the newest messages of a room that has come to {@code newest}. */
    void opened(List<Event.Message> recent, long oldest, long newest) {
        first = Math.max(first, oldest);
        last = newest;
        tail = new Tail(recent.isEmpty() ? newest + 1 : recent.get(0).seq());
        recent.forEach(tail::add);
        room.opened(this, recent);
    }

    void notOpened(Refusal why) {
        room.notOpened(why);
    }

    @Override
    public void append(Event.Message message) {
        waiting.add(message);
        writer.append(this, term, message);
    }

    @Override
    public @Nullable Refusal refuses() {
        return ended ? ENDED : writer.refuses(shelf);
    }

    /** All up to that seq is stored. */
    void storedUpTo(long seq) {
        while (!waiting.isEmpty() && waiting.peek().seq() <= seq) {
            Event.Message message = waiting.remove();
            last = message.seq();
            tail.add(message);
            room.stored(message);
        }
    }

    /** A term has failed: nothing of it that still waits is stored. */
    void failed(long failed, Refusal why) {
        ended |= failed == Long.MAX_VALUE;
        if (failed >= term) {
            term = ended ? term : failed + 1;
            waiting.clear();
            room.failed(why);
        }
    }

    /** Messages below that seq are gone. */
    void trimmed(long keptFrom) {
        first = Math.max(first, keptFrom);
        tail.dropBefore(keptFrom);
    }

    @Override
    public void read(long after, int most, Consumer<Page> answer) {
        long from = Math.max(after, first() - 1);
        if (from + 1 >= tail.first()) {
            answer.accept(Page.of(tail.read(from, most)));
        } else {
            readers.read(shelf, from, last, most, page -> loop.execute(() -> answer.accept(page)));
        }
    }

    @Override
    public void readBack(long before, int most, Consumer<Page> answer) {
        List<Event.Message> newest = tail.readBack(before, most);
        boolean enough = !newest.isEmpty() && newest.get(0).seq() > tail.first();
        if (enough || tail.first() <= first() || before <= first()) {
            long oldest = first();
            answer.accept(Page.of(newest.stream().filter(m -> m.seq() >= oldest).toList()));
        } else {
            readers.readBack(shelf, before, last, most, page -> loop.execute(() -> answer.accept(held(page))));
        }
    }

    private Page held(Page page) {
        long oldest = first();
        return new Page(page.messages().stream().filter(m -> m.seq() >= oldest).toList(), page.refusal());
    }

    @Override
    public void publish(boolean now) {
        writer.run(() -> {
            if (shelf.owner == this) {
                try {
                    writer.outbox().publish(writer.file(), shelf, now);
                } catch (SQLException e) {
                    writer.breaks(e);
                }
            }
        });
    }

    @Override
    public long first() {
        return keeps.kind() == Keeps.Kind.COUNT ? Math.max(first, last - keeps.amount() + 1) : first;
    }

    @Override
    public long last() {
        return last;
    }

    @Override
    public void close() {
        writer.run(() -> {
            if (shelf.owner == this) {
                shelf.owner = null;
            }
        });
    }

    @Override
    public String epoch() {
        return shelf.epoch;
    }
}

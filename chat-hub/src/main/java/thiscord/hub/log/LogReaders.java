package thiscord.hub.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * Reads what rooms have stored, on a few threads of its own with bounded queues, each with a connection. Thread-safe. A
 * room's reads are done by one thread, so that they are answered in their order.
 */
final class LogReaders implements AutoCloseable {
    static final Refusal BUSY =
            new Refusal(Reason.LOG_BUSY, "The server reads more of its log than it can just now; try again.");
    static final Refusal UNREADABLE =
            new Refusal(Reason.LOG_UNAVAILABLE, "The server cannot read what was said; its log says why.");

    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final int THREADS = 2;
    private static final int QUEUE = 20_000;

    private final Path file;
    private final Line[] lines = new Line[THREADS];

    LogReaders(Path file) {
        this.file = file;
        for (int i = 0; i < THREADS; i++) {
            lines[i] = new Line("hub-log-reader-" + i);
        }
    }

    /** One thread and its connection, which is opened when it is needed and anew after it failed. */
    private final class Line {
        final ThreadPoolExecutor thread;

        @Nullable
        LogReader reader;

        Line(String name) {
            thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                Thread made = new Thread(task, name);
                made.setDaemon(true);
                return made;
            });
        }

        LogReader reader() throws SQLException {
            if (reader == null) {
                reader = new LogReader(LogSchema.connectToRead(file));
            }
            return reader;
        }

        void end() {
            LogReader last = reader;
            reader = null;
            if (last != null) {
                try {
                    last.close();
                } catch (SQLException e) {
                    LOG.log(Level.WARNING, () -> "hub: closing a reader of " + file + ": " + e.getMessage());
                }
            }
        }
    }

    /** Some reading of one room. */
    @FunctionalInterface
    private interface Reading {
        List<Event.Message> with(LogReader reader) throws SQLException;
    }

    /** Messages with {@code after < seq <= upTo}, oldest first; the answer comes on a reader's thread. */
    void read(Shelf shelf, long after, long upTo, int most, Consumer<Page> answer) {
        ask(shelf, answer, reader -> forward(reader, shelf, after, upTo, most));
    }

    /** The same at once, for the thread of that reader. */
    static List<Event.Message> forward(LogReader reader, Shelf shelf, long after, long upTo, int most)
            throws SQLException {
        // Memory first: what leaves it is in the pages before it does, and so is seen there.
        List<Event.Message> fresh = shelf.fresh(after, upTo, most, true);
        long paged = fresh.isEmpty() ? upTo : fresh.get(0).seq() - 1;
        Bounded found = new Bounded(most);
        reader.after(shelf, after, paged, found);
        fresh.forEach(found::add);
        return found.messages;
    }

    /** The newest messages with {@code seq < before} and {@code seq <= upTo}, oldest first. */
    void readBack(Shelf shelf, long before, long upTo, int most, Consumer<Page> answer) {
        ask(shelf, answer, reader -> back(reader, shelf, before, upTo, new Bounded(most)));
    }

    /** The newest messages, oldest first: those said since then, but at the most so many. */
    void recent(Shelf shelf, long since, int most, Consumer<Page> answer) {
        ask(shelf, answer, reader -> {
            List<Event.Message> all = new ArrayList<>();
            long before = shelf.last() + 1;
            boolean more = true;
            while (more && all.size() < most) {
                List<Event.Message> page = back(reader, shelf, before, before - 1, new Bounded(Tail.MESSAGES));
                Collections.reverse(page);
                all.addAll(page);
                more = !page.isEmpty() && (page.get(page.size() - 1).at() >= since || all.size() < Tail.MESSAGES);
                before -= page.size();
            }
            Collections.reverse(all);
            long newest =
                    all.isEmpty() ? shelf.first() - 1 : all.get(all.size() - 1).seq();
            if (newest != shelf.last()) {
                throw new DamagedException("they end at " + newest + " and not at " + shelf.last());
            }
            return all;
        });
    }

    private static List<Event.Message> back(LogReader reader, Shelf shelf, long before, long upTo, Bounded found)
            throws SQLException {
        long newest = Math.min(before - 1, upTo);
        List<Event.Message> fresh = shelf.fresh(0, newest, found.most, false);
        for (int i = fresh.size() - 1; i >= 0; i--) {
            found.add(fresh.get(i));
        }
        if (!found.full()) {
            reader.before(shelf, fresh.isEmpty() ? newest + 1 : fresh.get(0).seq(), found);
        }
        Collections.reverse(found.messages);
        return found.messages;
    }

    /** What mail for a nick says, as far as a page goes. */
    void mail(String to, List<MailWanted> wanted, Consumer<MailPage> answer) {
        Line line = lines[(to.hashCode() & Integer.MAX_VALUE) % THREADS];
        try {
            line.thread.execute(() -> answer.accept(mail(line, to, wanted)));
        } catch (RejectedExecutionException full) {
            answer.accept(MailPage.refused(BUSY));
        }
    }

    private static MailPage mail(Line line, String to, List<MailWanted> wanted) {
        try {
            return MailWanted.read(line.reader(), to, wanted);
        } catch (SQLException | RuntimeException | Error e) {
            line.end();
            LOG.log(Level.WARNING, () -> "hub: reading the mail for " + to + ": " + e.getMessage());
            return MailPage.refused(UNREADABLE);
        }
    }

    private void ask(Shelf shelf, Consumer<Page> answer, Reading reading) {
        Line line = lines[(int) (shelf.id & Integer.MAX_VALUE) % THREADS];
        try {
            line.thread.execute(() -> answer.accept(carryOut(line, shelf, reading)));
        } catch (RejectedExecutionException full) {
            answer.accept(Page.refused(BUSY));
        }
    }

    private static Page carryOut(Line line, Shelf shelf, Reading reading) {
        try {
            return Page.of(whole(reading.with(line.reader())));
        } catch (SQLException | RuntimeException | Error e) {
            line.end();
            LOG.log(Level.WARNING, () -> "hub: reading the messages of room " + shelf.id + ": " + e.getMessage());
            return Page.refused(UNREADABLE);
        }
    }

    private static List<Event.Message> whole(List<Event.Message> messages) throws SQLException {
        for (int i = 1; i < messages.size(); i++) {
            if (messages.get(i).seq() != messages.get(i - 1).seq() + 1) {
                throw new DamagedException("after " + messages.get(i - 1).seq() + " comes "
                        + messages.get(i).seq());
            }
        }
        return messages;
    }

    /** Ends the threads; what still waits is refused. */
    @Override
    public void close() {
        for (Line line : lines) {
            line.thread.getQueue().clear();
            try {
                line.thread.execute(line::end);
            } catch (RejectedExecutionException closed) {
                continue;
            }
            line.thread.shutdown();
        }
    }

    /** Messages until a page is full. */
    static final class Bounded {
        final List<Event.Message> messages = new ArrayList<>();
        private final int most;
        private int chars;

        Bounded(int most) {
            this.most = most;
        }

        boolean full() {
            return messages.size() >= most || chars >= RoomLog.PAGE_CHARS;
        }

        void add(Event.Message message) {
            if (!full()) {
                messages.add(message);
                chars += message.text().length();
            }
        }
    }
}

package thiscord.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.protocol.Command;
import thiscord.protocol.Names;

/**
 * How far rooms were read, remembered over the end of the client: written at most once a second and at the end, by a thread
 * of its own, {@code thiscord-client-marks}. Thread-safe; only {@link #open} and {@link #close} wait for the disk. That
 * nothing can be written is said once and otherwise changes nothing.
 */
final class ReadMarks implements AutoCloseable {
    private static final long EVERY_MILLIS = 1000;

    private final @Nullable MarkFile file;
    private final Consumer<String> notice;
    private final Map<String, ReadMark> known = new LinkedHashMap<>();
    private final Map<String, ReadMark> unwritten = new LinkedHashMap<>();
    private final Thread writer = new Thread(this::run, "thiscord-client-marks");
    private final Thread atTheEnd = new Thread(this::write, "thiscord-client-marks-end");
    /** Held while the file is written; before the monitor of this, which is held for a moment only. */
    private final Object writing = new Object();

    private boolean closing;
    private boolean complained;

    private ReadMarks(@Nullable MarkFile file, Consumer<String> notice) {
        this.file = file;
        this.notice = notice;
    }

    /** Remembers nothing. */
    static ReadMarks none() {
        return new ReadMarks(null, words -> {});
    }

    /**
     * Those of a hub and a nick.
     *
     * @param notice is told in a sentence what could not be read or written; on any thread
     */
    static ReadMarks open(Path folder, Address hub, String nick, Consumer<String> notice) {
        ReadMarks marks = new ReadMarks(new MarkFile(MarkFile.in(folder, hub, nick), notice), notice);
        marks.begin();
        return marks;
    }

    private void begin() {
        MarkFile from = file;
        if (from == null) {
            return;
        }
        try {
            known.putAll(from.read());
        } catch (IOException e) {
            complain("it is not known what you have read before: " + Failure.why(e));
        }
        writer.setDaemon(true);
        writer.start();
        // A signal or the terminal's end, after which nobody closes it.
        Runtime.getRuntime().addShutdownHook(atTheEnd);
    }

    /** How far a room was read when last heard, or null. */
    synchronized @Nullable ReadMark of(String room) {
        return known.get(Names.key(room));
    }

    /** The command that enters a room where it was left; one that was never read, with the newest so many messages. */
    Command.Join entering(String room, int last, @Nullable String id) {
        ReadMark mark = of(room);
        return mark == null
                ? new Command.Join(room, Command.Join.NONE, null, last, id)
                : new Command.Join(room, mark.seq(), mark.epoch(), 0, id);
    }

    /** So far was read and shown. */
    synchronized void note(List<ReadMark> read) {
        if (file == null) {
            return;
        }
        for (ReadMark mark : read) {
            if (!mark.equals(known.put(Names.key(mark.room()), mark))) {
                unwritten.put(Names.key(mark.room()), mark);
            }
        }
        notifyAll();
    }

    private void run() {
        try {
            while (waitForWork()) {
                write();
                rest();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean waitForWork() throws InterruptedException {
        while (unwritten.isEmpty() && !closing) {
            wait();
        }
        return !closing;
    }

    private synchronized void rest() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
        for (long left = EVERY_MILLIS; left > 0 && !closing; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        }
    }

    /** Waits for one that is being done: at the end of the process nobody else would. */
    private void write() {
        synchronized (writing) {
            MarkFile to = file;
            List<ReadMark> read = take();
            if (to == null || read.isEmpty()) {
                return;
            }
            try {
                if (!to.add(read)) {
                    giveBack(read);
                }
            } catch (IOException e) {
                giveBack(read);
                complain("it cannot be remembered what you have read: " + Failure.why(e));
            }
        }
    }

    private synchronized List<ReadMark> take() {
        List<ReadMark> read = List.copyOf(unwritten.values());
        unwritten.clear();
        return read;
    }

    private synchronized void giveBack(List<ReadMark> read) {
        read.forEach(mark -> unwritten.putIfAbsent(Names.key(mark.room()), mark));
    }

    private void complain(String words) {
        synchronized (this) {
            if (complained) {
                return;
            }
            complained = true;
        }
        notice.accept(words);
    }

    /** Writes what is left. */
    @Override
    public void close() {
        if (file == null) {
            return;
        }
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            writer.join(2 * EVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        write();
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException e) {
            // The process is ending already; the hook finds nothing left to write.
            System.getLogger("thiscord.client").log(System.Logger.Level.DEBUG, "closing the marks", e);
        }
    }
}

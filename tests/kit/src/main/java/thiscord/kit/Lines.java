package thiscord.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a stream as they come, and a mark up to where they were expected. A thread of its own reads; any thread
 * may ask. Holds at most {@value #MOST} lines; more end the reading.
 */
public final class Lines {
    /** How long to wait for what must come. Generous: slow machines are no failure. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int MOST = 200_000;

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private int mark;
    private boolean ended;

    private Lines(String name) {
        this.name = name;
    }

    /** Starts to read; the stream is closed at its end. */
    public static Lines of(String name, InputStream stream) {
        Lines lines = new Lines(name);
        Thread reader = new Thread(() -> lines.read(stream), "lines of " + name);
        reader.setDaemon(true);
        reader.start();
        return lines;
    }

    private void read(InputStream stream) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null && add(line)) {
                line = in.readLine();
            }
        } catch (IOException e) {
            add("(" + name + " broke: " + e.getMessage() + ")");
        } finally {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean add(String line) {
        lock.lock();
        try {
            lines.add(line);
            changed.signalAll();
            return lines.size() < MOST;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #expect(String, Duration)} with {@link #PATIENCE}. */
    public Matcher expect(String regex) {
        return expect(regex, PATIENCE);
    }

    /**
     * Waits for a line, after the mark, in which the expression is found, and puts the mark behind it. Lines between are
     * passed over.
     *
     * @throws AssertionError with the lines passed over, if it does not come in time or the stream ends before
     */
    public Matcher expect(String regex, Duration within) {
        Pattern pattern = Pattern.compile(regex);
        long until = System.nanoTime() + within.toNanos();
        lock.lock();
        try {
            for (int at = mark; ; at++) {
                while (at == lines.size()) {
                    long left = until - System.nanoTime();
                    if (ended || left <= 0 || changed.awaitNanos(left) <= 0 && at == lines.size()) {
                        throw new AssertionError(
                                name + ": " + (ended ? "ended" : "waited " + within) + " without a line like\n" + "    "
                                        + regex + "\nbut these:\n    " + String.join("\n    ", tail(mark)));
                    }
                }
                Matcher matcher = pattern.matcher(lines.get(at));
                if (matcher.find()) {
                    mark = at + 1;
                    return matcher;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(name + ": interrupted while waiting for " + regex, e);
        } finally {
            lock.unlock();
        }
    }

    /** The next line after the mark, whatever it is. */
    public String next() {
        return expect("^.*$").group();
    }

    /** Waits for the end of the stream and returns all lines. */
    public List<String> toTheEnd() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        lock.lock();
        try {
            while (!ended) {
                long left = until - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError(name + ": did not end; so far:\n    " + String.join("\n    ", tail(0)));
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
            return List.copyOf(lines);
        } catch (InterruptedException e) {
            throw new AssertionError(name + ": interrupted while waiting for the end", e);
        } finally {
            lock.unlock();
        }
    }

    /** What came so far. */
    public List<String> soFar() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    /** What came after the mark so far; the mark stays. */
    public List<String> unexpected() {
        lock.lock();
        try {
            return List.copyOf(lines.subList(mark, lines.size()));
        } finally {
            lock.unlock();
        }
    }

    private List<String> tail(int from) {
        return lines.subList(Math.max(from, lines.size() - 60), lines.size());
    }
}

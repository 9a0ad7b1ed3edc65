package thiscord.cli;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads and a bounded queue that is fair by key, such as the address that a task comes from: keys take turns, and in a
 * full queue whoever has most waiting makes room. So who sends much waits behind itself. Thread-safe; nothing blocks.
 */
public final class FairExecutor implements AutoCloseable {
    private record Waiting(Runnable task, Runnable displaced) {}

    private final int most;
    private final ThreadPoolExecutor threads;
    /** By key, in the order of their turns. */
    private final Map<String, Deque<Waiting>> waiting = new LinkedHashMap<>();

    private int count;

    /**
     * Starts no thread before there is something to do.
     *
     * @param name of its threads, before their number
     * @param most tasks that wait
     */
    public FairExecutor(String name, int threads, int most) {
        AtomicInteger number = new AtomicInteger();
        this.most = most;
        this.threads =
                new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), run -> {
                    Thread thread = new Thread(run, threads == 1 ? name : name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a task when the turn of its key comes.
     *
     * @param displaced run in its stead, on another caller's thread, if it has to make room
     * @return false if there is no room for it, or this is closed; then neither is run
     */
    public boolean execute(String key, Runnable task, Runnable displaced) {
        Waiting out = null;
        synchronized (this) {
            if (threads.isShutdown()) {
                return false;
            }
            if (count >= most) {
                Deque<Waiting> own = waiting.get(key);
                Deque<Waiting> longest = waiting.values().stream()
                        .max(Comparator.comparingInt(Deque::size))
                        .orElseGet(ArrayDeque::new);
                if (longest.size() <= (own == null ? 0 : own.size()) + 1) {
                    return false;
                }
                // Never the only one of its key.
                out = longest.removeLast();
                count--;
            }
            waiting.computeIfAbsent(key, any -> new ArrayDeque<>()).add(new Waiting(task, displaced));
            count++;
            // One turn for each task; those of tasks that made room find nothing to do.
            threads.execute(this::next);
        }
        if (out != null) {
            out.displaced().run();
        }
        return true;
    }

    private void next() {
        Runnable task = null;
        synchronized (this) {
            if (!waiting.isEmpty()) {
                String key = waiting.keySet().iterator().next();
                Deque<Waiting> those = waiting.remove(key);
                task = those.remove().task();
                count--;
                if (!those.isEmpty()) {
                    waiting.put(key, those);
                }
            }
        }
        if (task != null) {
            task.run();
        }
    }

    /** True once it takes no more. */
    public boolean isClosed() {
        return threads.isShutdown();
    }

    /** Takes no more, forgets what waits, and interrupts what runs. */
    @Override
    public synchronized void close() {
        threads.shutdownNow();
    }
}

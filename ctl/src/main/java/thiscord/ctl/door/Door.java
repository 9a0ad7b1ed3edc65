package thiscord.ctl.door;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.AcceptFailures;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.ThreadFaults;

/**
 * A running local door. {@link #open} and {@link #close} may be called from any thread. Inside, one thread
 * ({@code ctl-door}) owns all connections and blocks on nothing but its selector; a few ({@code ctl-work}, and {@code ctl-long}
 * for what is lengthy) carry out what is asked and post the answer back. A request whose time is over is answered so; its work ends when it ends.
 */
public final class Door implements AutoCloseable {
    /**
     * What it takes at once.
     *
     * @param visitors connections
     * @param waiting requests that wait for a working thread; more are answered {@code busy}
     * @param patience how long a request may take to come, to be carried out, and its answer to be taken, each
     * @param lengthy how long a lengthy one may take to be carried out
     */
    public record Limits(int visitors, int waiting, Duration patience, Duration lengthy) {
        public static final Limits USUAL = new Limits(128, 64, Duration.ofSeconds(10), Duration.ofMinutes(10));
    }

    static final Logger LOG = System.getLogger("thiscord.ctl");
    private static final int WORKERS = 2;
    /** So much that is lengthy is done at once; more is {@code busy}. */
    private static final int LENGTHY = 2;

    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long LOOK_EVERY_MILLIS = 100;

    /** So many frames above {@link #LARGE} may be on their way in at once. */
    private static final int MOST_LARGE = 16;

    private static final int LARGE = 64 * 1024;

    private final Path path;
    private final Map<String, Command> commands;
    private final Limits limits;
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final Peers peers;
    private final ThreadPoolExecutor work;
    private final ThreadPoolExecutor lengthy;
    /** Bounded by the number of visitors, each of which has one request at a time, of which two things are told. */
    private final Queue<Runnable> done = new ConcurrentLinkedQueue<>();

    private final Thread thread;
    private final SelectionKey entrance;
    private final AcceptFailures failures = new AcceptFailures("ctl");
    private long entryAgainAt;
    private volatile boolean closed;

    /** Why there can be no door in that folder; null if there can. */
    public static @Nullable String impossible(Path folder) {
        return SocketFile.impossible(folder.resolve(Frames.FILE));
    }

    /**
     * Opens it; visitors are served when it returns.
     *
     * @throws Failure if another server answers there, or the folder can not be used
     */
    public static Door open(Path folder, Map<String, Command> commands, Limits limits) {
        Path path = folder.resolve(Frames.FILE);
        ServerSocketChannel listener = SocketFile.listen(path);
        try {
            Door door = new Door(path, new LinkedHashMap<>(commands), limits, listener);
            door.thread.start();
            return door;
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, "cannot serve " + path + ": " + Failure.why(e), e);
        }
    }

    private Door(Path path, Map<String, Command> commands, Limits limits, ServerSocketChannel listener)
            throws IOException {
        this.path = path;
        this.commands = commands;
        this.limits = limits;
        this.listener = listener;
        this.peers = Peers.ownersOf(path);
        this.selector = Selector.open();
        listener.configureBlocking(false);
        this.entrance = listener.register(selector, SelectionKey.OP_ACCEPT);
        this.work = workers("ctl-work", WORKERS, new ArrayBlockingQueue<>(limits.waiting()));
        this.lengthy = workers("ctl-long", LENGTHY, new SynchronousQueue<>());
        this.thread = new Thread(this::serve, "ctl-door");
        thread.setDaemon(true);
    }

    private static ThreadPoolExecutor workers(String name, int number, BlockingQueue<Runnable> waiting) {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(number, number, 30, TimeUnit.SECONDS, waiting, task -> {
            Thread worker = new Thread(task, name);
            worker.setDaemon(true);
            return worker;
        });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    /** The file of the socket. */
    public Path path() {
        return path;
    }

    private void serve() {
        try {
            ThreadFaults.restarting("ctl-door", this::turns, () -> !closed).run();
        } finally {
            visitors().forEach(Visitor::close);
            takeAway();
        }
    }

    private void turns() {
        try {
            while (!closed && selector.isOpen()) {
                selector.select(LOOK_EVERY_MILLIS);
                for (SelectionKey key : selector.selectedKeys()) {
                    turn(key);
                }
                selector.selectedKeys().clear();
                for (Runnable task = done.poll(); task != null; task = done.poll()) {
                    task.run();
                }
                endOverdue(System.nanoTime());
                if (entrance.interestOps() == 0 && System.nanoTime() - entryAgainAt >= 0) {
                    entrance.interestOps(SelectionKey.OP_ACCEPT);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, () -> "ctl: the door at " + path + " is shut for good", e);
        }
    }

    /** Whoever comes then learns at once that nobody is there. Done once: the file may be another server's later. */
    private void takeAway() {
        try {
            synchronized (listener) {
                if (listener.isOpen()) {
                    Files.deleteIfExists(path);
                    listener.close();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "ctl: cannot take away " + path + ": " + Failure.why(e));
        }
    }

    private List<Visitor> visitors() {
        List<Visitor> all = new ArrayList<>();
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && key.attachment() instanceof Visitor) {
                all.add((Visitor) key.attachment());
            }
        }
        return all;
    }

    private void turn(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() == null) {
            accept();
            return;
        }
        Visitor visitor = (Visitor) key.attachment();
        guard(visitor, () -> {
            if (key.isWritable()) {
                visitor.write();
                visitor.until(System.nanoTime() + (visitor.writing() ? patience() : IDLE_NANOS));
            } else if (key.isReadable()) {
                read(visitor);
            }
        });
    }

    private long patience() {
        return limits.patience().toNanos();
    }

    /** One who cannot be let in now waits in front of the door; those inside go on. */
    private void accept() {
        SocketChannel peer = null;
        try {
            peer = listener.accept();
            if (peer != null) {
                peer.configureBlocking(false);
                admit(peer);
            }
        } catch (IOException e) {
            failures.log(e);
            entryAgainAt = System.nanoTime() + AcceptFailures.PAUSE.toNanos();
            entrance.interestOps(0);
            end(peer);
        }
    }

    private static void end(@Nullable SocketChannel peer) {
        try {
            if (peer != null) {
                peer.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "ctl: closing a connection", e);
        }
    }

    private void admit(SocketChannel peer) throws IOException {
        int others = selector.keys().size() - 1;
        Visitor visitor =
                new Visitor(peer, peer.register(selector, SelectionKey.OP_READ), System.nanoTime() + IDLE_NANOS);
        peer.keyFor(selector).attach(visitor);
        guard(visitor, () -> {
            if (!peers.mayEnter(peer)) {
                last(visitor, Answer.refused("forbidden", "The user who runs the server may come in, and root."));
            } else if (others >= limits.visitors()) {
                last(visitor, Answer.refused("busy", "There are " + limits.visitors() + " connections, the most."));
            }
        });
    }

    private void read(Visitor visitor) throws IOException {
        boolean began = !visitor.within();
        byte[] frame = visitor.read();
        long now = System.nanoTime();
        if (visitor.tooLarge()) {
            last(visitor, Answer.refused("too_large", "A frame has at most " + Frames.MOST_IN + " bytes."));
        } else if (frame != null) {
            carryOut(visitor, frame, now);
        } else if (visitor.wanted() > LARGE && manyLarge()) {
            last(visitor, Answer.refused("busy", "Many large requests are on their way; try again in a moment."));
        } else if (began && visitor.within()) {
            visitor.until(now + patience());
        }
    }

    private boolean manyLarge() {
        return visitors().stream().filter(one -> one.wanted() > LARGE).count() > MOST_LARGE;
    }

    private void carryOut(Visitor visitor, byte[] frame, long now) throws IOException {
        int number = visitor.work();
        visitor.until(now + patience());
        try {
            work.execute(() -> begin(visitor, number, Request.asked(frame, commands)));
        } catch (RejectedExecutionException full) {
            answer(visitor, Request.busy(frame));
        }
    }

    /** On a working thread: does it, or has it done. */
    private void begin(Visitor visitor, int number, Request.Asked asked) {
        if (!asked.lengthy()) {
            finished(visitor, number, asked.carriedOut(visitor.visit()));
            return;
        }
        post(visitor, () -> {
            if (visitor.isAt(number)) {
                visitor.until(System.nanoTime() + limits.lengthy().toNanos());
            }
        });
        try {
            lengthy.execute(() -> finished(visitor, number, asked.carriedOut(visitor.visit())));
        } catch (RejectedExecutionException full) {
            finished(visitor, number, asked.busy());
        }
    }

    private void finished(Visitor visitor, int number, Request.Reply reply) {
        post(visitor, () -> finish(visitor, number, reply));
    }

    private void post(Visitor visitor, Step step) {
        done.add(() -> guard(visitor, step));
        if (!closed) {
            selector.wakeup();
        }
    }

    private void finish(Visitor visitor, int number, Request.Reply reply) throws IOException {
        if (visitor.isAt(number)) {
            answer(visitor, reply);
        }
    }

    private void answer(Visitor visitor, Request.Reply reply) throws IOException {
        visitor.answer(reply, false);
        visitor.until(System.nanoTime() + (visitor.writing() ? patience() : IDLE_NANOS));
    }

    private void last(Visitor visitor, Answer answer) throws IOException {
        visitor.until(System.nanoTime() + patience());
        visitor.answer(Request.reply(null, answer), true);
    }

    private void endOverdue(long now) {
        for (Visitor visitor : visitors()) {
            if (visitor.overdue(now)) {
                guard(visitor, () -> {
                    if (visitor.writing() || !(visitor.working() || visitor.within())) {
                        visitor.close();
                    } else {
                        String text = visitor.working() ? "It took too long." : "The frame did not come in time.";
                        last(visitor, Answer.refused("deadline", text));
                    }
                });
            }
        }
    }

    /** Something that is done for a visitor. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** A connection that ends, whoever ends it, ends alone. */
    private static void guard(Visitor visitor, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "ctl: a connection ended: " + e.getMessage());
            visitor.close();
        } catch (RuntimeException | Error e) {
            ThreadFaults.report("ctl: serving a connection failed", e);
            visitor.close();
        }
    }

    /** Ends all connections and takes the file away; blocks for a second at most. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        work.shutdown();
        lengthy.shutdown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
            takeAway();
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "ctl: cannot close the selector: " + Failure.why(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

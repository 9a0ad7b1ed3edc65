package thiscord.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;
import thiscord.tls.ClientTls;
import thiscord.tls.UntrustedServer;

/**
 * The thread that owns a client's session and socket: it connects, reads, writes, keeps the time, and connects again.
 * Other threads hand it work with {@link #post} and {@link #stop}; everything else is its own. It never waits for
 * the user: while the user is slow with events, it does not read.
 */
final class ClientLoop implements Runnable {
    /** What the loop tells, on its thread; must not block. */
    interface Listener {
        void show(Event event);

        /** How far the rooms were read by what was shown so far. After each turn that showed something. */
        void read(List<ReadMark> marks);

        void answer(String id, Event event);

        void unanswered(String id);

        /** The connection is gone, or could not be made; the next try is in {@code retryIn}. */
        void lost(String why, Duration retryIn);

        /** It is over. Told once, as the last. */
        void closed(String why, @Nullable Throwable cause);

        /** True while so much waits for the user that nothing more should be read. */
        boolean busy();
    }

    private static final int MOST_TASKS = 1024;
    private static final long LONGEST_WAIT = 250;
    private static final long CONNECT_MILLIS = 10_000;
    private static final long GOODBYE_MILLIS = 1_000;

    private final Address address;
    private final @Nullable ClientTls tls;
    private final Listener listener;
    private final ClientSession session;
    private final Backoff backoff = new Backoff(new Random());
    private final BlockingQueue<Consumer<ClientSession>> tasks = new ArrayBlockingQueue<>(MOST_TASKS);
    private final Selector selector;
    private final boolean persistent;
    private volatile boolean stopping;
    private @Nullable Wire wire;
    private InetAddress[] hosts = {};
    private int host;
    private long connectBy;
    private long retryAt;
    private boolean shown;
    private boolean over;
    private String why = "closed";
    private @Nullable Throwable cause;

    /**
     * @param tls null for plain text
     * @param persistent false if a connection is tried only once until the first welcome
     */
    ClientLoop(Address address, @Nullable ClientTls tls, SessionMaker maker, boolean persistent, Listener listener)
            throws IOException {
        this.address = address;
        this.tls = tls;
        this.listener = listener;
        this.persistent = persistent;
        this.selector = Selector.open();
        this.session = maker.make(new Acts());
    }

    /** Makes the session that acts through those effects. */
    @FunctionalInterface
    interface SessionMaker {
        ClientSession make(ClientSession.Effects effects);
    }

    /**
     * Has work done with the session, soon, on the loop. Waits while 1,024 others wait. Any thread but the loop's.
     *
     * @return false if the loop has ended or is about to
     */
    boolean post(Consumer<ClientSession> task) {
        try {
            while (!stopping && selector.isOpen()) {
                if (tasks.offer(task, LONGEST_WAIT, TimeUnit.MILLISECONDS)) {
                    selector.wakeup();
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Says goodbye and ends. Any thread; does not wait. */
    void stop() {
        stopping = true;
        selector.wakeup();
    }

    /** The user has caught up. Any thread. */
    void wake() {
        selector.wakeup();
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public void run() {
        try {
            retryAt = now();
            while (!over && !stopping) {
                turn();
            }
            goodbye();
        } catch (IOException | UncheckedIOException e) {
            why = e instanceof IOException io ? Failure.why(io) : String.valueOf(e.getMessage());
            cause = e;
        } finally {
            closeAll();
            for (Consumer<ClientSession> task = tasks.poll(); task != null; task = tasks.poll()) {
                task.accept(session);
            }
            session.end();
            tellRead();
            listener.closed(why, cause);
        }
    }

    private void turn() throws IOException {
        long now = now();
        if (wire == null && now >= retryAt) {
            connect(now);
        }
        Wire open = wire;
        if (open != null && !open.connecting()) {
            boolean busy = listener.busy();
            open.pause(busy);
            if (busy) {
                session.paused(now);
            }
        }
        selector.select(this::ready, wire == null ? Math.max(1, Math.min(LONGEST_WAIT, retryAt - now)) : LONGEST_WAIT);
        for (Consumer<ClientSession> task = tasks.poll(); task != null && !over; task = tasks.poll()) {
            task.accept(session);
        }
        Wire still = wire;
        if (still != null && still.connecting() && now() >= connectBy) {
            failed("it took longer than 10 s to connect", null);
        }
        session.tick(now());
        tellRead();
    }

    private void tellRead() {
        if (shown) {
            shown = false;
            listener.read(session.marks());
        }
    }

    private void connect(long now) throws IOException {
        if (host >= hosts.length) {
            host = 0;
            try {
                hosts = InetAddress.getAllByName(address.host());
            } catch (UnknownHostException e) {
                hosts = new InetAddress[0];
                lost("there is no host '" + address.host() + "'", e);
                return;
            }
        }
        connectBy = now + CONNECT_MILLIS;
        try {
            wire = new Wire(hosts[host], address.port(), tls, selector);
        } catch (IOException e) {
            failed(Failure.why(e), e);
        }
    }

    private void ready(SelectionKey key) {
        Wire open = wire;
        if (open == null || !key.isValid()) {
            return;
        }
        try {
            if (open.connecting()) {
                if (open.finishConnect()) {
                    session.connected(now());
                }
                return;
            }
            if (key.isValid() && key.isWritable()) {
                open.flush();
            }
            if (key.isValid() && key.isReadable()) {
                String end = open.read(this::heard);
                if (end != null && wire == open) {
                    lost(end, null);
                }
            }
        } catch (IOException e) {
            if (UntrustedServer.reason(e) != null) {
                closeWire();
                end(ClientTls.why(e), e);
            } else if (open.connecting() || !session.open()) {
                failed(ClientTls.why(e), e);
            } else {
                lost(ClientTls.why(e), e);
            }
        }
    }

    private void heard(Event event) {
        session.received(event, now());
        if (event instanceof Event.Welcome) {
            backoff.reset();
        }
    }

    /** An address of the host did not work: tries the next one, if there is one. */
    private void failed(String what, @Nullable Throwable e) {
        closeWire();
        host++;
        if (host < hosts.length) {
            retryAt = now();
        } else {
            lost(what, e);
        }
    }

    private void lost(String what, @Nullable Throwable e) {
        closeWire();
        host = hosts.length;
        session.lost();
        if (over || stopping) {
            return;
        }
        if (!session.welcomed() && !persistent) {
            end(what, e);
            return;
        }
        long wait = backoff.next();
        retryAt = now() + wait;
        listener.lost(what, Duration.ofMillis(wait));
    }

    private void end(String what, @Nullable Throwable e) {
        over = true;
        why = what;
        cause = e;
    }

    /** Sends what was asked and the quit, then waits a moment for the hub to close. */
    private void goodbye() throws IOException {
        for (Consumer<ClientSession> task = tasks.poll(); task != null; task = tasks.poll()) {
            task.accept(session);
        }
        session.end();
        long until = now() + GOODBYE_MILLIS;
        while (wire != null && !over && now() < until) {
            selector.select(this::ready, 20);
        }
    }

    private void closeWire() {
        Wire open = wire;
        wire = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                System.getLogger("thiscord.client").log(System.Logger.Level.DEBUG, "closing " + address, e);
            }
        }
    }

    private void closeAll() {
        closeWire();
        try {
            selector.close();
        } catch (IOException e) {
            System.getLogger("thiscord.client").log(System.Logger.Level.DEBUG, "closing the selector", e);
        }
    }

    /** What the session does, done by the loop. */
    private final class Acts implements ClientSession.Effects {
        @Override
        public void send(byte[] line) {
            Wire open = wire;
            if (open == null) {
                return;
            }
            try {
                open.send(line);
            } catch (IOException e) {
                // The next turn reads the end of the connection and says so.
                System.getLogger("thiscord.client").log(System.Logger.Level.DEBUG, "writing to " + address, e);
            }
        }

        @Override
        public void show(Event event) {
            shown = true;
            listener.show(event);
        }

        @Override
        public void answer(String id, Event event) {
            listener.answer(id, event);
        }

        @Override
        public void unanswered(String id) {
            listener.unanswered(id);
        }

        @Override
        public void drop(String what) {
            lost(what, null);
        }

        @Override
        public void refusedForGood(Refusal refusal) {
            end("it refused: " + refusal.text(), null);
        }
    }
}

package thiscord.processing.lines;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import thiscord.cli.AcceptFailures;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.cli.ThreadFaults;

/**
 * Serves lines over TCP: a thread for each client, as many as the settings allow, and one more is told so
 * and let go. Thread-safe.
 */
public final class LineServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.processing");
    private static final long LOOK_MILLIS = 250;
    private static final long CLOSING_MILLIS = 1000;

    private final LineSettings settings;
    private final Conversation conversation;
    private final ServerSocket listening;
    private final Set<LineConnection> open = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor watch;
    private final Thread accepting;
    private final AcceptFailures failures;
    private final AtomicLong turnedAway = new AtomicLong();

    /**
     * Binds and serves.
     *
     * @param conversation shared by all connections
     * @throws Failure if the port is taken
     */
    public static LineServer start(LineSettings settings, Conversation conversation) {
        ServerSocket socket = null;
        Address wanted = settings.address();
        try {
            socket = new ServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.getByName(wanted.host()), wanted.port()), 256);
        } catch (IOException e) {
            if (socket != null) {
                shut(socket);
            }
            throw Failure.cannotBind(wanted, wanted.onLoopback() ? "--port" : "--listen", e);
        }
        LineServer server = new LineServer(settings, conversation, socket);
        server.accepting.start();
        server.watch.scheduleWithFixedDelay(
                ThreadFaults.recurring(settings.name() + "-watch", server::look),
                LOOK_MILLIS,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
        return server;
    }

    private LineServer(LineSettings settings, Conversation conversation, ServerSocket listening) {
        this.settings = settings;
        this.conversation = conversation;
        this.listening = listening;
        this.failures = new AcceptFailures(settings.name());
        AtomicLong number = new AtomicLong();
        pool = new ThreadPoolExecutor(
                0,
                settings.clients(),
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                body -> daemon(body, "client-" + number.incrementAndGet()));
        watch = new ScheduledThreadPoolExecutor(1, body -> daemon(body, "watch"));
        accepting = daemon(
                ThreadFaults.restarting(settings.name() + "-accept", this::accept, () -> !listening.isClosed()),
                "accept");
    }

    private Thread daemon(Runnable body, String what) {
        Thread thread = new Thread(body, settings.name() + "-" + what);
        thread.setDaemon(true);
        return thread;
    }

    /** Where it listens. */
    public Address address() {
        return new Address(settings.address().host(), listening.getLocalPort());
    }

    /** How many clients are connected. */
    public int clients() {
        return open.size();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                begin(listening.accept());
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    failures.pause(e);
                }
            }
        }
    }

    private void begin(Socket socket) {
        LineConnection connection = new LineConnection(socket, settings, conversation);
        open.add(connection);
        try {
            pool.execute(() -> {
                settings.requests().connected(connection.name());
                try {
                    connection.serve();
                } finally {
                    open.remove(connection);
                    settings.requests().disconnected(connection.name());
                }
            });
        } catch (RejectedExecutionException full) {
            open.remove(connection);
            turnedAway.incrementAndGet();
            connection.turnAway();
        }
        if (listening.isClosed()) {
            connection.cut();
        }
    }

    private void look() {
        long now = System.nanoTime();
        open.forEach(connection -> connection.cutIfStuck(now));
        long away = turnedAway.getAndSet(0);
        if (away > 0) {
            LOG.log(
                    Level.WARNING,
                    () -> settings.name() + ": turned " + away + " clients away: there are " + settings.clients()
                            + " (--clients)");
        }
    }

    private static void shut(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "processing: closing a port", e);
        }
    }

    /** Stops listening and cuts all connections; waits for a second at most for answers under way. */
    @Override
    public void close() {
        shut(listening);
        open.forEach(LineConnection::cut);
        watch.shutdownNow();
        pool.shutdownNow();
        await(pool);
    }

    private static void await(ExecutorService ending) {
        try {
            if (!ending.awaitTermination(CLOSING_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "processing: some answers were not ended in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

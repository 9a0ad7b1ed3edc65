package thiscord.broker.gate;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.cli.OpenFiles;
import thiscord.tls.Fingerprint;
import thiscord.tls.ServerTls;

/**
 * The broker's door for other machines: TLS, then a line {@code thiscord DOOR TOKEN}, where DOOR is {@code in}, {@code
 * out} or {@code replay}, answered by {@code ok GRANTS} or {@code no TEXT}; from then on it carries bytes between the peer
 * and that door on loopback, as far as the token's grants go. Thread-safe. A thread for each address, and two for each
 * connection, which are bounded ({@link Admission}); so is the time until a peer has logged in, and until it takes what is written to it.
 */
public final class Gate implements AutoCloseable {
    /** Where it listens unless told otherwise. */
    public static final int PORT = 5558;

    /**
     * The real doors.
     *
     * @param vouched takes the address of each of the gate's connections to them, before it is made
     */
    public record Doors(Address in, Address out, Address replay, Map<String, Predicate<byte[]>> vouched) {}

    static final long LOGIN_MILLIS = 5_000;
    private static final long WRITE_MILLIS = 30_000;
    /** What a peer is given that used to send heartbeats. */
    private static final long SILENCE_MILLIS = 45_000;

    private static final int SWEEP_MILLIS = 1_000;
    private static final long PAUSE_NANOS = 100_000_000;
    private static final Logger LOG = System.getLogger("thiscord.broker");

    private final ServerTls tls;
    private final Tokens tokens;
    private final Doors doors;
    private final int mostFrameBytes;
    private final long silenceMillis;
    private final List<ServerSocket> listening = new ArrayList<>();
    private final Admission admission = new Admission();
    private final Sparingly warnings = new Sparingly(line -> LOG.log(Level.WARNING, "broker: " + line));
    private final AtomicLong turnedAway = new AtomicLong();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            2 * (Admission.MOST_CARRIED + Admission.MOST_COMING),
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
                Thread thread = new Thread(task, "broker-gate");
                thread.setDaemon(true);
                return thread;
            });
    private volatile boolean closed;

    private Gate(ServerTls tls, Tokens tokens, Doors doors, int mostFrameBytes, long silenceMillis) {
        this.tls = tls;
        this.tokens = tokens;
        this.doors = doors;
        this.mostFrameBytes = mostFrameBytes;
        this.silenceMillis = silenceMillis;
    }

    /**
     * Opens it at the addresses beyond loopback; from there nothing but TLS is taken.
     *
     * @param tls closed with the gate
     * @param mostFrameBytes the longest frame that the doors take
     * @throws Failure if an address cannot be bound
     */
    public static Gate open(List<Address> at, ServerTls tls, Tokens tokens, Doors doors, int mostFrameBytes) {
        return open(at, tls, tokens, doors, mostFrameBytes, SILENCE_MILLIS);
    }

    /** The same with another time after which a peer is let go of that used to send heartbeats. */
    static Gate open(
            List<Address> at, ServerTls tls, Tokens tokens, Doors doors, int mostFrameBytes, long silenceMillis) {
        Gate gate = new Gate(tls, tokens, doors, mostFrameBytes, silenceMillis);
        for (Address address : at) {
            gate.listen(address);
        }
        gate.listening.forEach(one -> gate.threads.execute(() -> gate.accept(one)));
        LOG.log(Level.DEBUG, () -> "broker: at most " + OpenFiles.most() + " open files");
        return gate;
    }

    private void listen(Address address) {
        try {
            ServerSocket server = new ServerSocket();
            listening.add(server);
            server.setSoTimeout(SWEEP_MILLIS);
            server.bind(new InetSocketAddress(address.host(), address.port()), 128);
        } catch (IOException e) {
            close();
            throw Failure.cannotBind(address, "--listen", e);
        }
    }

    /** Where it listens, with the real ports. */
    public List<Address> addresses() {
        return listening.stream()
                .map(one -> (InetSocketAddress) one.getLocalSocketAddress())
                .map(one -> new Address(one.getAddress().getHostAddress(), one.getPort()))
                .toList();
    }

    /** The key that it shows. */
    public Fingerprint fingerprint() {
        return tls.fingerprint();
    }

    /** Looks at the files of the key now; a new one that cannot be used is told in the log. */
    public void reloadKey() {
        tls.lookAgain();
    }

    /** How many peers were not let in, or wanted what they may not. */
    public long turnedAway() {
        return turnedAway.get();
    }

    private void accept(ServerSocket server) {
        while (!closed) {
            try {
                serve(server.accept());
            } catch (SocketTimeoutException nobody) {
                sweep();
            } catch (Throwable e) {
                // Whatever it is, the next may be let in; out of descriptors or memory, trying at once would only burn
                // time.
                if (!closed) {
                    warnings.say("accept", "cannot accept a connection: " + OpenFiles.why(e), System.nanoTime());
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    /** Begins to serve a peer; if there is no thread for it, it is hung up on. */
    private void serve(Socket peer) throws IOException {
        Passage passage = new Passage(this, peer);
        admit(passage);
        try {
            Vanished.watchFor(peer);
            threads.execute(passage::run);
        } catch (IOException | RejectedExecutionException | OutOfMemoryError e) {
            admission.gone(passage);
            passage.close();
            throw e;
        }
    }

    private void admit(Passage passage) {
        sweep();
        Passage leaves = admission.admit(passage);
        if (leaves != null) {
            turnedAway.incrementAndGet();
            leaves.close();
        }
    }

    /** Ends those that take too long. */
    private void sweep() {
        long now = System.nanoTime();
        admission.coming().stream().filter(one -> one.since(now) > LOGIN_MILLIS).forEach(Passage::close);
        admission.carried().stream()
                .filter(one -> one.stuckFor(now) > WRITE_MILLIS || one.isSilent(now, silenceMillis))
                .forEach(Passage::close);
    }

    ServerTls tls() {
        return tls;
    }

    Doors doors() {
        return doors;
    }

    int mostFrameBytes() {
        return mostFrameBytes;
    }

    Admission admission() {
        return admission;
    }

    /** Whose token it is, or null. */
    Tokens.@Nullable Token holder(String token) throws IOException {
        return tokens.find(token);
    }

    /** Runs on a thread of its own. */
    void run(Runnable work) {
        threads.execute(work);
    }

    /** One was not let in, or wanted what it may not; with a line for the log, at most one a minute of a subject. */
    void turnedAway(@Nullable String subject, String line) {
        turnedAway.incrementAndGet();
        if (subject != null) {
            warnings.say(subject, line, System.nanoTime());
        }
    }

    /** Stops listening and cuts all connections. */
    @Override
    public void close() {
        closed = true;
        listening.forEach(Gate::end);
        admission.all().forEach(Passage::close);
        threads.shutdown();
        tls.close();
    }

    static void end(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "broker: while closing a connection", e);
        }
    }
}

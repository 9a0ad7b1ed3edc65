package thiscord.broker.gate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.tls.Fingerprint;
import thiscord.tls.ServerTls;

/**
 * The broker's door for other machines: TLS, then a line {@code thiscord DOOR TOKEN}, where DOOR is {@code in}, {@code
 * out} or {@code replay}, answered by {@code ok GRANTS} or {@code no TEXT}; from then on it carries bytes between the peer
 * and that door on loopback, as far as the token's grants go. Thread-safe. A thread for each address, and two for each
 * connection, which are bounded; so is the time until a peer has logged in, and until it takes what is written to it.
 */
public final class Gate implements AutoCloseable {
    /** Where it listens unless told otherwise. */
    public static final int PORT = 5558;

    /** The real doors. */
    public record Doors(Address in, Address out, Address replay) {}

    /** Fewer than the broker's doors take, so that there is room for those on its own machine. */
    static final int MOST_CARRIED = 128;

    static final int MOST_OF_A_TOKEN = 16;
    static final int MOST_COMING = 64;
    static final long LOGIN_MILLIS = 5_000;
    private static final long WRITE_MILLIS = 30_000;
    /** What a peer is given that used to send heartbeats. */
    private static final long SILENCE_MILLIS = 45_000;

    private static final int MISSED_HEARTBEATS = 3;
    private static final int SWEEP_MILLIS = 1_000;
    private static final long PAUSE_NANOS = 100_000_000;
    private static final int MOST_LOGIN_BYTES = 200;
    private static final int CONNECT_MILLIS = 1_000;
    private static final Logger LOG = System.getLogger("thiscord.broker");

    private final ServerTls tls;
    private final Tokens tokens;
    private final Doors doors;
    private final int mostFrameBytes;
    private final long silenceMillis;
    private final List<ServerSocket> listening = new ArrayList<>();
    private final Set<Passage> coming = new LinkedHashSet<>();
    private final Set<Passage> carried = new LinkedHashSet<>();
    private final AtomicLong turnedAway = new AtomicLong();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, 2 * (MOST_CARRIED + MOST_COMING), 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
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
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (!closed) {
                    LOG.log(Level.WARNING, "broker: cannot accept a connection: " + e.getMessage());
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    /** Begins to serve a peer; if there is no thread for it, it is hung up on. */
    private void serve(Socket peer) throws IOException {
        Passage passage = new Passage(peer);
        admit(passage);
        try {
            Vanished.watchFor(peer);
            threads.execute(passage::run);
        } catch (IOException | RejectedExecutionException | OutOfMemoryError e) {
            gone(passage);
            passage.close();
            throw e;
        }
    }

    /** The oldest that has not logged in makes room. */
    private void admit(Passage passage) {
        sweep();
        Passage oldest = null;
        synchronized (this) {
            if (coming.size() >= MOST_COMING) {
                oldest = coming.iterator().next();
                coming.remove(oldest);
                turnedAway.incrementAndGet();
            }
            coming.add(passage);
        }
        if (oldest != null) {
            oldest.close();
        }
    }

    /** Ends those that take too long. */
    private void sweep() {
        long now = System.nanoTime();
        List<Passage> late = new ArrayList<>();
        synchronized (this) {
            coming.stream().filter(one -> one.since(now) > LOGIN_MILLIS).forEach(late::add);
            carried.stream()
                    .filter(one -> one.stuckFor(now) > WRITE_MILLIS || one.isSilent(now))
                    .forEach(late::add);
        }
        late.forEach(Passage::close);
    }

    /** Null, or why not. */
    private synchronized @Nullable String letIn(Passage passage, String token) {
        coming.remove(passage);
        boolean isFull = carried.size() >= MOST_CARRIED;
        if (isFull || carried.stream().filter(one -> token.equals(one.token)).count() >= MOST_OF_A_TOKEN) {
            return (isFull ? "there are " + MOST_CARRIED : "this token has " + MOST_OF_A_TOKEN)
                    + " connections, which is the most";
        }
        passage.token = token;
        carried.add(passage);
        return null;
    }

    private synchronized void gone(Passage passage) {
        coming.remove(passage);
        carried.remove(passage);
    }

    /** Stops listening and cuts all connections. */
    @Override
    public void close() {
        closed = true;
        List<Passage> all = new ArrayList<>();
        synchronized (this) {
            all.addAll(coming);
            all.addAll(carried);
        }
        listening.forEach(Gate::end);
        all.forEach(Passage::close);
        threads.shutdown();
        tls.close();
    }

    private static void end(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "broker: while closing a connection", e);
        }
    }

    /** One connection, from the peer to a door. */
    private final class Passage {
        private final Socket peer;
        private final long began = System.nanoTime();
        private volatile long writingSince;
        private volatile long readingSince;
        private volatile @Nullable Warden warden;
        /** Its token's name once it is carried; guarded by the gate. */
        private @Nullable String token;

        private volatile Socket secure;
        private volatile Socket door;

        Passage(Socket peer) {
            this.peer = peer;
            this.secure = peer;
            this.door = peer;
        }

        long since(long now) {
            return (now - began) / 1_000_000;
        }

        long stuckFor(long now) {
            long since = writingSince;
            return since == 0 ? 0 : (now - since) / 1_000_000;
        }

        /** True if it sent heartbeats, and then nothing at all for much longer. */
        boolean isSilent(long now) {
            Warden reader = warden;
            long since = readingSince;
            long between = reader == null ? 0 : reader.heartbeatNanos();
            return since != 0
                    && between != 0
                    && now - since
                            > Math.max(MISSED_HEARTBEATS * between, TimeUnit.MILLISECONDS.toNanos(silenceMillis));
        }

        void run() {
            String who = peer.getInetAddress().getHostAddress();
            try {
                peer.setTcpNoDelay(true);
                secure = tls.over(peer, InputStream.nullInputStream());
                carry(who);
            } catch (Warden.NotGranted e) {
                turnedAway.incrementAndGet();
                LOG.log(Level.WARNING, () -> "broker: cut " + who + " off: " + e.getMessage());
            } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> "broker: " + who + " has gone: " + e.getMessage());
            } finally {
                close();
            }
        }

        private void carry(String who) throws IOException {
            String[] words = line().split(" ", -1);
            Warden.Door wanted = words.length == 3 && words[0].equals("thiscord") ? door(words[1]) : null;
            if (wanted == null) {
                refuse("say: thiscord in|out|replay TOKEN");
                return;
            }
            Tokens.Token token = tokens.find(words[2]);
            if (token == null) {
                refuse("there is no such token");
                return;
            }
            String not = letIn(this, token.name());
            if (not != null) {
                refuse(not);
                return;
            }
            Address at = at(wanted);
            Socket to = new Socket();
            door = to;
            to.setTcpNoDelay(true);
            to.connect(new InetSocketAddress(at.host(), at.port()), CONNECT_MILLIS);
            LOG.log(Level.DEBUG, () -> "broker: " + token.name() + "@" + who + " is let in to " + wanted);
            say("ok " + token.grants());
            threads.execute(this::back);
            Warden reader = new Warden(wanted, token, mostFrameBytes, to.getOutputStream());
            warden = reader;
            byte[] bytes = new byte[16 << 10];
            InputStream in = secure.getInputStream();
            for (int n = read(in, bytes); n >= 0; n = read(in, bytes)) {
                reader.take(bytes, 0, n);
            }
        }

        private int read(InputStream in, byte[] bytes) throws IOException {
            readingSince = System.nanoTime() | 1;
            int n = in.read(bytes);
            readingSince = 0;
            return n;
        }

        private Warden.@Nullable Door door(String name) {
            return switch (name) {
                case "in" -> Warden.Door.IN;
                case "out" -> Warden.Door.OUT;
                case "replay" -> Warden.Door.REPLAY;
                default -> null;
            };
        }

        private Address at(Warden.Door wanted) {
            return switch (wanted) {
                case IN -> doors.in();
                case OUT -> doors.out();
                case REPLAY -> doors.replay();
            };
        }

        /** What the door says, to the peer. */
        private void back() {
            byte[] bytes = new byte[16 << 10];
            try {
                InputStream from = door.getInputStream();
                for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
                    writingSince = System.nanoTime() | 1;
                    secure.getOutputStream().write(bytes, 0, n);
                    writingSince = 0;
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> "broker: a connection from beyond has ended: " + e.getMessage());
            } finally {
                close();
            }
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            InputStream in = secure.getInputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0 || line.size() >= MOST_LOGIN_BYTES) {
                    throw new IOException("it did not log in");
                }
                line.write(b);
            }
            return line.toString(StandardCharsets.US_ASCII).stripTrailing();
        }

        private void say(String text) throws IOException {
            secure.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
        }

        private void refuse(String why) throws IOException {
            turnedAway.incrementAndGet();
            say("no " + why);
        }

        /** Ends it, whoever is in the middle of what: the sockets below TLS, since that waits for the peer. */
        void close() {
            gone(this);
            end(peer);
            end(door);
        }
    }
}

package thiscord.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.ThreadFaults;
import thiscord.tls.ClientTls;

/**
 * A way from a port of this machine through a broker's gate to one of its doors: TLS and a login, and then bytes. ZeroMQ
 * connects to the port. One connection at a time is carried, so that no other program comes in beside ours. It ends when the
 * gate says nothing for half a minute, as the heartbeats of {@link BrokerLink} are answered more often: then the network has
 * changed, and nobody would tell. Its threads are daemons ({@code broker-tunnel}). Thread-safe.
 */
public final class GateTunnel implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.link");
    private static final int CONNECT_MILLIS = 5_000;
    private static final int LOGIN_MILLIS = 10_000;
    private static final int SILENCE_MILLIS = 30_000;
    private static final long PAUSE_NANOS = 100_000_000;
    /** Limit of what is sent of the wanted topics. */
    private static final int MOST_WANTS = 4000;
    /** As an older gate begins its answer to a login that says what is wanted. */
    private static final String OLDER = "say: ";

    /** The tunnels of this process, by their ports, for messages. */
    private static final Map<Address, Address> GATES = new ConcurrentHashMap<>();

    /**
     * What somebody wants to do.
     *
     * @param publish topics to publish
     * @param follow beginnings of topics to follow; an empty one is all
     */
    public record Wants(List<String> publish, List<String> follow) {
        /** Nothing that is known before. */
        public static final Wants UNKNOWN = new Wants(List.of(), List.of());

        private String words() {
            StringBuilder words = new StringBuilder();
            publish.forEach(
                    topic -> words.append(" publish=").append(URLEncoder.encode(topic, StandardCharsets.UTF_8)));
            follow.forEach(topic -> words.append(" follow=").append(URLEncoder.encode(topic, StandardCharsets.UTF_8)));
            return words.length() > MOST_WANTS ? "" : words.toString();
        }
    }

    /** The grants of a token are in it: 100 beginnings of topics of 200 characters. */
    private static final int MOST_ANSWER = 64 << 10;

    private final Address gate;
    private final String door;
    private final String token;
    private final ClientTls tls;
    private final int silenceMillis;
    private final ServerSocket local;
    /** What is said behind the token; nothing to an older gate. */
    private volatile String wants;

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * Logs in once to see that it works, then listens.
     *
     * @param door {@code in}, {@code out} or {@code replay}
     * @throws Failure if the gate cannot be reached, has another key, or does not let us in
     */
    public static GateTunnel open(Address gate, String door, String token, ClientTls tls) {
        return open(gate, door, token, Wants.UNKNOWN, tls);
    }

    /** The same, and sees whether the token allows what is wanted. */
    public static GateTunnel open(Address gate, String door, String token, Wants wants, ClientTls tls) {
        return open(gate, door, token, wants, tls, SILENCE_MILLIS);
    }

    /** The same with another time in which something must come from the gate. */
    static GateTunnel open(Address gate, String door, String token, Wants wants, ClientTls tls, int silenceMillis) {
        try {
            GateTunnel tunnel = new GateTunnel(gate, door, token, wants, tls, silenceMillis);
            tunnel.enterOnce();
            tunnel.start();
            return tunnel;
        } catch (NotLetIn e) {
            throw new Failure(
                    ExitCode.CANNOT_REACH, "the broker at " + gate + " does not let us in: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.CANNOT_REACH,
                    "cannot reach the broker's gate at " + gate + ": " + ClientTls.why(e) + "; see --address",
                    e);
        }
    }

    /** The gate that a tunnel of this process leads to, if that is the address of one; for messages. */
    public static Address shown(Address address) {
        return GATES.getOrDefault(address, address);
    }

    private void enterOnce() throws IOException {
        try {
            enter().secure().close();
        } catch (NotLetIn | NoAnswer e) {
            // An older gate knows no more than the token, and little of it.
            if (wants.isEmpty() || e instanceof NotLetIn && !e.getMessage().startsWith(OLDER)) {
                throw e;
            }
            wants = "";
            enter().secure().close();
        }
    }

    private GateTunnel(Address gate, String door, String token, Wants wants, ClientTls tls, int silenceMillis)
            throws IOException {
        this.wants = wants.words();
        this.gate = gate;
        this.door = door;
        this.token = token;
        this.tls = tls;
        this.silenceMillis = silenceMillis;
        this.local = new ServerSocket(0, 1, InetAddress.getByName(Address.LOOPBACK));
    }

    /** The gate said no. */
    private static final class NotLetIn extends IOException {
        private static final long serialVersionUID = 1;

        NotLetIn(String why) {
            super(why);
        }
    }

    /** The gate hung up. */
    private static final class NoAnswer extends IOException {
        private static final long serialVersionUID = 1;

        NoAnswer() {
            super("it closed the connection instead of an answer");
        }
    }

    /** Where to connect to on this machine. */
    public Address address() {
        return Address.loopback(local.getLocalPort());
    }

    private void start() {
        GATES.put(address(), gate);
        thread(() -> {
            while (!local.isClosed()) {
                try (Socket ours = local.accept()) {
                    carry(ours);
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, () -> "tunnel to " + gate + ": " + e.getMessage());
                } catch (RuntimeException | Error e) {
                    ThreadFaults.report("a connection through the gate at " + gate + " failed and is made again", e);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        });
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "broker-tunnel");
        thread.setDaemon(true);
        thread.start();
    }

    /** A connection that is let in, and what is below its TLS: to close that waits for nobody. */
    private record Entered(Socket plain, Socket secure) {}

    /** Until either side ends it. */
    private void carry(Socket ours) throws IOException {
        try {
            Entered there = enter();
            open.add(there.plain());
            open.add(ours);
            if (local.isClosed()) {
                close();
            }
            ours.setTcpNoDelay(true);
            thread(() -> copy(there.secure(), ours, there.plain(), ours));
            copy(ours, there.secure(), there.plain(), ours);
        } catch (NotLetIn e) {
            LOG.log(Level.WARNING, () -> "the broker at " + gate + " does not let us in: " + e.getMessage());
        }
    }

    /** Until it cannot, and then ends both sides. */
    private void copy(Socket from, Socket to, Socket there, Socket ours) {
        byte[] bytes = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                out.write(bytes, 0, n);
            }
        } catch (SocketTimeoutException e) {
            LOG.log(Level.INFO, () -> "nothing comes from the broker's gate at " + gate + "; connecting again");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "tunnel to " + gate + ": " + e.getMessage());
        }
        end(there);
        end(ours);
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "tunnel to " + gate + ": " + e.getMessage());
        }
    }

    private Entered enter() throws IOException {
        Socket plain = new Socket();
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(LOGIN_MILLIS);
        try {
            plain.connect(new InetSocketAddress(gate.host(), gate.port()), CONNECT_MILLIS);
            Socket secure = tls.over(plain);
            String login = "thiscord " + door + " " + token + wants + "\n";
            secure.getOutputStream().write(login.getBytes(StandardCharsets.US_ASCII));
            String answer = line(secure.getInputStream());
            if (!answer.startsWith("ok ")) {
                throw new NotLetIn(answer.startsWith("no ") ? answer.substring(3) : "it is no gate of a broker");
            }
            plain.setSoTimeout(silenceMillis);
            return new Entered(plain, secure);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() >= MOST_ANSWER) {
                throw new NoAnswer();
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        GATES.remove(address());
        try {
            local.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a tunnel", e);
        }
        open.forEach(this::end);
    }
}

package thiscord.broker.gate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.tls.ServerTls;

/** One connection of the gate, from the peer to a door. {@link #run} is for a thread of its own; the rest for any. */
final class Passage {
    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final int MISSED_HEARTBEATS = 3;
    private static final int MOST_LOGIN_BYTES = 5000;
    private static final int CONNECT_MILLIS = 1_000;

    private final Gate gate;
    private final Socket peer;
    private final String network;
    private final long began = System.nanoTime();
    private volatile long writingSince;
    private volatile long readingSince;
    private volatile @Nullable Warden warden;
    private volatile boolean hasSaid;
    private volatile boolean hasTls;
    /** What the broker knows its connection to the door as; null before there is one. */
    private volatile @Nullable String vouched;

    private volatile Socket secure;
    private volatile Socket door;

    Passage(Gate gate, Socket peer) {
        this.gate = gate;
        this.peer = peer;
        this.network = Admission.network(peer.getInetAddress());
        this.secure = peer;
        this.door = peer;
    }

    /** Where it comes from, see {@link Admission#network}. */
    String network() {
        return network;
    }

    /** How far it has come: 0 has only connected, 1 has said something, 2 has completed the handshake of TLS. */
    int progress() {
        try {
            return hasTls ? 2 : hasSaid || peer.getInputStream().available() > 0 ? 1 : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    long since(long now) {
        return (now - began) / 1_000_000;
    }

    long stuckFor(long now) {
        long since = writingSince;
        return since == 0 ? 0 : (now - since) / 1_000_000;
    }

    /** True if it sent heartbeats, and then nothing at all for much longer. */
    boolean isSilent(long now, long silenceMillis) {
        Warden reader = warden;
        long since = readingSince;
        long between = reader == null ? 0 : reader.heartbeatNanos();
        return since != 0
                && between != 0
                && now - since > Math.max(MISSED_HEARTBEATS * between, TimeUnit.MILLISECONDS.toNanos(silenceMillis));
    }

    void run() {
        String who = peer.getInetAddress().getHostAddress();
        try {
            peer.setTcpNoDelay(true);
            // In front of TLS, which would not tell that a first byte has come.
            int first = peer.getInputStream().read();
            hasSaid = true;
            if (first >= 0) {
                secure = gate.tls().over(peer, new ByteArrayInputStream(new byte[] {(byte) first}));
                ServerTls.shake(secure);
                hasTls = true;
                carry(who);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "broker: " + who + " has gone: " + e.getMessage());
        } catch (Throwable e) {
            gate.turnedAway("fault", "a connection from " + who + " ended by a fault: " + e);
        } finally {
            close();
        }
    }

    private void carry(String who) throws IOException {
        String[] words = line().split(" ", -1);
        Warden.Door wanted = words.length >= 3 && words[0].equals("thiscord") ? door(words[1]) : null;
        if (wanted == null) {
            refuse("say: thiscord in|out|replay TOKEN");
            return;
        }
        Tokens.Token token = gate.holder(words[2]);
        if (token == null) {
            refuse("there is no such token");
            return;
        }
        String denied = token.grants().denied(List.of(words).subList(3, words.length));
        if (denied != null) {
            refuse(denied);
            return;
        }
        String not = gate.admission().letIn(this, token.name());
        if (not != null) {
            refuse(not);
            return;
        }
        Address at = at(wanted);
        Socket to = connected(at, token.grants());
        LOG.log(Level.DEBUG, () -> "broker: " + token.name() + "@" + who + " is let in to " + wanted);
        say("ok " + token.grants());
        gate.run(() -> back(wanted == Warden.Door.OUT ? token.grants() : null));
        Warden reader = new Warden(wanted, token, gate.mostFrameBytes(), to.getOutputStream());
        warden = reader;
        byte[] bytes = new byte[16 << 10];
        InputStream in = secure.getInputStream();
        try {
            for (int n = read(in, bytes); n >= 0; n = read(in, bytes)) {
                reader.take(bytes, 0, n);
            }
        } catch (Warden.NotGranted e) {
            gate.turnedAway("token " + token.name(), "cut " + token.name() + "@" + who + " off: " + e.getMessage());
        }
    }

    /** To a door, which is told before that this connection is the gate's. */
    private Socket connected(Address at, Grants grants) throws IOException {
        Socket to = new Socket();
        door = to;
        to.setTcpNoDelay(true);
        to.bind(new InetSocketAddress(at.host(), 0));
        String own = to.getLocalAddress().getHostAddress() + ":" + to.getLocalPort();
        gate.doors().vouched().put(own, grants::mayRead);
        vouched = own;
        to.connect(new InetSocketAddress(at.host(), at.port()), CONNECT_MILLIS);
        return to;
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
            case IN -> gate.doors().in();
            case OUT -> gate.doors().out();
            case REPLAY -> gate.doors().replay();
        };
    }

    /**
     * What the door says, to the peer.
     *
     * @param grants of which topics events are let through; null for all
     */
    private void back(@Nullable Grants grants) {
        byte[] bytes = new byte[16 << 10];
        try {
            OutputStream to = secure.getOutputStream();
            EventFilter filter =
                    grants == null || grants.followsPrefixesOnly() ? null : new EventFilter(grants::mayRead, to);
            InputStream from = door.getInputStream();
            for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
                writingSince = System.nanoTime() | 1;
                if (filter == null) {
                    to.write(bytes, 0, n);
                } else {
                    filter.take(bytes, n);
                }
                writingSince = 0;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "broker: a connection from beyond has ended: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            gate.turnedAway("fault", "a connection from beyond ended by a fault: " + e);
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
        gate.turnedAway(null, why);
        say("no " + why);
    }

    /** Ends it, whoever is in the middle of what: the sockets below TLS, since that waits for the peer. */
    void close() {
        gate.admission().gone(this);
        String own = vouched;
        if (own != null) {
            // Before the port is free for another.
            gate.doors().vouched().remove(own);
        }
        Gate.end(peer);
        Gate.end(door);
    }
}

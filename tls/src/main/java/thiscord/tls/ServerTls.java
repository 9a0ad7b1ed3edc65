package thiscord.tls;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Failure;
import thiscord.cli.Privileges;
import thiscord.cli.ThreadFaults;

/**
 * The server's side of TLS: version 1.3 only, no certificates of clients. Its files are looked at again every few
 * seconds on a thread of its own ({@code tls-watch}); new connections get the new key, a new one that cannot be used
 * leaves the old one in its place and is told in the log. Thread-safe.
 */
public final class ServerTls implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.tls");
    private static final int LOOK_EVERY_SECONDS = 5;
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final KeyFiles files;
    private @Nullable ScheduledThreadPoolExecutor watch;
    private volatile @Nullable ServerKey key;
    private @Nullable String seen;
    private boolean closed;

    /**
     * Reads the key, and makes it first if it is ours to make.
     *
     * @throws Failure bad configuration, if there is none that can be used
     */
    public static ServerTls open(KeyFiles files) {
        ServerTls tls = new ServerTls(files);
        tls.key();
        return tls;
    }

    /** Reads the key, or makes it, when it is first asked for: that takes up to a second, which not every start needs. */
    public static ServerTls whenNeeded(KeyFiles files) {
        return new ServerTls(files);
    }

    private ServerTls(KeyFiles files) {
        this.files = files;
    }

    /** True if the key is there, so that nothing here blocks. */
    public boolean ready() {
        return key != null;
    }

    private ServerKey key() {
        ServerKey now = key;
        return now == null ? Privileges.whole(this::load) : now;
    }

    private synchronized ServerKey load() {
        ServerKey loaded = key;
        if (loaded == null) {
            files.make();
            seen = files.stamp();
            loaded = ServerKey.read(files);
            key = loaded;
            if (!closed) {
                watch = watching();
            }
        }
        return loaded;
    }

    private ScheduledThreadPoolExecutor watching() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, body -> {
            Thread thread = new Thread(body, "tls-watch");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(
                ThreadFaults.recurring("tls-watch", this::lookAgain),
                LOOK_EVERY_SECONDS,
                LOOK_EVERY_SECONDS,
                TimeUnit.SECONDS);
        return timer;
    }

    /** What clients see now. */
    public Fingerprint fingerprint() {
        return key().fingerprint();
    }

    /** For one connection that was accepted. */
    public SSLEngine engine() {
        SSLEngine engine = key().context().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }

    /**
     * Over a connection that was accepted; the handshake begins with the first reading or writing, or by {@link #shake}.
     *
     * @param consumed what was read from it already
     */
    public Socket over(Socket accepted, InputStream consumed) throws IOException {
        SSLSocket socket = (SSLSocket) key().context().getSocketFactory().createSocket(accepted, consumed, true);
        socket.setUseClientMode(false);
        socket.setEnabledProtocols(PROTOCOLS);
        return socket;
    }

    /** Shakes hands over what {@link #over} gave; blocks as long as the timeout of the socket below lets it. */
    public static void shake(Socket over) throws IOException {
        ((SSLSocket) over).startHandshake();
    }

    /** Reads the files anew if they changed. A failure is told once for each change. */
    public synchronized void lookAgain() {
        String now = files.stamp();
        if (key == null || now == null || now.equals(seen)) {
            return;
        }
        seen = now;
        Fingerprint before = fingerprint();
        try {
            key = ServerKey.read(files);
        } catch (Failure | IllegalArgumentException e) {
            LOG.log(Level.WARNING, () -> "tls: keeps the key " + before + ": " + e.getMessage());
            return;
        }
        Fingerprint after = fingerprint();
        LOG.log(
                Level.INFO,
                () -> after.equals(before)
                        ? "tls: has read its certificate anew; the key " + after + " is the same"
                        : "tls: has another key now: " + after + " (it was " + before + ")");
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.shutdownNow();
        }
    }
}

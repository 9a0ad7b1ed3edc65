package thiscord.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.Failure;

/**
 * A client's side of TLS with one server: version 1.3 only, and the server is known by its key alone. Names and dates in
 * certificates are not looked at, so it makes no difference who signed them. Expected is the fingerprint that was given,
 * else the one that is remembered, else any: that is remembered then, and told. With {@link #forOneLogin} also the key that its
 * first connection met. Thread-safe.
 */
public final class ClientTls {
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final Address server;
    private final @Nullable Fingerprint pinned;
    private final @Nullable KnownServers known;
    private final Consumer<String> notice;
    private final SSLContext context;
    private final boolean oneKey;
    private final AtomicReference<@Nullable Fingerprint> first = new AtomicReference<>();

    /**
     * @param pinned what the server's key must be, or null to go by what is remembered
     * @param known where servers are remembered; null to remember none, with {@code pinned} alone
     * @param notice is given a line for the user when a server is met for the first time; on the thread that connects
     */
    public ClientTls(
            Address server, @Nullable Fingerprint pinned, @Nullable KnownServers known, Consumer<String> notice) {
        this(server, pinned, known, notice, false);
        if (pinned == null && known == null) {
            throw new IllegalArgumentException("somebody must say whom to trust");
        }
    }

    private ClientTls(
            Address server,
            @Nullable Fingerprint pinned,
            @Nullable KnownServers known,
            Consumer<String> notice,
            boolean oneKey) {
        this.server = server;
        this.pinned = pinned;
        this.known = known;
        this.notice = notice;
        this.oneKey = oneKey;
        try {
            context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[] {new PinnedTrust(this)}, new SecureRandom());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java from 17 on has TLS 1.3", e);
        }
    }

    /** Trusts that key alone, and remembers nothing. */
    public static ClientTls pinned(Address server, Fingerprint pinned) {
        return new ClientTls(server, pinned, null, notice -> {});
    }

    /**
     * Trusts any key: for {@link #forOneLogin} alone, with a server that proves in another way that the key is its own before
     * it is told anything.
     */
    public static ClientTls proven(Address server) {
        return new ClientTls(server, null, null, notice -> {}, true);
    }

    /** The same for the connections of one login: the key that the first of them meets is the only one for all of them. */
    public ClientTls forOneLogin() {
        return new ClientTls(server, pinned, known, notice, true);
    }

    /** True if there is a key that the server must have: one that was given, or is remembered, or could not be looked up. */
    public boolean isExpected() {
        try {
            return pinned != null || (known != null && known.find(server) != null);
        } catch (IOException e) {
            return true;
        }
    }

    /** The key that the first connection met, of {@link #forOneLogin}; null before. */
    public @Nullable Fingerprint met() {
        return first.get();
    }

    /** For one connection. When its handshake is over, {@link #met} is to be called. */
    public SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine(server.host(), server.port());
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }

    /**
     * Shakes hands over a connection; blocks as long as the timeout of that lets it.
     *
     * @param connected closed with what is returned, and if this fails
     * @throws IOException if there is no TLS at the other end, or not the server that is expected: then
     *     {@link UntrustedServer#reason} has a line for the user
     */
    public Socket over(Socket connected) throws IOException {
        try {
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(connected, server.host(), server.port(), true);
            socket.setEnabledProtocols(PROTOCOLS);
            socket.startHandshake();
            met(socket.getSession());
            return socket;
        } catch (IOException e) {
            connected.close();
            throw e;
        }
    }

    /** Remembers a server with which the handshake is over, so that it has proved to have the key. */
    public void met(SSLSession session) throws IOException {
        if (known == null) {
            return;
        }
        Fingerprint shown = Fingerprint.of((X509Certificate) session.getPeerCertificates()[0]);
        try {
            if (known.find(server) == null && known.remember(server, shown) && pinned == null) {
                notice.accept("met " + server + " for the first time; its key is " + shown + ", remembered in "
                        + known.file());
            }
        } catch (IOException e) {
            if (pinned == null) {
                throw new IOException(
                        "cannot remember the server in " + known.file() + ": " + Failure.why(e)
                                + "; --known-servers FILE names another file, --fingerprint the server's key",
                        e);
            }
            notice.accept("cannot remember the server in " + known.file() + ": " + Failure.why(e));
        }
    }

    /** Why a connection failed, in a line for the user. */
    public static String why(IOException e) {
        String untrusted = UntrustedServer.reason(e);
        if (untrusted != null) {
            return untrusted;
        }
        return e instanceof SSLException ? "no TLS came about (" + e.getMessage() + ")" : Failure.why(e);
    }

    /** True if a connection failed since no TLS came about, rather than for the server's key. */
    public static boolean lacking(@Nullable Throwable why) {
        return why instanceof SSLException && UntrustedServer.reason(why) == null;
    }

    /** @throws UntrustedServer if that is not the key which is expected */
    void check(X509Certificate certificate) throws CertificateException {
        Fingerprint shown = Fingerprint.of(certificate);
        checkExpected(shown);
        if (oneKey && !first.compareAndSet(null, shown) && !shown.equals(first.get())) {
            throw new UntrustedServer("the server at " + server + " shows the key " + shown + " but had " + first.get()
                    + " a moment ago: it was restarted with another, or somebody took its place; log in again");
        }
    }

    private void checkExpected(Fingerprint shown) throws UntrustedServer {
        if (pinned != null) {
            if (!pinned.equals(shown)) {
                throw new UntrustedServer("the server at " + server + " shows the key " + shown + " but " + pinned
                        + " is wanted (--fingerprint): this is not the server that was meant, or its key was"
                        + " changed; ask who runs it");
            }
            return;
        }
        Fingerprint remembered;
        try {
            remembered = known == null ? null : known.find(server);
        } catch (IOException e) {
            throw new UntrustedServer("cannot tell whether the server at " + server + " is known: " + Failure.why(e));
        }
        if (remembered != null && !remembered.equals(shown)) {
            throw new UntrustedServer("the server at " + server + " shows the key " + shown + " but had " + remembered
                    + " before: somebody may be in between, or its key was changed; ask who runs it, and if it was,"
                    + " take the line of " + server + " out of " + known.file());
        }
    }
}

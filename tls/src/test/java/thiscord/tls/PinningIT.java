package thiscord.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;

/** Both sides over real sockets: who is let in, who is remembered, and what is said of who is not. */
class PinningIT {
    private final List<String> notices = new ArrayList<>();

    @TempDir
    private Path folder;

    private ServerSocket listening;
    private ServerTls right;
    private ServerTls wrong;
    private KnownServers known;
    private Address server;

    @BeforeEach
    void setUp() throws IOException {
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        right = ServerTls.open(KeyFiles.inFolder(folder.resolve("right")));
        wrong = ServerTls.open(KeyFiles.inFolder(folder.resolve("wrong")));
        known = KnownServers.at(folder.resolve("known_servers"));
        server = Address.loopback(listening.getLocalPort());
    }

    @AfterEach
    void tearDown() throws IOException {
        right.close();
        wrong.close();
        listening.close();
    }

    @Test
    void aServerIsRememberedAtTheFirstTimeAndRefusedWithAnotherKey() throws Exception {
        assertThat(connect(right, null)).isNull();
        assertThat(notices)
                .containsExactly("met " + server + " for the first time; its key is " + right.fingerprint()
                        + ", remembered in " + known.file());
        assertThat(connect(right, null)).isNull();
        assertThat(notices).hasSize(1);

        Throwable refused = connect(wrong, null);

        assertThat(UntrustedServer.reason(refused))
                .isEqualTo("the server at " + server + " shows the key " + wrong.fingerprint() + " but had "
                        + right.fingerprint() + " before: somebody may be in between, or its key was changed; ask who"
                        + " runs it, and if it was, take the line of " + server + " out of " + known.file());
        assertThat(known.find(server)).isEqualTo(right.fingerprint());
    }

    @Test
    void aKeyThatIsPinnedNeedsNoTrustAtTheFirstTime() throws Exception {
        Throwable refused = connect(wrong, right.fingerprint());

        assertThat(UntrustedServer.reason(refused))
                .contains(wrong.fingerprint().text())
                .contains(right.fingerprint().text());
        assertThat(known.find(server)).isNull();

        assertThat(connect(right, right.fingerprint())).isNull();
        assertThat(notices).isEmpty();
        assertThat(known.find(server)).isEqualTo(right.fingerprint());
    }

    @Test
    void whatIsPinnedCountsMoreThanWhatIsRememberedAndDoesNotReplaceIt() throws Exception {
        connect(wrong, null);

        assertThat(connect(right, right.fingerprint())).isNull();

        assertThat(known.find(server)).isEqualTo(wrong.fingerprint());
        assertThat(UntrustedServer.reason(connect(right, null))).isNotNull();
    }

    @Test
    void aFileThatCannotBeReadTrustsNobody() throws Exception {
        Files.writeString(known.file(), server + " what\n");

        assertThat(UntrustedServer.reason(connect(right, null))).contains("is no fingerprint");
    }

    @Test
    void whoShowsACertificateWithoutItsKeyIsNotRemembered() throws Exception {
        SSLContext borrowed = SSLContext.getInstance("TLSv1.3");
        borrowed.init(new KeyManager[] {new Borrowed(folder)}, null, null);
        CompletableFuture<@Nullable Throwable> serving = serve(accepted -> {
            SSLSocket socket = (SSLSocket) borrowed.getSocketFactory().createSocket(accepted, null, true);
            socket.setUseClientMode(false);
            return socket;
        });

        Throwable refused = catchThrowable(() -> over(null));

        assertThat(serving.get()).isInstanceOf(IOException.class);
        assertThat(refused).isInstanceOf(IOException.class);
        assertThat(known.find(server)).isNull();
        assertThat(notices).isEmpty();
    }

    @Test
    void whoSpeaksNoTlsIsNotRemembered() throws Exception {
        CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> {
            try (Socket one = listening.accept()) {
                one.getOutputStream().write("{\"type\":\"refused\"}\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        Throwable refused = catchThrowable(() -> over(null));

        serving.get();
        assertThat(refused).isInstanceOf(IOException.class);
        assertThat(known.find(server)).isNull();
    }

    @Test
    void olderVersionsAreNotSpoken() throws Exception {
        CompletableFuture<@Nullable Throwable> serving = serve(right);
        SSLContext any = SSLContext.getInstance("TLS");
        any.init(null, new PinnedTrust[] {new PinnedTrust(new ClientTls(server, null, known, notices::add))}, null);
        try (SSLSocket old = (SSLSocket) any.getSocketFactory().createSocket(server.host(), server.port())) {
            old.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThat(catchThrowable(old::startHandshake)).isInstanceOf(IOException.class);
        }
        assertThat(serving.get()).isNotNull();
    }

    /** Null if all went well, else why the client did not connect. */
    private @Nullable Throwable connect(ServerTls as, @Nullable Fingerprint pinned) throws Exception {
        CompletableFuture<@Nullable Throwable> serving = serve(as);
        Throwable refused = catchThrowable(() -> over(pinned));
        serving.get();
        return refused;
    }

    private void over(@Nullable Fingerprint pinned) throws IOException {
        ClientTls tls = new ClientTls(server, pinned, known, notices::add);
        try (Socket socket = tls.over(new Socket(server.host(), server.port()))) {
            socket.getOutputStream().write(7);
            assertThat(socket.getInputStream().read()).isEqualTo(7);
        }
    }

    private CompletableFuture<@Nullable Throwable> serve(ServerTls as) {
        return serve(accepted -> as.over(accepted, new ByteArrayInputStream(new byte[0])));
    }

    /** How a server begins. */
    @FunctionalInterface
    private interface Begin {
        Socket over(Socket accepted) throws IOException;
    }

    private CompletableFuture<@Nullable Throwable> serve(Begin begin) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket accepted = listening.accept();
                    Socket one = begin.over(accepted)) {
                one.getOutputStream().write(one.getInputStream().read());
                return null;
            } catch (IOException e) {
                return e;
            }
        });
    }

    /** The right server's certificate with the wrong server's key. */
    private static final class Borrowed extends X509ExtendedKeyManager {
        private final X509Certificate certificate;
        private final PrivateKey key;

        Borrowed(Path folder) throws IOException, GeneralSecurityException {
            certificate = Pem.certificates(folder.resolve("right/server.pem")).get(0);
            key = Pem.key(folder.resolve("wrong/server.pem"), "EC");
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return "borrowed";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"borrowed"};
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}

package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.hub.session.CloseReason;
import thiscord.kit.LinePeer;
import thiscord.tls.ClientTls;
import thiscord.tls.Fingerprint;
import thiscord.tls.KeyFiles;
import thiscord.tls.KnownServers;
import thiscord.tls.Listening;
import thiscord.tls.UntrustedServer;

/** TLS and plain text at one port, over real sockets. */
class TlsIT {
    private static final int BURST = 2000;

    @TempDir
    private static Path folder;

    private static Hub hub;
    /** Takes TLS alone, as every hub does beyond loopback. */
    private static Hub strict;

    @BeforeAll
    static void setUp() {
        KeyFiles key = KeyFiles.inFolder(folder);
        Listening both = new Listening(Address.loopback(0), List.of(), key, false, true);
        HubSettings settings = HubSettings.alone(0).withOpenRooms(true);
        hub = Hub.start(settings.withListening(both));
        strict = Hub.start(settings.withListening(
                new Listening(Address.loopback(0), List.of(new Address("127.0.0.2", 0)), key, false, false)));
    }

    @AfterAll
    static void tearDown() {
        hub.close();
        strict.close();
    }

    private static LinePeer plain(Hub to) throws IOException {
        return LinePeer.connect(to.address().port());
    }

    private static LinePeer tls(Hub to) throws IOException {
        return tls(to.address(), KnownServers.at(folder.resolve("known_servers")));
    }

    private static LinePeer tls(Address at, KnownServers known) throws IOException {
        Socket socket = new Socket(at.host(), at.port());
        return LinePeer.over(new ClientTls(at, null, known, notice -> {}).over(socket));
    }

    @Test
    void whoSpeaksTlsAndWhoDoesNotTalkInOneRoom() throws IOException {
        String text = "sealed".repeat(500);
        try (LinePeer alice = tls(hub).hello("alice").join("lab");
                LinePeer script = tls(hub).send("/join lab");
                LinePeer bob = plain(hub).hello("bob").join("lab")) {
            script.until("* joined lab");

            bob.say("lab", "in the open");
            alice.say("lab", text);

            for (LinePeer each : List.of(alice, script, bob)) {
                each.until("in the open");
                assertThat(each.until("sealed")).contains(text);
            }
        }
    }

    @Test
    void aBurstOfMessagesComesThroughTlsWholeAndInOrder() throws Exception {
        try (LinePeer reader = tls(hub).send("/join burst");
                LinePeer writer = plain(hub).send("/join burst")) {
            reader.until("joined burst");
            writer.until("joined burst");
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < BURST; i++) {
                        writer.send("number " + i + " " + "x".repeat(300));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            for (int i = 0; i < BURST; i++) {
                assertThat(reader.until("number "))
                        .contains("number " + i + " xxx")
                        .endsWith("xxx");
            }
            writing.get();
        }
    }

    @Test
    void plainTextIsRefusedByOneLineWhereTlsIsWanted() throws IOException {
        try (LinePeer peer = plain(strict).send("/join lab")) {
            assertThat(peer.rest())
                    .containsExactly("! Plain text is not spoken here; connect with TLS, as thiscord client does.");
        }
    }

    @Test
    void itListensAtEachAddressWithOneKey() throws IOException {
        assertThat(hub.fingerprint()).isEqualTo(strict.fingerprint());
        try (LinePeer peer = tls(strict).send("hello")) {
            assertThat(peer.line()).isEqualTo("hello");
        }
    }

    @Test
    void anotherKeyIsRefused() throws IOException {
        KnownServers known = KnownServers.at(folder.resolve("pinned"));
        known.remember(hub.address(), Fingerprint.parse("SHA256:" + "A".repeat(43)));

        assertThatThrownBy(() -> tls(hub.address(), known))
                .satisfies(e -> assertThat(UntrustedServer.reason(e)).contains(String.valueOf(hub.fingerprint())));
    }

    @Test
    void whatWasSaidBeforeTheEndOfTheInputIsStillAnswered() throws IOException {
        try (LinePeer peer = tls(hub).send("one", "two")) {
            peer.endOutput();

            assertThat(peer.rest()).containsExactly("one", "two");
        }
    }

    @Test
    void aPeerThatQuitsSeesTheEndAndNoReset() throws IOException {
        try (LinePeer peer = tls(hub).send("hello", "/quit")) {
            assertThat(peer.rest()).containsExactly("hello");
        }
    }

    @Test
    void halfHandshakesKeepNobodyOutAndTheOldestMakeRoom() throws IOException {
        List<Socket> half = new ArrayList<>();
        try (LinePeer bystander = plain(hub).send("before")) {
            bystander.until("before");
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket("127.0.0.1", hub.address().port());
                half.add(socket);
                socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
            }

            try (LinePeer peer = tls(hub).send("in spite of them")) {
                assertThat(peer.line()).isEqualTo("in spite of them");
            }
            bystander.send("after").until("after");
            await().untilAsserted(() -> assertThat(ended(half.get(0))).isTrue());
            assertThat(ended(half.get(299))).isFalse();
        } finally {
            for (Socket one : half) {
                one.close();
            }
        }
    }

    @Test
    void garbageAfterTheFirstByteEndsThatConnectionAlone() throws IOException {
        try (LinePeer peer = tls(hub);
                Socket socket = new Socket("127.0.0.1", hub.address().port())) {
            socket.getOutputStream().write(new byte[] {0x16, 3, 3, 0, 40, 1, 2, 3, 4, 5, 6, 7, 8, 9});
            socket.getOutputStream().write(new byte[4000]);

            await().untilAsserted(() -> assertThat(ended(socket)).isTrue());
            assertThat(peer.send("still here").line()).isEqualTo("still here");
        }
        await().untilAsserted(() -> assertThat(hub.stats().closed())
                .containsKey(CloseReason.TLS_FAILED)
                .doesNotContainKey(CloseReason.INTERNAL));
    }

    /** True if the peer has ended it; alerts that came before are read over. */
    private static boolean ended(Socket socket) throws IOException {
        socket.setSoTimeout(50);
        try {
            int read = 0;
            while (read >= 0) {
                read = socket.getInputStream().read();
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }
}

package thiscord.broker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.broker.Broker;
import thiscord.broker.BrokerSettings;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.link.GateTunnel;
import thiscord.publisher.Confirming;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.Beginning;
import thiscord.subscriber.EventSubscriber;
import thiscord.subscriber.Numbered;
import thiscord.subscriber.ReceivedEvent;
import thiscord.subscriber.ReliableSubscriber;
import thiscord.tls.ClientTls;
import thiscord.tls.Fingerprint;
import thiscord.tls.KeyFiles;
import thiscord.tls.ServerTls;

/** From another machine into the broker, over real sockets. */
@Timeout(60)
class GateIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] READY_SUB = bytes("\4\31\5READY\13Socket-Type\0\0\0\3SUB");

    @TempDir
    private static Path folder;

    private static Broker broker;
    private static Gate gate;
    private static Address at;
    private static String token;

    @BeforeAll
    static void start() {
        broker = Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)));
        Tokens tokens = new Tokens(folder.resolve(Tokens.FILE));
        token = tokens.add("bot", new Grants(List.of("room/lab"), List.of("room/")));
        gate = broker.openTo(List.of(Address.loopback(0)), ServerTls.open(KeyFiles.inFolder(folder)), tokens);
        at = gate.addresses().get(0);
    }

    @AfterAll
    static void stop() {
        gate.close();
        broker.close();
    }

    private static GateTunnel tunnel(String door) {
        return GateTunnel.open(at, door, token, ClientTls.pinned(at, gate.fingerprint()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ReceivedEvent next(EventSubscriber from) throws InterruptedException {
        return Objects.requireNonNull(from.next(PATIENCE), "no event");
    }

    @Test
    void eventsGoInAndOutThroughTlsAndWhatIsNotGrantedDoesNot() throws Exception {
        try (GateTunnel in = tunnel("in");
                GateTunnel out = tunnel("out");
                EventSubscriber remote = EventSubscriber.connect(out.address(), List.of("room/"));
                EventSubscriber local = EventSubscriber.connect(broker.outAddress(), List.of(""));
                EventPublisher near = EventPublisher.connect(broker.inAddress(), 10, PATIENCE);
                EventPublisher far = EventPublisher.connect(in.address(), 1000, PATIENCE)) {
            await().atMost(PATIENCE).until(() -> {
                near.publish("room/ready", bytes("0"));
                return remote.next(Duration.ofMillis(100)) != null && local.next(Duration.ofMillis(100)) != null;
            });
            String large = "\"" + "x".repeat(100_000) + "\"";
            for (int i = 0; i < 20; i++) {
                assertThat(far.publish("room/lab", bytes(large), PATIENCE)).isTrue();
            }
            for (int i = 0; i < 20; i++) {
                ReceivedEvent event = next(remote);
                while (event.topic().equals("room/ready")) {
                    event = next(remote);
                }
                assertThat(event.topic()).isEqualTo("room/lab");
                assertThat(event.text()).isEqualTo(large);
            }

            long before = gate.turnedAway();
            far.publish("user/eve", bytes("1"));
            await().untilAsserted(() -> assertThat(gate.turnedAway()).isGreaterThan(before));
            near.publish("room/end", bytes("2"));

            for (ReceivedEvent event = next(local); !event.topic().equals("room/end"); event = next(local)) {
                assertThat(event.topic()).startsWith("room/");
            }
        }
    }

    @Test
    void whoHasNoTokenOrMeetsAnotherKeyIsToldWhy() {
        Fingerprint other = Fingerprint.parse("SHA256:" + "A".repeat(43));
        String wrong = "x".repeat(43);

        assertThatThrownBy(() -> GateTunnel.open(at, "in", wrong, ClientTls.pinned(at, gate.fingerprint())))
                .isInstanceOf(Failure.class)
                .hasMessage("the broker at " + at + " does not let us in: there is no such token");
        assertThatThrownBy(() -> GateTunnel.open(at, "in", token, ClientTls.pinned(at, other)))
                .isInstanceOf(Failure.class)
                .hasMessageContainingAll(other.text(), gate.fingerprint().text());
    }

    @Test
    void aPlainTlsClientLogsInWithALine() throws IOException {
        assertThat(answer("thiscord out " + token)).isEqualTo("ok publish=room/lab subscribe=room/");
        assertThat(answer("thiscord elsewhere " + token)).startsWith("no say: ");
        assertThat(answer("GET / HTTP/1.1")).startsWith("no say: ");
    }

    @Test
    void oneTokenDoesNotTakeThePlaceOfOthers() throws IOException {
        Tokens tokens = new Tokens(folder.resolve(Tokens.FILE));
        String greedy = tokens.add("greedy", new Grants(List.of(), List.of("room/")));
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < Admission.MOST_OF_A_TOKEN; i++) {
                Socket socket = ClientTls.pinned(at, gate.fingerprint()).over(new Socket(at.host(), at.port()));
                open.add(socket);
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.getOutputStream().write(bytes("thiscord out " + greedy + "\n"));
                assertThat(socket.getInputStream().read()).isEqualTo('o');
            }
            assertThat(answer("thiscord out " + greedy)).contains("no this token has 16 connections");
            assertThat(answer("thiscord out " + token)).startsWith("ok ");
        } finally {
            for (Socket one : open) {
                one.close();
            }
        }
    }

    @Test
    void twoTokensMayNameTheirPublishersAlike() throws Exception {
        Tokens tokens = new Tokens(folder.resolve(Tokens.FILE));
        String first = tokens.add("first", new Grants(List.of("room/"), List.of()));
        String second = tokens.add("second", new Grants(List.of("room/"), List.of()));
        Confirming same = new Confirming("same", 1, true);
        try (EventSubscriber local = EventSubscriber.connect(broker.outAddress(), List.of("room/alike"));
                EventPublisher near = EventPublisher.connect(broker.inAddress(), 10, PATIENCE)) {
            await().atMost(PATIENCE).until(() -> {
                near.publish("room/alike", bytes("0"));
                return local.next(Duration.ofMillis(100)) != null;
            });
            List<String> heard = new ArrayList<>();
            for (String who : List.of(first, second)) {
                try (GateTunnel way = GateTunnel.open(at, "replay", who, ClientTls.pinned(at, gate.fingerprint()));
                        EventPublisher far = EventPublisher.confirming(way.address(), same, 10, PATIENCE)) {
                    far.publish("room/alike", bytes("\"" + who + "\""));
                    assertThat(far.awaitConfirmed(PATIENCE)).isTrue();
                }
                String text = next(local).text();
                while (text.equals("0")) {
                    text = next(local).text();
                }
                heard.add(text);
            }

            assertThat(heard).containsExactly("\"" + first + "\"", "\"" + second + "\"");
        }
    }

    /** A subscription is a beginning of topics; what comes of others is not passed on. */
    @Test
    void whoMayFollowOneTopicGetsNoOther() throws Exception {
        Tokens tokens = new Tokens(folder.resolve(Tokens.FILE));
        String one = tokens.add("one", new Grants(List.of(), List.of("exact/build")));
        ClientTls tls = ClientTls.pinned(at, gate.fingerprint());
        try (GateTunnel out = GateTunnel.open(at, "out", one, tls);
                GateTunnel live = GateTunnel.open(at, "out", one, tls);
                GateTunnel replay = GateTunnel.open(at, "replay", one, tls);
                EventSubscriber plain = EventSubscriber.connect(out.address(), List.of("exact/build"));
                ReliableSubscriber reliable = ReliableSubscriber.connect(
                        live.address(), replay.address(), List.of("exact/build"), Beginning.NOW, null);
                EventPublisher near = EventPublisher.confirming(
                        broker.replayAddress(), Confirming.asSomebodyNew(true), 100, PATIENCE)) {
            assertThat(plain.awaitSubscribed(PATIENCE)).isTrue();
            await().atMost(PATIENCE).until(reliable::isCurrent);
            for (int i = 0; i < 3; i++) {
                near.publish("exact/builders-private", bytes("\"secret\""));
                near.publish("exact/build", bytes("" + i));
            }

            for (int i = 0; i < 3; i++) {
                ReceivedEvent event = next(plain);
                assertThat(event.topic() + event.text()).isEqualTo("exact/build" + i);
                Numbered numbered = reliable.next(PATIENCE);
                while (numbered instanceof Numbered.Position) {
                    numbered = reliable.next(PATIENCE);
                }
                assertThat(numbered).isInstanceOf(Numbered.Event.class);
                assertThat(((Numbered.Event) numbered).topic()).isEqualTo("exact/build");
            }
        }
    }

    @Test
    void aTokenOfAReleasedVersionIsForBeginningsOfTopicsAsItWasMade() throws IOException {
        Path file = folder.resolve("old-tokens");
        Files.writeString(file, "bot " + "h".repeat(43) + " publish=room/lab,* subscribe=room/\n");
        Tokens tokens = new Tokens(file);

        assertThat(tokens.all().get(0).grants()).isEqualTo(new Grants(List.of("room/lab*", "*"), List.of("room/")));
        tokens.add("other", new Grants(List.of("room/lab"), List.of()));

        assertThat(tokens.all().get(0).grants().publish()).containsExactly("room/lab*", "*");
        assertThat(tokens.all().get(1).grants().publish()).containsExactly("room/lab");
    }

    /** 650 connections a second that say nothing, or begin a handshake, from one address. */
    @ParameterizedTest
    @ValueSource(ints = {0, 6})
    void aCrowdThatDoesNotLogInKeepsNobodyOut(int bytes) throws Exception {
        List<Socket> crowd = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean over = new AtomicBoolean();
        Thread flood = new Thread(() -> {
            while (!over.get()) {
                try {
                    Socket one = new Socket();
                    crowd.add(one);
                    // Bytes of their own address are as far as those of another who does not go on.
                    one.bind(new InetSocketAddress("127.0.0.2", 0));
                    one.connect(new InetSocketAddress(at.host(), at.port()), 1000);
                    one.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1}, 0, bytes);
                    LockSupport.parkNanos(1_000_000);
                } catch (IOException full) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        });
        flood.start();
        try {
            await().atMost(PATIENCE).until(() -> crowd.size() > 2 * Admission.MOST_COMING);
            for (int i = 0; i < 5; i++) {
                try (Socket plain = new Socket(at.host(), at.port())) {
                    plain.setSoTimeout((int) PATIENCE.toMillis());
                    int before = crowd.size();
                    // As long as two round trips of 100 ms take, and more.
                    await().atMost(PATIENCE).until(() -> crowd.size() > before + 2 * Admission.MOST_COMING);
                    Socket secure = ClientTls.pinned(at, gate.fingerprint()).over(plain);
                    secure.getOutputStream().write(bytes("thiscord out " + token + "\n"));
                    assertThat(secure.getInputStream().read()).isEqualTo('o');
                }
            }
        } finally {
            over.set(true);
            flood.join();
            for (Socket one : crowd) {
                one.close();
            }
        }
    }

    /** Nothing comes from it any more, not even the end. */
    @Test
    void aPeerThatSentHeartbeatsAndFallsSilentIsLetGoOf() throws Exception {
        Gate.Doors doors = new Gate.Doors(
                broker.inAddress(), broker.outAddress(), broker.replayAddress(), new ConcurrentHashMap<>());
        ServerTls key = ServerTls.open(KeyFiles.inFolder(folder));
        try (Gate strict = Gate.open(
                        List.of(Address.loopback(0)), key, new Tokens(folder.resolve(Tokens.FILE)), doors, 10_000, 50);
                Socket quiet = peer(strict.addresses().get(0));
                Socket beating = peer(strict.addresses().get(0))) {
            byte[] ping = {4, 7, 4, 'P', 'I', 'N', 'G', 0, 0};
            beating.getOutputStream().write(ping);
            assertThat(beating.getInputStream().read()).isEqualTo(4);
            beating.getOutputStream().write(ping);

            assertThat(isCutOff(beating)).isTrue();
            quiet.getOutputStream().write(ping);
            assertThat(quiet.getInputStream().read()).isEqualTo(4);
        }
    }

    /** One that has shaken hands at the out door. */
    private static Socket peer(Address strict) throws IOException {
        Socket socket = ClientTls.pinned(strict, gate.fingerprint()).over(new Socket(strict.host(), strict.port()));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(bytes("thiscord out " + token + "\n"));
        byte[] hello = new byte[64];
        hello[0] = (byte) 0xFF;
        hello[9] = 0x7F;
        hello[10] = 3;
        System.arraycopy(bytes("NULL"), 0, hello, 12, 4);
        socket.getOutputStream().write(hello);
        socket.getOutputStream().write(READY_SUB);
        // The gate's line, then a greeting and READY.
        InputStream in = socket.getInputStream();
        while (in.read() != '\n') {
            continue;
        }
        in.readNBytes(64 + 1);
        in.readNBytes(in.read());
        return socket;
    }

    private static boolean isCutOff(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
            return true;
        } catch (SocketTimeoutException stillThere) {
            return false;
        } catch (IOException hungUp) {
            return true;
        }
    }

    private static String answer(String login) throws IOException {
        ClientTls tls = ClientTls.pinned(at, gate.fingerprint());
        try (Socket socket = tls.over(new Socket(at.host(), at.port()))) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(bytes(login + "\n"));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }

    @Test
    void halfHandshakesMakeRoomForWholeOnes() throws IOException {
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * Admission.MOST_COMING; i++) {
                Socket socket = new Socket(at.host(), at.port());
                half.add(socket);
                socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
            }

            assertThat(answer("thiscord out " + token)).startsWith("ok ");
        } finally {
            for (Socket one : half) {
                one.close();
            }
        }
    }

    @Test
    void tokensAreKeptAsHashesAndARemovedOneIsOut() throws IOException {
        Tokens tokens = new Tokens(folder.resolve(Tokens.FILE));
        String brief = tokens.add("brief", new Grants(List.of("*"), List.of()));
        assertThat(Files.readString(folder.resolve(Tokens.FILE)))
                .contains("brief ")
                .doesNotContain(brief);
        assertThat(answer("thiscord in " + brief)).isEqualTo("ok publish=* subscribe=");

        tokens.remove("brief");

        assertThat(answer("thiscord in " + brief)).isEqualTo("no there is no such token");
    }
}

package thiscord.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Main;
import thiscord.protocol.event.PlaneEvent;

@Timeout(60)
class EventPublisherIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** A bare ZeroMQ socket in the broker's place; belongs to the test's thread. */
    private static final class Peer implements AutoCloseable {
        private final ZMQ.Context context = ZMQ.context(1);
        private final ZMQ.Socket socket;
        private final int port;

        Peer(SocketType type, int wanted) {
            socket = context.socket(type);
            socket.setLinger(0);
            socket.setRcvHWM(0);
            socket.setReceiveTimeOut((int) LONG.toMillis());
            port = wanted == 0 ? socket.bindToRandomPort("tcp://127.0.0.1") : wanted;
            if (wanted != 0) {
                await().atMost(LONG).until(() -> socket.bind("tcp://127.0.0.1:" + wanted));
            }
        }

        String next() {
            String topic = socket.recvStr();
            return socket.hasReceiveMore() ? topic + " " + socket.recvStr() : topic;
        }

        List<String> next(int count) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(next());
            }
            return all;
        }

        @Override
        public void close() {
            socket.close();
            context.close();
        }
    }

    private static byte[] json(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> expected(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "t " + i).toList();
    }

    @Test
    void anEventArrivesAsTwoFrames() {
        try (Peer broker = new Peer(SocketType.PULL, 0);
                EventPublisher publisher = EventPublisher.connect(Address.loopback(broker.port), 10)) {
            publisher.publish("room/lab", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));

            assertThat(broker.next()).isEqualTo("room/lab {\"a\":1}");
        }
    }

    @Test
    void aPlaneEventArrivesAsCloudEvent() {
        PlaneEvent event = new PlaneEvent("user/bob", "user.login", "/hub/n", "7", 0, Map.of("nick", "bob"));
        try (Peer broker = new Peer(SocketType.PULL, 0);
                EventPublisher publisher = EventPublisher.connect(Address.loopback(broker.port), 10)) {
            publisher.publish(event);

            assertThat(broker.next())
                    .startsWith("user/bob {\"specversion\":\"1.0\",\"id\":\"7\"")
                    .contains("\"type\":\"thiscord.user.login\"")
                    .contains("\"data\":{\"nick\":\"bob\"}");
        }
    }

    @Test
    void anEventThatIsTooLongIsCountedAndTheNextOnesArrive() {
        try (Peer broker = new Peer(SocketType.PULL, 0);
                EventPublisher publisher = EventPublisher.connect(Address.loopback(broker.port), 10)) {
            publisher.publish(new PlaneEvent("t", "x", "/s", "1", 0, Map.of("text", "x".repeat(2 << 20))));
            publisher.publish("t", json(2));

            assertThat(broker.next()).isEqualTo("t 2");
            assertThat(publisher.stats().dropped()).isEqualTo(1);
        }
    }

    @Test
    void whatWaitsForTheBrokerArrivesWhenItComesAndTheOldestWereDropped() {
        int port = freedPort();
        try (EventPublisher publisher = EventPublisher.connect(Address.loopback(port), 10)) {
            for (int i = 1; i <= 25; i++) {
                publisher.publish("t", json(i));
            }
            assertThat(publisher.stats()).isEqualTo(new EventPublisher.Stats(10, 0, 15, 0, false));

            try (Peer broker = new Peer(SocketType.PULL, port)) {
                assertThat(broker.next(10)).isEqualTo(expected(16, 25));
            }
            assertThat(publisher.stats().sent()).isEqualTo(10);
        }
    }

    @Test
    void aLineThatIsNoUtf8EndsTheCommandAfterTheOnesBefore() {
        InputStream before = System.in;
        try (Peer broker = new Peer(SocketType.PULL, 0)) {
            System.setIn(new ByteArrayInputStream("ok1\nok2\n\u00ff\nok3\n".getBytes(StandardCharsets.ISO_8859_1)));

            int exit = Main.run(new PublisherCommand(), "--address", "127.0.0.1:" + broker.port, "t");

            assertThat(exit).isEqualTo(ExitCode.USAGE);
            assertThat(broker.next(2)).containsExactly("t {\"text\":\"ok1\"}", "t {\"text\":\"ok2\"}");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void closingAtOnceLosesNothing() {
        try (Peer broker = new Peer(SocketType.PULL, 0)) {
            try (EventPublisher publisher = EventPublisher.connect(Address.loopback(broker.port), 50_000)) {
                for (int i = 1; i <= 50_000; i++) {
                    publisher.publish("t", json(i));
                }
            }

            assertThat(broker.next(50_000)).isEqualTo(expected(1, 50_000));
        }
    }

    @Test
    void aRestartedBrokerIsFoundAgain() {
        int port;
        EventPublisher publisher;
        try (Peer broker = new Peer(SocketType.PULL, 0)) {
            port = broker.port;
            publisher = EventPublisher.connect(Address.loopback(port), 100);
            publisher.publish("t", json(1));
            assertThat(broker.next()).isEqualTo("t 1");
        }
        try (publisher) {
            await().atMost(LONG).until(() -> !publisher.stats().connected());
            publisher.publish("t", json(2));
            publisher.publish("t", json(3));

            try (Peer broker = new Peer(SocketType.PULL, port)) {
                assertThat(broker.next(2)).isEqualTo(expected(2, 3));
            }
        }
    }

    @Test
    void eventsAreNotGivenToSomethingElseThatListensThere() throws Exception {
        int port;
        EventPublisher publisher;
        try (Peer notTheBroker = new Peer(SocketType.XPUB, 0)) {
            port = notTheBroker.port;
            publisher = EventPublisher.connect(Address.loopback(port), 100);
            publisher.publish("t", json(1));

            assertThat(publisher.awaitConnected(Duration.ofSeconds(2))).isFalse();
            assertThat(publisher.stats()).isEqualTo(new EventPublisher.Stats(1, 0, 0, 0, false));
        }
        try (publisher;
                Peer broker = new Peer(SocketType.PULL, port)) {
            assertThat(broker.next()).isEqualTo("t 1");
        }
    }

    @Test
    void rubbishInTheBrokersPlaceIsSurvived() throws Exception {
        byte[] hostile = new byte[64 + 9];
        hostile[0] = (byte) 0xFF;
        hostile[9] = 0x7F;
        hostile[10] = 3;
        System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, hostile, 12, 4);
        hostile[64] = 2;
        java.util.Arrays.fill(hostile, 65, 73, (byte) 0xFF);
        int port;
        EventPublisher publisher;
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            publisher = EventPublisher.connect(Address.loopback(port), 100);
            publisher.publish("t", json(1));
            answer(server, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            answer(server, hostile);
        }
        try (publisher;
                Peer broker = new Peer(SocketType.PULL, port)) {
            assertThat(broker.next()).isEqualTo("t 1");
        }
    }

    private static void answer(ServerSocket server, byte[] bytes) throws IOException {
        try (Socket socket = server.accept();
                OutputStream out = socket.getOutputStream()) {
            out.write(bytes);
            out.flush();
            socket.setSoTimeout(1000);
            while (socket.getInputStream().read() >= 0) {
                // until the publisher has had enough
            }
        } catch (IOException expected) {
            // the publisher hung up hard, or waits for more
        }
    }

    @Test
    void closingWithoutABrokerDropsWhatWaitsAndLeavesNoThreadBehind() {
        EventPublisher publisher = EventPublisher.connect(Address.loopback(freedPort()), 10, Duration.ofMillis(200));
        publisher.publish("t", json(1));
        publisher.close();
        publisher.publish("t", json(2));

        assertThat(publisher.stats()).isEqualTo(new EventPublisher.Stats(0, 0, 2, 0, false));
        await().atMost(LONG)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(t -> t.getName().startsWith("publisher")));
    }

    @Test
    void anUnknownHostIsNotAnErrorUntilTheEnd() {
        EventPublisher publisher =
                EventPublisher.connect(new Address("no-such-host.invalid", 1), 10, Duration.ofMillis(50));
        publisher.publish("t", json(1));
        publisher.close();

        assertThat(publisher.stats().dropped()).isEqualTo(1);
    }

    @Test
    void topicsAndPayloadsAreCheckedAtOnce() {
        try (EventPublisher publisher = EventPublisher.connect(Address.loopback(freedPort()), 10, Duration.ZERO)) {
            assertThatThrownBy(() -> publisher.publish("", json(1))).hasMessageContaining("1 to 512 bytes");
            assertThatThrownBy(() -> publisher.publish("#t", json(1))).hasMessageContaining("'#'");
            assertThatThrownBy(() -> publisher.publish("t", new byte[(256 << 10) + 1]))
                    .hasMessageContaining("262144");
        }
    }

    /** A port where nothing listens; nobody else is expected to take it within the test. */
    private static int freedPort() {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import picocli.CommandLine;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Main;
import thiscord.protocol.event.BrokerStatus;
import thiscord.protocol.event.Confirm;
import thiscord.protocol.json.BrokerStatusJson;
import thiscord.publisher.Confirming;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.Beginning;
import thiscord.subscriber.EventSubscriber;
import thiscord.subscriber.ReliableSubscriber;

/** What a broker tells of itself, and of those who are too slow. */
@Timeout(60)
class StatusIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ZContext context = new ZContext();
    private Broker broker;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)));
    }

    @AfterEach
    void stop() {
        context.close();
        broker.close();
    }

    private BrokerStatus status(String prefix, String after) {
        BrokerStatus status = BrokerStatusJson.read(StatusQuestion.ask(broker.replayAddress(), prefix, after, LONG));
        assertThat(status).isNotNull();
        return status;
    }

    private static int run(StringWriter out, String... arguments) {
        return Main.run(new CommandLine(new BrokerCommand()).setOut(new PrintWriter(out, true)), arguments);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aSubscriberThatNeverReadsIsNamedAndCountedAndHoldsUpNobody() throws Exception {
        BrokerSettings usual = BrokerSettings.at(Address.loopback(0), Address.loopback(0));
        broker.close();
        broker = Broker.start(new BrokerSettings(
                usual.in(),
                usual.out(),
                usual.replay(),
                null,
                usual.journalAge(),
                usual.journalBytes(),
                List.of(),
                false,
                usual.maxPayloadBytes(),
                10,
                10,
                100,
                1000,
                50));
        ZMQ.Socket lazy = context.createSocket(SocketType.SUB);
        lazy.setRcvHWM(1);
        lazy.setReceiveBufferSize(4096);
        lazy.setHandshakeIvl(1000);
        lazy.subscribe("t");
        lazy.connect("tcp://" + broker.outAddress());
        byte[] payload = utf8("\"" + "x".repeat(200_000) + "\"");
        int events = 600;
        try (EventSubscriber quick = EventSubscriber.connect(broker.outAddress(), List.of("t"));
                EventPublisher publisher =
                        EventPublisher.confirming(broker.replayAddress(), Confirming.asSomebodyNew(false), 100, LONG)) {
            assertThat(quick.awaitSubscribed(LONG)).isTrue();
            await().atMost(LONG).until(() -> {
                // After a second try to connect, JeroMQ subscribes anew when the socket is asked for something.
                assertThat(lazy.recv(ZMQ.DONTWAIT)).isNull();
                return status("", "").subscribers().size() == 2;
            });
            for (int i = 0; i < events; i++) {
                assertThat(publisher.publish("t", payload, LONG)).isTrue();
                if (i % 20 == 19) {
                    for (int k = 0; k < 20; k++) {
                        assertThat(quick.next(LONG)).isNotNull();
                    }
                }
            }
            assertThat(publisher.awaitConfirmed(LONG)).isTrue();
        }
        BrokerStatus status = status("", "");

        assertThat(status.whole().missed()).isPositive();
        BrokerStatus.Subscriber slow = status.subscribers().get(0);
        assertThat(slow.missed()).isEqualTo(status.whole().missed());
        assertThat(slow.slow()).isTrue();
        assertThat(slow.address()).startsWith("127.0.0.1:");
        assertThat(status.publishers()).singleElement().satisfies(publisher -> {
            assertThat(publisher.upto()).isEqualTo(events);
            assertThat(publisher.taken()).isEqualTo(events);
        });
    }

    @Test
    void topicsHaveTheirOffsetsAndFollowersAndComeInParts() throws Exception {
        try (EventPublisher publisher = EventPublisher.connect(broker.inAddress(), 10_000);
                EventSubscriber plain = EventSubscriber.connect(broker.outAddress(), List.of("t/007", ""));
                ReliableSubscriber numbered =
                        ReliableSubscriber.connect(broker.outAddress(), null, List.of("t/"), Beginning.NOW, null)) {
            await().atMost(LONG).until(() -> plain.subscribed() && numbered.isCurrent());
            IntStream.range(0, 450).forEach(i -> publisher.publish(String.format(Locale.ROOT, "t/%03d", i), utf8("1")));
            publisher.publish("other", utf8("1"));
            await().atMost(LONG).until(() -> broker.stats().received() == 451);
            List<BrokerStatus.TopicLine> lines = new ArrayList<>();
            BrokerStatus part = status("t/", "");
            while (part.more()) {
                lines.addAll(part.topics());
                part = status("t/", lines.get(lines.size() - 1).topic());
            }
            lines.addAll(part.topics());

            assertThat(lines)
                    .hasSize(450)
                    .isSortedAccordingTo((a, b) -> a.topic().compareTo(b.topic()));
            assertThat(lines).allSatisfy(line -> assertThat(line.last()).isEqualTo(1));
            assertThat(lines.get(7).subscribers()).isEqualTo(3);
            assertThat(lines.get(8).subscribers()).isEqualTo(2);
            assertThat(part.followers()).isNotEmpty();
            assertThat(part.whole().numberedTopics()).isEqualTo(450);
        }
    }

    @Test
    void theCommandPrintsItForPeopleAndForPrograms() {
        StringWriter out = new StringWriter();
        try (EventPublisher publisher =
                EventPublisher.confirming(broker.replayAddress(), new Confirming("me", 1, true), 10, LONG)) {
            publisher.publish("t/\u001b[31m", utf8("1"));
        }

        assertThat(run(out, "status", "--replay", broker.replayAddress().toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .containsPattern("broker +up \\d+ s, 1 events")
                .containsPattern("journal +[0-9a-f]{16}, in memory: 1 events of 1 topics")
                .containsPattern("t/\\?\\[31m .* 1 to 1 +0")
                .containsPattern(Confirm.shown(utf8("me")) + " 127.0.0.1:\\d+ +1 +1 +0 +0")
                .doesNotContain("\u001b");
        assertThat(run(
                        out,
                        "status",
                        "--json",
                        "--replay",
                        broker.replayAddress().toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("{\"whole\":{\"journal\":");
        assertThat(run(
                        out,
                        "status",
                        "--timeout",
                        "300ms",
                        "--replay",
                        broker.inAddress().toString()))
                .isEqualTo(ExitCode.CANNOT_REACH);
    }

    @Test
    void fiveThousandTopicsOfOnePlainSubscriberAllArrive() throws Exception {
        List<String> topics =
                IntStream.range(0, 5000).mapToObj(i -> "t/" + i + "/").toList();
        try (EventSubscriber subscriber = EventSubscriber.connect(broker.outAddress(), topics);
                EventPublisher publisher = EventPublisher.connect(broker.inAddress(), 10_000)) {
            assertThat(subscriber.awaitSubscribed(LONG)).isTrue();
            await().atMost(LONG).until(() -> broker.stats().subscriptions() == 5000);
            for (String topic : topics) {
                assertThat(publisher.publish(topic, utf8("1"), LONG)).isTrue();
            }
            for (String topic : topics) {
                assertThat(subscriber.next(LONG))
                        .isNotNull()
                        .satisfies(event -> assertThat(event.topic()).isEqualTo(topic));
            }
        }
    }
}

package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
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
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.EventSubscriber;
import thiscord.subscriber.ReceivedEvent;

@Timeout(60)
class BrokerIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ZContext context = new ZContext();
    private Broker broker;
    private ZMQ.Socket push;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)));
        push = context.createSocket(SocketType.PUSH);
        push.setHandshakeIvl(1000);
        push.connect("tcp://" + broker.inAddress());
    }

    @AfterEach
    void stop() {
        context.close();
        broker.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A plain SUB socket that follows a prefix, once the broker has that. */
    private ZMQ.Socket follow(String prefix) {
        long before = broker.stats().subscriptions();
        ZMQ.Socket sub = context.createSocket(SocketType.SUB);
        sub.setReceiveTimeOut((int) LONG.toMillis());
        sub.setHandshakeIvl(1000);
        sub.subscribe(prefix);
        sub.connect("tcp://" + broker.outAddress());
        // Asking for its events lets the socket subscribe again, should its first connection fail.
        await().atMost(LONG)
                .pollInSameThread()
                .until(() -> sub.getEvents() >= 0 && broker.stats().subscriptions() > before);
        return sub;
    }

    private static List<String> message(ZMQ.Socket sub) {
        List<String> frames = new ArrayList<>();
        do {
            frames.add(sub.recvStr());
        } while (sub.hasReceiveMore());
        return frames;
    }

    private void pushFrames(String... frames) {
        for (int i = 0; i < frames.length; i++) {
            push.send(utf8(frames[i]), i + 1 < frames.length ? ZMQ.SNDMORE : 0);
        }
    }

    @Test
    void bothFormsGoOutAsExactlyTwoFrames() {
        ZMQ.Socket sub = follow("room/");
        pushFrames("room/lab", "{\"a\": 1}");
        pushFrames("{\"topic\":\"room/lab\",\"payload\":{\"b\": [2, null]}}");
        pushFrames(" {\"x\":0, \"payload\" : \"p\\n\", \"topic\":\"room\\/\\u00e9\"} ");

        assertThat(message(sub)).containsExactly("room/lab", "{\"a\": 1}");
        assertThat(message(sub)).containsExactly("room/lab", "{\"b\": [2, null]}");
        assertThat(message(sub)).containsExactly("room/é", "\"p\\n\"");
    }

    @Test
    void anythingElseIsCountedAndDroppedAndWhatFollowsArrives() {
        ZMQ.Socket sub = follow("");
        pushFrames("only one frame");
        pushFrames("{\"topic\":\"t\"}");
        pushFrames("{\"topic\":5,\"payload\":1}");
        pushFrames("a", "b", "c");
        pushFrames("a", "b", "c", "d");
        pushFrames("", "{}");
        pushFrames("#room/lab", "{}");
        pushFrames("x".repeat(513), "{}");
        pushFrames("t", "");
        push.send(new byte[] {(byte) 0xC0, (byte) 0x80}, ZMQ.SNDMORE);
        push.send("{}");
        pushFrames("{\"topic\":\"#t\",\"payload\":1}");
        pushFrames("t", "last");

        assertThat(message(sub)).containsExactly("t", "last");
        await().atMost(LONG).until(() -> broker.stats().received() == 12);
        assertThat(broker.stats().dropped()).isEqualTo(11);
    }

    @Test
    void aTopicGoesOnlyToThoseWhoFollowAPrefixOfIt() {
        ZMQ.Socket rooms = follow("room/");
        ZMQ.Socket bob = follow("user/bob");
        pushFrames("user/alice", "1");
        pushFrames("user/bobby", "2");
        pushFrames("room/lab", "3");

        assertThat(message(bob)).containsExactly("user/bobby", "2");
        assertThat(message(rooms)).containsExactly("room/lab", "3");
    }

    @Test
    void theLibrariesTalkThroughTheBrokerInOrder() throws InterruptedException {
        try (EventPublisher publisher = EventPublisher.connect(broker.inAddress(), 5000);
                EventSubscriber subscriber = EventSubscriber.connect(broker.outAddress(), List.of("t"))) {
            assertThat(subscriber.awaitSubscribed(LONG)).isTrue();
            for (int i = 0; i < 3000; i++) {
                publisher.publish("t", utf8(Integer.toString(i)));
            }

            for (int i = 0; i < 3000; i++) {
                ReceivedEvent event = subscriber.next(LONG);
                assertThat(event).isNotNull();
                assertThat(event.text()).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void aSubscriberOfFiveThousandTopicsGetsThemAll() throws InterruptedException {
        List<String> topics = IntStream.range(0, 5000)
                .mapToObj(i -> String.format(Locale.ROOT, "t/%05d", i))
                .toList();
        try (EventPublisher publisher = EventPublisher.connect(broker.inAddress(), 6000);
                EventSubscriber subscriber = EventSubscriber.connect(broker.outAddress(), topics)) {
            assertThat(subscriber.awaitSubscribed(LONG)).isTrue();
            for (String topic : topics) {
                assertThat(publisher.publish(topic, utf8("1"), LONG)).isTrue();
                ReceivedEvent event = subscriber.next(LONG);
                assertThat(event).isNotNull();
                assertThat(event.topic()).isEqualTo(topic);
            }
        }
    }

    @Test
    void aRestartHealsPublisherAndSubscriber() throws InterruptedException {
        Address in = broker.inAddress();
        Address out = broker.outAddress();
        try (EventPublisher publisher = EventPublisher.connect(in, 100);
                EventSubscriber subscriber = EventSubscriber.connect(out, List.of("t"))) {
            assertThat(subscriber.awaitSubscribed(LONG)).isTrue();
            assertThat(publisher.awaitConnected(LONG)).isTrue();

            broker.close();
            await().atMost(LONG)
                    .until(() -> !subscriber.subscribed() && !publisher.stats().connected());
            broker = Broker.start(BrokerSettings.at(in, out));
            assertThat(subscriber.awaitSubscribed(LONG)).isTrue();
            publisher.publish("t", utf8("2"));

            ReceivedEvent event = subscriber.next(LONG);
            assertThat(event).isNotNull();
            assertThat(event.text()).isEqualTo("2");
        }
    }

    @Test
    void aSubscriberAtTheWrongDoorFindsTheRightOneLater() throws Exception {
        Address place = broker.inAddress();
        try (EventSubscriber subscriber = EventSubscriber.connect(place, List.of("t"))) {
            assertThat(subscriber.awaitSubscribed(Duration.ofSeconds(1))).isFalse();

            broker.close();
            broker = Broker.start(BrokerSettings.at(Address.loopback(0), place));

            assertThat(subscriber.awaitSubscribed(LONG)).isTrue();
        }
    }

    @Test
    void whatWasTakenInIsGivenOutBeforeTheEnd() {
        ZMQ.Socket sub = follow("t");
        try (EventPublisher publisher = EventPublisher.connect(broker.inAddress(), 2000)) {
            for (int i = 0; i < 2000; i++) {
                publisher.publish("t", utf8(Integer.toString(i)));
            }
        }
        broker.close();

        for (int i = 0; i < 2000; i++) {
            assertThat(message(sub)).containsExactly("t", Integer.toString(i));
        }
    }

    @Test
    void aTakenPortIsAFailureThatNamesTheOption() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address address = Address.loopback(taken.getLocalPort());

            assertThatThrownBy(() -> Broker.start(BrokerSettings.at(Address.loopback(0), address)))
                    .isInstanceOfSatisfying(
                            Failure.class, f -> assertThat(f.exitCode()).isEqualTo(ExitCode.CANNOT_BIND))
                    .hasMessageContaining("cannot listen on " + address)
                    .hasMessageContaining("another program listens there")
                    .hasMessageContaining("--out");
        }
    }

    @Test
    void theEndFreesThePortsAndLeavesNoThread() {
        Address in = broker.inAddress();
        Address out = broker.outAddress();
        broker.close();

        broker = Broker.start(BrokerSettings.at(in, out));
        broker.close();
        await().atMost(LONG)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(t -> t.getName().startsWith("broker")));
    }
}

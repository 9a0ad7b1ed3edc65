package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.Beginning;
import thiscord.subscriber.Numbered;
import thiscord.subscriber.ReliableSubscriber;

/** A reliable subscriber misses nothing, whatever is done to its connection, its broker and its pace; or it says so. */
@Timeout(60)
class ReliableIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private @Nullable Broker broker;
    private @Nullable EventPublisher publisher;
    private Numbered.@Nullable Position position;
    private final Map<String, Long> seen = new HashMap<>();

    private static BrokerSettings settings() {
        return BrokerSettings.at(Address.loopback(0), Address.loopback(0));
    }

    private Broker start(BrokerSettings settings) {
        broker = Broker.start(settings);
        publisher = EventPublisher.connect(broker.inAddress(), 100_000);
        return broker;
    }

    @AfterEach
    void stop() {
        if (publisher != null) {
            publisher.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    private static ReliableSubscriber follow(Broker broker, String prefix, Beginning beginning) {
        return ReliableSubscriber.connect(
                broker.outAddress(), broker.replayAddress(), List.of(prefix), beginning, null);
    }

    private static void begun(ReliableSubscriber subscriber) {
        await().atMost(LONG).until(subscriber::isCurrent);
    }

    private void publish(String topic, int from, int to) {
        for (int i = from; i <= to; i++) {
            publisher.publish(topic, Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The next event or gap; positions are noted. */
    private Numbered next(ReliableSubscriber subscriber) throws InterruptedException {
        Numbered next = subscriber.next(LONG);
        while (next instanceof Numbered.Position) {
            position = (Numbered.Position) next;
            seen.putAll(position.seen());
            next = subscriber.next(LONG);
        }
        assertThat(next).isNotNull();
        if (next instanceof Numbered.Event) {
            seen.put(((Numbered.Event) next).topic(), ((Numbered.Event) next).offset());
        }
        return next;
    }

    private void expect(ReliableSubscriber subscriber, String topic, int from, int to) throws InterruptedException {
        for (int i = from; i <= to; i++) {
            int expected = i;
            assertThat(next(subscriber)).isInstanceOfSatisfying(Numbered.Event.class, event -> {
                assertThat(event.topic()).isEqualTo(topic);
                assertThat(event.offset()).isEqualTo(expected);
            });
        }
    }

    @Test
    void whatIsLostWithCutConnectionsIsFetched() throws Exception {
        start(settings());
        try (CuttableWire lane = new CuttableWire(broker.outAddress());
                CuttableWire door = new CuttableWire(broker.replayAddress());
                ReliableSubscriber subscriber =
                        ReliableSubscriber.connect(lane.address(), door.address(), List.of("t"), Beginning.NOW, null)) {
            begun(subscriber);
            for (int round = 0; round < 3; round++) {
                publish("t", round * 2000 + 1, round * 2000 + 1000);
                expectPayloads(subscriber, round * 2000 + 1, round * 2000 + 200);
                lane.cut();
                if (round % 2 == 0) {
                    door.cut();
                }
                publish("t", round * 2000 + 1001, round * 2000 + 2000);
                expectPayloads(subscriber, round * 2000 + 201, round * 2000 + 2000);
            }
        }
    }

    private void expectPayloads(ReliableSubscriber subscriber, int from, int to) throws InterruptedException {
        for (int i = from; i <= to; i++) {
            int expected = i;
            assertThat(next(subscriber)).isInstanceOfSatisfying(Numbered.Event.class, event -> {
                assertThat(event.text()).isEqualTo(Integer.toString(expected));
                assertThat(event.offset()).isEqualTo(expected);
            });
        }
    }

    @Test
    void morePrefixesThanAQuestionMayHaveAreAskedForInSeveral() throws Exception {
        start(settings());
        List<String> prefixes =
                IntStream.range(0, 250).mapToObj(i -> "t/" + i + "/").toList();
        try (ReliableSubscriber subscriber = ReliableSubscriber.connect(
                broker.outAddress(), broker.replayAddress(), prefixes, Beginning.NOW, null)) {
            begun(subscriber);
            publish("t/0/", 1, 1);
            publish("t/249/", 1, 1);
            expect(subscriber, "t/0/", 1, 1);
            expect(subscriber, "t/249/", 1, 1);
        }
    }

    @Test
    void whatIsDroppedAtTheHighWaterMarkIsFetchedAndSoIsALossAtTheEnd() throws Exception {
        BrokerSettings usual = settings();
        start(new BrokerSettings(
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
                5));
        try (ReliableSubscriber slow = follow(broker, "t", Beginning.NOW)) {
            begun(slow);
            byte[] payload = ("\"" + "x".repeat(20_000) + "\"").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1400; i++) {
                publisher.publish("t", payload);
            }
            await().atMost(LONG).until(() -> broker.stats().received() == 1400);

            expect(slow, "t", 1, 1400);
        }
    }

    @Test
    void whoComesBackGoesOnWhereItWas() throws Exception {
        start(settings());
        try (ReliableSubscriber first = follow(broker, "", Beginning.NOW)) {
            begun(first);
            publish("a", 1, 10);
            expectPayloads(first, 1, 5);
        }
        publish("b", 1, 3);
        Numbered.Position was = new Numbered.Position(position.journal(), position.serial(), Map.copyOf(seen));

        try (ReliableSubscriber second = ReliableSubscriber.connect(
                broker.outAddress(), broker.replayAddress(), List.of(""), Beginning.NOW, was)) {
            List<String> heard = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Numbered.Event event = (Numbered.Event) next(second);
                heard.add(event.topic() + event.text());
            }

            assertThat(heard).filteredOn(one -> one.startsWith("a")).containsExactly("a6", "a7", "a8", "a9", "a10");
            assertThat(heard).filteredOn(one -> one.startsWith("b")).containsExactly("b1", "b2", "b3");
        }
    }

    @Test
    void aNewcomerBeginsWhereItIsTold() throws Exception {
        start(settings());
        try (ReliableSubscriber early = follow(broker, "t", Beginning.NOW)) {
            begun(early);
            publish("t", 1, 5);
            expectPayloads(early, 1, 5);
        }

        try (ReliableSubscriber from = follow(broker, "t", new Beginning(4, null, false));
                ReliableSubscriber last = follow(broker, "t", new Beginning(0, null, true));
                ReliableSubscriber since = follow(broker, "t", new Beginning(0, Duration.ofHours(1), false))) {
            expectPayloads(from, 4, 5);
            expectPayloads(last, 5, 5);
            expectPayloads(since, 1, 5);
        }
    }

    @Test
    void whatTheJournalHasNoMoreIsAGapWithItsOffsets() throws Exception {
        start(settings().withJournal(null, Duration.ofHours(1), 1 << 20));
        try (ReliableSubscriber early = follow(broker, "t", Beginning.NOW)) {
            begun(early);
        }
        byte[] payload = ("\"" + "x".repeat(2000) + "\"").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2000; i++) {
            publisher.publish("t", payload);
        }
        await().atMost(LONG).until(() -> broker.stats().received() == 2000);

        try (ReliableSubscriber late = follow(broker, "t", new Beginning(100, null, false))) {
            Numbered.Gap gap = (Numbered.Gap) next(late);
            assertThat(gap.topic()).isEqualTo("t");
            assertThat(gap.from()).isEqualTo(100);
            assertThat(gap.to()).isBetween(1400L, 1999L);
            seen.put("t", gap.to());
            expect(late, "t", (int) gap.to() + 1, 2000);
        }
    }

    @Test
    void aRestartWithFilesLosesNothingAndOneWithoutIsTold() throws Exception {
        BrokerSettings inFiles = settings().withJournal(folder, Duration.ofHours(1), 1 << 20);
        Broker first = start(inFiles);
        BrokerSettings again = BrokerSettings.at(first.inAddress(), first.outAddress())
                .withReplay(first.replayAddress())
                .withJournal(folder, Duration.ofHours(1), 1 << 20);
        try (ReliableSubscriber subscriber = follow(first, "t", Beginning.NOW)) {
            begun(subscriber);
            publish("t", 1, 100);
            expectPayloads(subscriber, 1, 100);
            restart(first, again);
            publish("t", 101, 200);
            expectPayloads(subscriber, 101, 200);

            restart(broker, again.withJournal(null, Duration.ofHours(1), 1 << 20));
            assertThat(next(subscriber))
                    .isInstanceOfSatisfying(
                            Numbered.Gap.class, gap -> assertThat(gap.topic()).isNull());
            publish("t", 1, 10);
            expectPayloads(subscriber, 1, 10);
        }
    }

    private void restart(Broker running, BrokerSettings settings) throws InterruptedException {
        running.close();
        broker = Broker.start(settings);
        await().atMost(LONG).until(() -> publisher.stats().connected());
    }

    @Test
    void aPrefixThatIsNoneIsRefused() {
        assertThatThrownBy(() -> ReliableSubscriber.connect(
                        Address.loopback(1), Address.loopback(2), List.of("#t"), Beginning.NOW, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("#");
    }

    @Test
    void fiveThousandTopicsOfOneSubscriberAllArrive() throws Exception {
        start(settings());
        try (ReliableSubscriber subscriber = follow(broker, "t/", Beginning.NOW)) {
            begun(subscriber);
            for (int i = 0; i < 5000; i++) {
                publish("t/" + i, 1, 1);
            }
            for (int i = 0; i < 5000; i++) {
                assertThat(next(subscriber)).isInstanceOf(Numbered.Event.class);
            }

            assertThat(seen)
                    .hasSize(5000)
                    .allSatisfy((topic, last) -> assertThat(last).isEqualTo(1));
        }
    }

    @Test
    void theReplayDoorNeedNotBeToldAndIsFoundAgainElsewhere() throws Exception {
        BrokerSettings inFiles = settings().withJournal(folder, Duration.ofHours(1), 1 << 20);
        Broker first = start(inFiles);
        try (ReliableSubscriber subscriber =
                ReliableSubscriber.connect(first.outAddress(), null, List.of("t"), Beginning.NOW, null)) {
            begun(subscriber);
            publish("t", 1, 10);
            expectPayloads(subscriber, 1, 10);
            BrokerSettings elsewhere = BrokerSettings.at(first.inAddress(), first.outAddress())
                    .withJournal(folder, Duration.ofHours(1), 1 << 20);
            restart(first, elsewhere);
            assertThat(broker.replayAddress()).isNotEqualTo(first.replayAddress());
            publish("t", 11, 20);
            expectPayloads(subscriber, 11, 20);
        }
    }

    @Test
    void theReplayDoorOfAnotherBrokerIsRefused() {
        start(settings());
        try (Broker other = Broker.start(settings());
                ReliableSubscriber subscriber = ReliableSubscriber.connect(
                        broker.outAddress(), other.replayAddress(), List.of("t"), Beginning.NOW, null)) {
            assertThatThrownBy(() -> subscriber.next(LONG))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            broker.outAddress() + " and " + other.replayAddress() + " are not of one broker");
        }
    }
}

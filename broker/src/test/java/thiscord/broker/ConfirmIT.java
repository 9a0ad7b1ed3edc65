package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import thiscord.protocol.event.Replay;
import thiscord.publisher.Confirming;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.EventSubscriber;
import thiscord.subscriber.ReceivedEvent;

/** Publishing with confirmation, as plain ZeroMQ sockets see it and as the library does it. */
@Timeout(60)
class ConfirmIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final ZContext context = new ZContext();
    private Broker broker;

    @BeforeEach
    void start() {
        start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)), null);
    }

    private void start(BrokerSettings settings, @Nullable Path journal) {
        broker = Broker.start(settings.withJournal(journal, Duration.ofHours(1), 1 << 20));
    }

    /** At the same doors. */
    private void restart(@Nullable Path journal) {
        BrokerSettings same =
                BrokerSettings.at(broker.inAddress(), broker.outAddress()).withReplay(broker.replayAddress());
        broker.close();
        start(same, journal);
    }

    @AfterEach
    void stop() {
        context.close();
        broker.close();
    }

    private ZMQ.Socket dealer() {
        ZMQ.Socket socket = context.createSocket(SocketType.DEALER);
        socket.setReceiveTimeOut((int) LONG.toMillis());
        socket.setHandshakeIvl(1000);
        socket.connect("tcp://" + broker.replayAddress());
        return socket;
    }

    private static List<String> ask(ZMQ.Socket dealer, String... frames) {
        for (int i = 0; i < frames.length; i++) {
            dealer.send(frames[i].getBytes(StandardCharsets.UTF_8), i + 1 < frames.length ? ZMQ.SNDMORE : 0);
        }
        List<String> answer = new ArrayList<>();
        do {
            answer.add(dealer.recvStr());
        } while (dealer.hasReceiveMore());
        return answer;
    }

    private String journal(ZMQ.Socket dealer) {
        return ask(dealer, "HEADS", "1", "", "", "t").get(2);
    }

    private static List<String> read(ZMQ.Socket dealer) {
        List<String> answer = ask(dealer, "READ", "r", "t", "1", "1000", "200000");
        List<String> payloads = new ArrayList<>();
        for (int i = 7; i < answer.size(); i += 2) {
            payloads.add(answer.get(i));
        }
        return payloads;
    }

    @Test
    void anEventIsConfirmedWhenItIsKeptAndTakenOnce() {
        ZMQ.Socket dealer = dealer();
        String journal = journal(dealer);

        assertThat(ask(dealer, "PUBLISH", "a", "me", "1", "1", "always", "t", "1", "t", "2"))
                .containsExactly("CONFIRMED", "a", journal, "me", "2");
        assertThat(ask(dealer, "PUBLISH", "b", "me", "1", "2", "always", "t", "2", "t", "3"))
                .containsExactly("CONFIRMED", "b", journal, "me", "3");
        assertThat(ask(dealer, "PUBLISH", "c", "you", "1", "1", "always", "t", "4"))
                .containsExactly("CONFIRMED", "c", journal, "you", "1");

        assertThat(read(dealer)).containsExactly("1", "2", "3", "4");
    }

    @Test
    void aPublisherIsToldBeforeItPublishesWhetherTheJournalIsInMemory() throws Exception {
        BlockingQueue<String> journals = new LinkedBlockingQueue<>();
        try (EventPublisher publisher = EventPublisher.confirming(
                broker.replayAddress(), new Confirming("me", 1, true, journals::add), 10, LONG)) {
            assertThat(Replay.isInMemory(journals.poll(20, TimeUnit.SECONDS))).isTrue();

            restart(folder);

            assertThat(Replay.isInMemory(journals.poll(20, TimeUnit.SECONDS))).isFalse();
            publisher.publish("t", "1".getBytes(StandardCharsets.UTF_8));
            assertThat(publisher.awaitConfirmed(LONG)).isTrue();
            assertThat(journals).isEmpty();
        }
    }

    @Test
    void whatTheDiskDoesNotTakeIsNotConfirmedWhereItHasToSurviveAPowerCut() throws IOException {
        broker.close();
        Path events = folder.resolve("events");
        start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)).withPowerCuts(true), events);
        ZMQ.Socket dealer = dealer();
        assertThat(ask(dealer, "PUBLISH", "1", "me", "1", "1", "always", "t", "1"))
                .endsWith("me", "1");

        for (int i = 2; i < 100; i++) {
            Files.createDirectories(events.resolve(String.format(Locale.ROOT, "%019d.events", i)));
        }
        dealer.setReceiveTimeOut(200);
        String long1 = "1".repeat(200_000);
        int confirmed = 1;
        while (ask(dealer, "PUBLISH", "n", "me", "1", "" + (confirmed + 1), "always", "t", long1)
                        .get(0)
                != null) {
            confirmed++;
            assertThat(confirmed).isLessThan(20);
        }

        dealer.setReceiveTimeOut((int) LONG.toMillis());
        assertThat(read(dealer)).isNotEmpty();
        for (int i = 2; i < 100; i++) {
            Files.delete(events.resolve(String.format(Locale.ROOT, "%019d.events", i)));
        }
    }

    @Test
    void whatComesTooEarlyIsNotTakenAndWhatIsGivenUpIsPassedOver() {
        ZMQ.Socket dealer = dealer();
        ask(dealer, "PUBLISH", "a", "me", "1", "1", "always", "t", "1");

        assertThat(ask(dealer, "PUBLISH", "b", "me", "2", "3", "always", "t", "3"))
                .endsWith("me", "1");
        assertThat(ask(dealer, "PUBLISH", "c", "me", "7", "7", "always", "t", "7"))
                .endsWith("me", "7");
        assertThat(ask(dealer, "PUBLISH", "d", "me", "2", "2", "always", "t", "2"))
                .endsWith("me", "7");

        assertThat(read(dealer)).containsExactly("1", "7");
    }

    @Test
    void anEventThatIsWrongIsRefusedByItsNumberEachTimeAndTheOthersAreTaken() {
        ZMQ.Socket dealer = dealer();

        for (int i = 0; i < 2; i++) {
            assertThat(ask(dealer, "PUBLISH", "a", "me", "1", "1", "always", "t", "1", "#t", "2", "t", "", "t", "4"))
                    .hasSize(9)
                    .startsWith("CONFIRMED", "a")
                    .containsSequence("me", "4", "2", "a topic does not begin with '#'", "3", "an empty payload");
        }
        assertThat(read(dealer)).containsExactly("1", "4");
    }

    @Test
    void aMessageThatIsNoneIsRefused() {
        ZMQ.Socket dealer = dealer();

        assertThat(ask(dealer, "PUBLISH", "a", "me", "1", "1", "always", "t")).startsWith("REFUSED", "a");
        assertThat(ask(dealer, "PUBLISH", "b", "me", "2", "1", "always", "t", "1"))
                .startsWith("REFUSED", "b");
        assertThat(ask(dealer, "PUBLISH", "c", "m e", "1", "1", "always", "t", "1"))
                .startsWith("REFUSED", "c");
        assertThat(ask(dealer, "PUBLISH", "d", "me", "1", "1", "never", "t", "1"))
                .startsWith("REFUSED", "d");
        assertThat(ask(dealer, "PUBLISH", "e", "me", "1", "1", "always", "t", "1"))
                .startsWith("CONFIRMED", "e");
    }

    @Test
    void whatNobodyFollowsIsKeptOnlyWhenItIsToBe() {
        ZMQ.Socket dealer = dealer();
        ask(dealer, "PUBLISH", "a", "me", "1", "1", "followed", "t", "1");
        ask(dealer, "PUBLISH", "b", "me", "2", "2", "always", "t", "2");
        journal(dealer);
        ask(dealer, "PUBLISH", "c", "me", "3", "3", "followed", "t", "3");

        assertThat(read(dealer)).containsExactly("2", "3");
    }

    @Test
    void aRestartKnowsWhatWasTakenIfTheJournalIsInFiles() {
        restart(folder.resolve("events"));
        ask(dealer(), "PUBLISH", "a", "me", "1", "1", "always", "t", "1", "t", "2");
        restart(folder.resolve("events"));
        ZMQ.Socket dealer = dealer();

        assertThat(ask(dealer, "PUBLISH", "b", "me", "1", "1", "always", "t", "1", "t", "2", "t", "3"))
                .endsWith("me", "3");
        assertThat(read(dealer)).containsExactly("1", "2", "3");
    }

    @Test
    void whatIsConfirmedComesInOneOrderOnBothLanes() throws Exception {
        try (EventSubscriber plain = EventSubscriber.connect(broker.outAddress(), List.of("t"));
                EventPublisher one = publisher(1000);
                EventPublisher other = publisher(1000)) {
            assertThat(plain.awaitSubscribed(LONG)).isTrue();
            journal(dealer());
            for (int i = 0; i < 400; i++) {
                one.publish("t", payload("1" + i));
                other.publish("t", payload("2" + i));
            }
            List<String> heard = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                ReceivedEvent event = plain.next(LONG);
                assertThat(event).isNotNull();
                heard.add(event.text());
            }

            assertThat(read(dealer())).isEqualTo(heard);
            assertThat(heard.stream().filter(text -> text.startsWith("1")))
                    .hasSize(400)
                    .startsWith("10", "11", "12")
                    .endsWith("1399");
        }
    }

    private EventPublisher publisher(int backlog) {
        return EventPublisher.confirming(broker.replayAddress(), Confirming.asSomebodyNew(true), backlog, LONG);
    }

    private static byte[] payload(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theLibraryConfirmsEachEventOnceThoughItsConnectionIsCut() throws Exception {
        try (CuttableWire wire = new CuttableWire(broker.replayAddress());
                EventPublisher publisher =
                        EventPublisher.confirming(wire.address(), Confirming.asSomebodyNew(true), 10_000, LONG)) {
            List<String> expected = new ArrayList<>();
            for (int i = 1; i <= 900; i++) {
                expected.add(Integer.toString(i));
                publisher.publish("t", payload(Integer.toString(i)));
                if (i % 200 == 0) {
                    long upto = i / 2;
                    await().atMost(LONG).until(() -> publisher.confirmations().upto() > upto);
                    wire.cut();
                }
            }

            assertThat(publisher.awaitConfirmed(LONG)).isTrue();
            assertThat(publisher.stats().sent()).isEqualTo(900);
            assertThat(publisher.confirmations().upto()).isEqualTo(900);
            assertThat(read(dealer())).isEqualTo(expected);
        }
    }

    @Test
    void theLibraryWaitsForABrokerThatIsAwayAndRefusesMoreThanItsBacklogHolds() throws Exception {
        restart(folder.resolve("events"));
        Address in = broker.inAddress();
        Address out = broker.outAddress();
        Address replay = broker.replayAddress();
        try (EventPublisher publisher = publisher(20)) {
            assertThat(publisher.awaitConnected(LONG)).isTrue();
            broker.close();
            await().atMost(LONG).until(() -> !publisher.stats().connected());
            for (int i = 1; i <= 20; i++) {
                assertThat(publisher.publish("t", payload(Integer.toString(i)), Duration.ofMillis(1)))
                        .isTrue();
            }
            assertThat(publisher.publish("t", payload("21"), Duration.ofMillis(1)))
                    .isFalse();
            start(BrokerSettings.at(in, out).withReplay(replay), folder.resolve("events"));

            assertThat(publisher.awaitConfirmed(LONG)).isTrue();
            assertThat(read(dealer())).hasSize(20).startsWith("1", "2").endsWith("20");
            assertThat(publisher.stats().dropped()).isZero();
        }
    }

    @Test
    void aPublisherThatIsGivenTheReplayDoorFindsThatItConfirms() throws Exception {
        journal(dealer());
        try (EventPublisher publisher = EventPublisher.connect(broker.replayAddress(), 100)) {
            publisher.publish("t", payload("1"));

            assertThat(publisher.awaitConfirmed(LONG)).isTrue();
            assertThat(publisher.confirmations().upto()).isEqualTo(1);
            assertThat(read(dealer())).containsExactly("1");
        }
    }
}

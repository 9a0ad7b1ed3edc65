package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.cli.Address;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.Beginning;
import thiscord.subscriber.EventSubscriber;
import thiscord.subscriber.Numbered;
import thiscord.subscriber.ReceivedEvent;
import thiscord.subscriber.ReliableSubscriber;

/** Peers that mean ill, at both doors; two bystanders must not notice, nor newcomers. */
@Timeout(120)
class HostileIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    /** Of the peers of each door. */
    private static final List<String> TYPES = List.of("PUSH", "SUB", "DEALER");

    private static final int HANDSHAKES = Integer.getInteger("thiscord.hostile.handshakes", 10_000);

    private Broker broker;
    private EventPublisher publisher;
    private EventSubscriber subscriber;
    private int number;

    @BeforeEach
    void startWithBystanders() throws InterruptedException {
        BrokerSettings defaults = BrokerSettings.at(Address.loopback(0), Address.loopback(0));
        broker = Broker.start(new BrokerSettings(
                defaults.in(),
                defaults.out(),
                defaults.replay(),
                null,
                defaults.journalAge(),
                defaults.journalBytes(),
                List.of(),
                false,
                1000,
                40,
                40,
                100,
                defaults.inQueue(),
                defaults.outQueue()));
        publisher = EventPublisher.connect(broker.inAddress(), 100);
        subscriber = EventSubscriber.connect(broker.outAddress(), List.of("room/"));
        assertThat(subscriber.awaitSubscribed(LONG)).isTrue();
        bystandersTalk();
    }

    @AfterEach
    void stop() {
        publisher.close();
        subscriber.close();
        broker.close();
    }

    private void bystandersTalk() throws InterruptedException {
        String said = "{\"n\":" + ++number + "}";
        publisher.publish("room/lab", said.getBytes(StandardCharsets.UTF_8));
        ReceivedEvent heard = subscriber.next(LONG);
        assertThat(heard).isNotNull();
        assertThat(heard.text()).isEqualTo(said);
    }

    private void newcomersTalk() throws InterruptedException {
        try (EventSubscriber late = EventSubscriber.connect(broker.outAddress(), List.of("late/"));
                EventPublisher other = EventPublisher.connect(broker.inAddress(), 10)) {
            assertThat(late.awaitSubscribed(LONG)).isTrue();
            other.publish("late/x", "1".getBytes(StandardCharsets.UTF_8));
            assertThat(late.next(LONG)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            longs = {-1, 0x8000_0000_7FFF_FFFFL, 0xFFFF_FFFF_8000_0000L, 1L << 31, Integer.MAX_VALUE, 1L << 32, 100_000
            })
    void aFrameOfAnImpossibleSizeCutsItsPeerOffAndNobodyElse(long size) throws Exception {
        for (String type : TYPES) {
            Address door = doorFor(type);
            for (int flags : new int[] {0, HostilePeer.MORE, HostilePeer.COMMAND}) {
                try (HostilePeer early = new HostilePeer(door);
                        HostilePeer late = new HostilePeer(door).shakeHands(type)) {
                    early.send(HostilePeer.greeting()).send(HostilePeer.head(flags, size));
                    late.send(HostilePeer.head(flags, size));

                    assertThat(early.isCutOff()).isTrue();
                    assertThat(late.isCutOff()).isTrue();
                }
            }
        }
        bystandersTalk();
        newcomersTalk();
    }

    /** JeroMQ cuts such a size to 32 bits before anybody can see it; what is left is a small frame. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MIN_VALUE + 1, 0xFFFF_FFFF_0000_0100L})
    void aSizeThatIsSmallOnceCutTo32BitsIsHarmless(long size) throws Exception {
        for (String type : TYPES) {
            Address door = doorFor(type);
            try (HostilePeer early = new HostilePeer(door);
                    HostilePeer late = new HostilePeer(door).shakeHands(type)) {
                early.send(HostilePeer.greeting()).send(HostilePeer.head(0, size));
                late.send(HostilePeer.head(0, size)).send(new byte[1000]);
                bystandersTalk();
            }
        }
        newcomersTalk();
    }

    @Test
    void commandsTooShortToBeOneAreHarmless() throws Exception {
        for (String type : TYPES) {
            Address door = doorFor(type);
            try (HostilePeer peer = new HostilePeer(door).shakeHands(type)) {
                for (String body : List.of("", "\4", "\4PING", "\4PING\0", "\4PONG", "\5READY", "\5ERROR")) {
                    peer.send(HostilePeer.frame(HostilePeer.COMMAND, body.getBytes(StandardCharsets.ISO_8859_1)));
                }
                bystandersTalk();
            }
            try (HostilePeer peer = new HostilePeer(door)) {
                peer.send(HostilePeer.greeting())
                        .send(HostilePeer.frame(
                                HostilePeer.COMMAND, "\5ERROR\377".getBytes(StandardCharsets.ISO_8859_1)));
                bystandersTalk();
            }
        }
        bystandersTalk();
        newcomersTalk();
    }

    @Test
    void rubbishInsteadOfZmtpIsSurvived() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] rubbish = new byte[1 + random.nextInt(300)];
            random.nextBytes(rubbish);
            String type = TYPES.get(round % 3);
            try (HostilePeer peer = new HostilePeer(doorFor(type))) {
                switch (random.nextInt(3)) {
                    case 0 -> peer.send(rubbish);
                    case 1 -> peer.send(HostilePeer.greeting()).send(rubbish);
                    default -> peer.shakeHands(type).send(rubbish);
                }
            } catch (IOException hungUp) {
                assertThat(hungUp).isNotNull();
            }
        }
        bystandersTalk();
        newcomersTalk();
    }

    @Test
    void httpAndTheSubscribersSocketTypeAtTheWrongDoorAreSurvived() throws Exception {
        try (HostilePeer http = new HostilePeer(broker.inAddress());
                HostilePeer wrong = new HostilePeer(broker.inAddress())) {
            http.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            wrong.send(HostilePeer.greeting()).send(HostilePeer.ready("SUB"));
            assertThat(wrong.isCutOff()).isTrue();
        }
        bystandersTalk();
    }

    @Test
    void halfHandshakesDoNotKeepOthersOut() throws Exception {
        List<HostilePeer> idlers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            for (Address door : List.of(broker.inAddress(), broker.outAddress())) {
                HostilePeer idler = new HostilePeer(door);
                idlers.add(idler);
                if (i % 2 == 0) {
                    idler.send(HostilePeer.greeting());
                }
            }
        }
        bystandersTalk();
        newcomersTalk();

        assertThat(broker.stats().in().open()).isLessThanOrEqualTo(41);
        assertThat(broker.stats().out().open()).isLessThanOrEqualTo(41);
        for (HostilePeer idler : idlers) {
            idler.close();
        }
    }

    /** As many sockets as that are never open here at a time, as a hostile program with a limit would do it. */
    @Test
    void thousandsOfHalfHandshakesAreSurvivedAndHoldNoMemory() throws Exception {
        Deque<HostilePeer> open = new ArrayDeque<>();
        for (int i = 0; i < HANDSHAKES; i++) {
            HostilePeer half = new HostilePeer(doorFor(TYPES.get(i % 3)));
            if (i % 2 == 0) {
                half.takes(HostilePeer.greeting());
            }
            open.add(half);
            if (open.size() > 300) {
                open.remove().close();
            }
            if (i % 2000 == 0) {
                bystandersTalk();
            }
        }
        bystandersTalk();
        newcomersTalk();

        for (HostilePeer half : open) {
            half.close();
        }
        await().atMost(LONG)
                .until(() ->
                        broker.stats().in().open() < 10 && broker.stats().out().open() < 10);
        assertThat(broker.stats().renewals()).isZero();
    }

    @Test
    void aPeerThatNeverEndsTheHandshakeIsCutOffInTime() throws Exception {
        try (HostilePeer greeted = new HostilePeer(broker.outAddress())) {
            greeted.send(HostilePeer.greeting());

            await().atMost(Duration.ofSeconds(40))
                    .until(() -> broker.stats().out().cutOff() == 1);
        }
        bystandersTalk();
    }

    @Test
    void aSubscriberThatSubscribesEndlesslyIsCutOff() throws Exception {
        try (HostilePeer peer = new HostilePeer(broker.outAddress()).shakeHands("SUB")) {
            for (int i = 0; i <= 101; i++) {
                peer.send(HostilePeer.frame(0, ("\1topic/" + i).getBytes(StandardCharsets.UTF_8)));
            }
            assertThat(peer.isCutOff()).isTrue();
        }
        await().atMost(LONG).until(() -> broker.stats().subscriptions() == 1);
        bystandersTalk();
    }

    /** What gives up a prefix that it never had, or says something else in between, holds no fewer for that. */
    @Test
    void aSubscriberCannotTalkItsSubscriptionsDown() throws Exception {
        try (HostilePeer peer = new HostilePeer(broker.outAddress()).shakeHands("SUB")) {
            boolean hungUp = false;
            for (int i = 0; i <= 500 && !hungUp; i++) {
                hungUp = !peer.takes(HostilePeer.frame(0, ("\1topic/" + i).getBytes(StandardCharsets.UTF_8)))
                        || !peer.takes(HostilePeer.frame(0, ("\0none/" + i).getBytes(StandardCharsets.UTF_8)))
                        || !peer.takes(HostilePeer.frame(0, new byte[] {7}));
            }
            assertThat(hungUp || peer.isCutOff()).isTrue();
        }
        await().atMost(LONG).until(() -> broker.stats().subscriptions() == 1);
        bystandersTalk();
    }

    @Test
    void aSubscriberToLongPrefixesIsCutOffSooner() throws Exception {
        try (HostilePeer peer = new HostilePeer(broker.outAddress()).shakeHands("SUB")) {
            byte[] prefix = "\1".concat("x".repeat(1000)).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 7; i++) {
                prefix[1] = (byte) ('a' + i);
                peer.takes(HostilePeer.frame(0, prefix));
            }
            assertThat(peer.isCutOff()).isTrue();
        }
        await().atMost(LONG).until(() -> broker.stats().subscriptions() == 1);
        bystandersTalk();
    }

    @Test
    void aPeerThatAsksForEventsAndNeverReadsTheAnswersHoldsNobodyUp() throws Exception {
        Thread asking;
        try (ReliableSubscriber reliable = ReliableSubscriber.connect(
                        broker.outAddress(), broker.replayAddress(), List.of("room/"), Beginning.NOW, null);
                HostilePeer peer = new HostilePeer(broker.replayAddress()).shakeHands("DEALER")) {
            await().atMost(LONG).until(reliable::isCurrent);
            for (int i = 0; i < 50; i++) {
                bystandersTalk();
            }
            asking = new Thread(() -> askForEver(peer), "asking");
            asking.start();
            try (ReliableSubscriber late = ReliableSubscriber.connect(
                    broker.outAddress(),
                    broker.replayAddress(),
                    List.of("room/"),
                    new Beginning(1, null, false),
                    null)) {
                int events = 0;
                while (events < 50) {
                    Numbered next = late.next(LONG);
                    assertThat(next).isNotNull().isNotInstanceOf(Numbered.Gap.class);
                    events += next instanceof Numbered.Event ? 1 : 0;
                }
            }
            bystandersTalk();
        }
        asking.join(10_000);
        assertThat(asking.isAlive()).isFalse();
    }

    /** Until the broker takes no more, and then until the peer is closed; bounded, should the broker take everything. */
    private static void askForEver(HostilePeer peer) {
        List<String> frames = List.of("READ", "1", "room/lab", "1", "1000", "262144");
        boolean taken = true;
        for (int i = 0; i < 200_000 && taken; i++) {
            for (int frame = 0; frame < frames.size() && taken; frame++) {
                int flags = frame + 1 < frames.size() ? HostilePeer.MORE : 0;
                taken = peer.takes(HostilePeer.frame(flags, frames.get(frame).getBytes(StandardCharsets.US_ASCII)));
            }
        }
    }

    @Test
    void aSubscriberThatNeverReadsSlowsNobody() throws Exception {
        try (HostilePeer peer = new HostilePeer(broker.outAddress()).shakeHands("SUB")) {
            peer.send(HostilePeer.frame(0, new byte[] {1}));
            byte[] big = ("\"" + "x".repeat(900) + "\"").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 20_000; i++) {
                assertThat(publisher.publish("room/flood", big, LONG)).isTrue();
                assertThat(subscriber.next(LONG)).isNotNull();
            }
        }
        bystandersTalk();
    }

    /** JeroMQ counts a message for its queue when its last frame is there, so that one without an end would fill the memory. */
    @ParameterizedTest
    @ValueSource(strings = {"PUSH", "SUB", "DEALER"})
    void aMessageThatNeverEndsCutsItsPeerOffAndNobodyElse(String type) throws Exception {
        byte[] frames = new byte[64 * 1033];
        for (int at = 0; at < frames.length; at += 1033) {
            System.arraycopy(HostilePeer.frame(HostilePeer.MORE, new byte[1024]), 0, frames, at, 1033);
        }
        List<HostilePeer> endless = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            endless.add(new HostilePeer(doorFor(type)).shakeHands(type));
        }

        for (HostilePeer peer : endless) {
            boolean hungUp = false;
            for (int i = 0; i < 200 && !hungUp; i++) {
                hungUp = !peer.takes(frames);
            }

            assertThat(hungUp || peer.isCutOff()).isTrue();
            peer.close();
        }
        bystandersTalk();
        newcomersTalk();
    }

    private Address doorFor(String type) {
        return switch (type) {
            case "PUSH" -> broker.inAddress();
            case "SUB" -> broker.outAddress();
            default -> broker.replayAddress();
        };
    }

    /** JeroMQ says nothing of who sent such a frame, so that no limit of the door would hold. */
    @ParameterizedTest
    @ValueSource(strings = {"PUSH", "SUB", "DEALER"})
    void peersOfOlderProtocolsAreTurnedAway(String type) throws Exception {
        byte[] second = Arrays.copyOf(HostilePeer.greeting(), 12);
        second[10] = 1;
        second[11] = (byte) (type.equals("PUSH") ? 8 : type.equals("SUB") ? 2 : 5);
        try (HostilePeer two = new HostilePeer(doorFor(type));
                HostilePeer one = new HostilePeer(doorFor(type))) {
            two.send(second).send(HostilePeer.frame(0, new byte[0]));
            one.send(new byte[] {1, 0});

            assertThat(two.isCutOff()).isTrue();
            assertThat(one.isCutOff()).isTrue();
        }
        bystandersTalk();
    }
}

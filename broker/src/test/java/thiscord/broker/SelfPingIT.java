package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.cli.Address;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.Beginning;
import thiscord.subscriber.EventSubscriber;
import thiscord.subscriber.Numbered;
import thiscord.subscriber.ReceivedEvent;
import thiscord.subscriber.ReliableSubscriber;

/** A broker whose I/O thread is stuck: it notices, and starts its sockets anew. */
@Timeout(120)
class SelfPingIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration OFTEN = Duration.ofMillis(300);

    /** Holds the first I/O thread that tells of a peer that is cut off, as a full pipe behind the log would. */
    private static final class StuckLog extends Handler {
        final CountDownLatch freed = new CountDownLatch(1);
        final AtomicBoolean holds = new AtomicBoolean();
        /** What the replay door's thread meets with when it says something next. */
        final AtomicReference<@Nullable Throwable> meets = new AtomicReference<>();

        final List<String> said = new ArrayList<>();

        @Override
        public void publish(LogRecord entry) {
            synchronized (said) {
                said.add(entry.getMessage());
            }
            Throwable next = Thread.currentThread().getName().equals("broker-replay") ? meets.getAndSet(null) : null;
            if (next instanceof RuntimeException failure) {
                throw failure;
            } else if (next instanceof Error death) {
                throw death;
            }
            boolean ofIoThread = Thread.currentThread().getName().contains("iothread");
            if (ofIoThread && entry.getMessage().contains("cut off") && holds.compareAndSet(false, true)) {
                try {
                    freed.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        boolean hasSaid(String part) {
            synchronized (said) {
                return said.stream().anyMatch(line -> line.contains(part));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final Logger logger = Logger.getLogger("thiscord.broker");
    private final Level before = logger.getLevel();
    private final StuckLog log = new StuckLog();
    private Broker broker;

    @BeforeEach
    void start() {
        broker =
                Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)), ReservedTopics.open(), OFTEN);
    }

    @AfterEach
    void stop() {
        log.freed.countDown();
        broker.close();
        logger.removeHandler(log);
        logger.setLevel(before);
    }

    private void getStuck() throws Exception {
        logger.addHandler(log);
        logger.setLevel(Level.FINE);
        try (HostilePeer peer = new HostilePeer(broker.inAddress()).shakeHands("PUSH")) {
            peer.send(HostilePeer.head(0, -1));
            await().atMost(LONG).until(log.holds::get);
        }
    }

    @Test
    void aStuckIoThreadIsNoticedAndReliableSubscribersLoseNothing() throws Exception {
        try (EventPublisher publisher = EventPublisher.connect(broker.inAddress(), 1000);
                EventSubscriber plain = EventSubscriber.connect(broker.outAddress(), List.of(""));
                ReliableSubscriber reliable = ReliableSubscriber.connect(
                        broker.outAddress(), broker.replayAddress(), List.of("t"), Beginning.NOW, null)) {
            assertThat(plain.awaitSubscribed(LONG)).isTrue();
            await().atMost(LONG).until(reliable::isCurrent);
            publish(publisher, 1, 50);
            assertThat(plain.next(LONG)).isNotNull();
            await().atMost(LONG).until(() -> broker.stats().received() == 50);

            getStuck();

            await().atMost(LONG).until(() -> broker.stats().renewals() == 1);
            assertThat(publisher.awaitConnected(LONG)).isTrue();
            assertThat(plain.awaitSubscribed(LONG)).isTrue();
            publish(publisher, 51, 100);
            numbersComeInOrder(reliable);
            assertThat(comes(plain, "100")).isTrue();
            assertThat(log.hasSaid("ZeroMQ is stuck")).isTrue();
            assertThat(broker.stats().received()).isEqualTo(100);
            assertThat(broker.stats().in().refusedFrames()).isEqualTo(1);
        }
    }

    @Test
    void aReplayDoorWhoseThreadDiedIsMadeAnew() throws Exception {
        logger.addHandler(log);
        logger.setLevel(Level.FINE);
        log.meets.set(new Error("the log is broken"));
        try (HostilePeer peer = new HostilePeer(broker.replayAddress()).shakeHands("DEALER")) {
            peer.send(HostilePeer.frame(0, new byte[] {'?'}));

            await().atMost(LONG).until(() -> broker.stats().renewals() == 1);
        }

        assertThat(log.hasSaid("a thread of its own has died")).isTrue();
        assertThat(StatusQuestion.ask(broker.replayAddress(), "t", "", LONG)).isNotEmpty();
    }

    @Test
    void aQuestionThatGoesWrongCostsNoOtherItsAnswer() throws Exception {
        logger.addHandler(log);
        logger.setLevel(Level.FINE);
        log.meets.set(new IllegalStateException("the log is broken"));
        try (HostilePeer peer = new HostilePeer(broker.replayAddress()).shakeHands("DEALER")) {
            peer.send(HostilePeer.frame(0, new byte[] {'?'}));

            await().atMost(LONG).until(() -> log.hasSaid("has no answer"));
        }

        assertThat(StatusQuestion.ask(broker.replayAddress(), "t", "", LONG)).isNotEmpty();
        assertThat(broker.stats().renewals()).isZero();
    }

    @Test
    void anIoThreadThatGetsStuckInTheMiddleOfATurnIsNoticedToo() throws Exception {
        logger.addHandler(log);
        logger.setLevel(Level.FINE);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 1500; i++) {
            // More than its queue holds, so that the rest is read where the turn makes room.
            all.writeBytes(HostilePeer.frame(1, "t".getBytes(StandardCharsets.US_ASCII)));
            all.writeBytes(HostilePeer.frame(0, "1".getBytes(StandardCharsets.US_ASCII)));
        }
        all.writeBytes(HostilePeer.head(0, -1));
        try (HostilePeer peer = new HostilePeer(broker.inAddress()).shakeHands("PUSH")) {
            peer.send(all.toByteArray());
            await().atMost(LONG).until(log.holds::get);
        }

        await().atMost(LONG).until(() -> broker.stats().renewals() == 1);
        log.freed.countDown();
        assertThat(broker.visit(LONG)).isEqualTo(SelfPing.Outcome.BACK);
    }

    private static void publish(EventPublisher publisher, int from, int to) {
        for (int i = from; i <= to; i++) {
            publisher.publish("t", Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void numbersComeInOrder(ReliableSubscriber reliable) throws InterruptedException {
        long expected = 1;
        while (expected <= 100) {
            Numbered next = reliable.next(LONG);
            assertThat(next).isNotNull().isNotInstanceOf(Numbered.Gap.class);
            if (next instanceof Numbered.Event event) {
                assertThat(event.offset()).isEqualTo(expected);
                assertThat(event.text()).isEqualTo(Long.toString(expected));
                expected++;
            }
        }
    }

    private static boolean comes(EventSubscriber plain, String text) throws InterruptedException {
        ReceivedEvent event = plain.next(LONG);
        while (event != null && !event.text().equals(text)) {
            assertThat(event.topic()).isEqualTo("t");
            event = plain.next(LONG);
        }
        return event != null;
    }

    @Test
    void theOwnEventsAreSeenByNobodyAndNotCounted() throws Exception {
        SelfPing ping = new SelfPing();

        assertThat(broker.visit(LONG)).isEqualTo(SelfPing.Outcome.BACK);
        assertThat(ping.visit(broker.inAddress(), broker.outAddress(), OFTEN))
                .as("with another secret")
                .isEqualTo(SelfPing.Outcome.SILENT);

        assertThat(broker.stats().received()).isEqualTo(broker.stats().dropped());
        assertThat(broker.stats().subscriptions()).isZero();
        try (EventSubscriber all = EventSubscriber.connect(broker.outAddress(), List.of());
                ReliableSubscriber numbered = ReliableSubscriber.connect(
                        broker.outAddress(), broker.replayAddress(), List.of(), Beginning.NOW, null)) {
            assertThat(all.awaitSubscribed(LONG)).isTrue();
            await().atMost(LONG).until(numbered::isCurrent);
            assertThat(broker.visit(LONG)).isEqualTo(SelfPing.Outcome.BACK);
            try (EventPublisher publisher = EventPublisher.connect(broker.inAddress(), 10)) {
                publish(publisher, 1, 1);
                assertThat(all.next(LONG))
                        .isNotNull()
                        .satisfies(event -> assertThat(event.topic()).isEqualTo("t"));
            }
        }
        assertThat(broker.stats().renewals()).isZero();
    }
}

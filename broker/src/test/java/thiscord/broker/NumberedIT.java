package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import thiscord.broker.journal.Journal;
import thiscord.cli.Address;
import thiscord.protocol.json.BrokerStatusJson;

/** The numbered lane and the replay door, as plain ZeroMQ sockets see them. */
@Timeout(60)
class NumberedIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final ZContext context = new ZContext();
    private Broker broker;
    private ZMQ.Socket push;

    @BeforeEach
    void start() {
        start(null);
    }

    private void start(@Nullable Path journal) {
        broker = Broker.start(settings(journal));
        push = connected(SocketType.PUSH, broker.inAddress());
    }

    private static BrokerSettings settings(@Nullable Path journal) {
        return BrokerSettings.at(Address.loopback(0), Address.loopback(0))
                .withJournal(journal, Duration.ofHours(1), 1 << 20);
    }

    @AfterEach
    void stop() {
        context.close();
        broker.close();
    }

    private ZMQ.Socket connected(SocketType type, Address address) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setReceiveTimeOut((int) LONG.toMillis());
        socket.setHandshakeIvl(1000);
        socket.connect("tcp://" + address);
        return socket;
    }

    private ZMQ.Socket follow(String prefix) {
        long before = broker.stats().subscriptions();
        ZMQ.Socket sub = context.createSocket(SocketType.SUB);
        sub.setReceiveTimeOut((int) LONG.toMillis());
        sub.setHandshakeIvl(1000);
        sub.subscribe(prefix);
        sub.connect("tcp://" + broker.outAddress());
        await().atMost(LONG)
                .pollInSameThread()
                .until(() -> sub.getEvents() >= 0 && broker.stats().subscriptions() > before);
        return sub;
    }

    private static List<String> message(ZMQ.Socket socket) {
        List<String> frames = new ArrayList<>();
        do {
            frames.add(socket.recvStr());
        } while (socket.hasReceiveMore());
        return frames;
    }

    private void publish(String topic, String payload) {
        push.sendMore(topic);
        push.send(payload);
    }

    private static List<String> ask(ZMQ.Socket dealer, String... frames) {
        for (int i = 0; i < frames.length; i++) {
            dealer.send(frames[i].getBytes(StandardCharsets.UTF_8), i + 1 < frames.length ? ZMQ.SNDMORE : 0);
        }
        return message(dealer);
    }

    @Test
    void aNumberedSubscriberGetsThreeFramesAndAPlainOneOfEverythingStillTwo() {
        ZMQ.Socket plain = follow("");
        ZMQ.Socket numbered = follow("#room/");
        publish("room/a", "1");
        publish("room/b", "2");
        publish("user/c", "3");
        publish("room/a", "4");

        assertThat(message(numbered)).containsExactly("#room/a", "1", "1");
        assertThat(message(numbered)).containsExactly("#room/b", "1", "2");
        assertThat(message(numbered)).containsExactly("#room/a", "2", "4");
        assertThat(message(plain)).containsExactly("room/a", "1");
        assertThat(message(plain)).containsExactly("room/b", "2");
        assertThat(message(plain)).containsExactly("user/c", "3");
        assertThat(message(plain)).containsExactly("room/a", "4");
        publish("user/c", "5");
        assertThat(message(plain)).containsExactly("user/c", "5");
    }

    @Test
    void theHighestOffsetIsToldAgainWithoutAPayload() {
        ZMQ.Socket numbered = follow("#t");
        publish("t", "1");
        publish("t", "2");

        assertThat(message(numbered)).containsExactly("#t", "1", "1");
        assertThat(message(numbered)).containsExactly("#t", "2", "2");
        assertThat(message(numbered)).containsExactly("#t", "2", "");
    }

    @Test
    void aFollowerOfFiveThousandTopicsMissesNoHighestOffset() {
        broker.close();
        Path events = folder.resolve("events");
        long now = System.currentTimeMillis();
        List<Journal.Event> all = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            all.add(new Journal.Event(
                    ("t/" + i).getBytes(StandardCharsets.UTF_8), "1".getBytes(StandardCharsets.UTF_8)));
        }
        try (Journal journal = Journal.open(events, settings(events).journalLimits(), now)) {
            journal.follow(List.of("t/".getBytes(StandardCharsets.UTF_8)), true, now);
            journal.add(all, now);
        }
        // All of them are to be told at once.
        start(events);
        ZMQ.Socket numbered = follow("#t/");
        Set<String> told = new HashSet<>();
        while (told.size() < 5000) {
            List<String> frames = message(numbered);
            assertThat(frames).endsWith("1", "");
            told.add(frames.get(0));
        }

        assertThat(BrokerStatusJson.read(StatusQuestion.ask(broker.replayAddress(), "", "", LONG))
                        .whole()
                        .missed())
                .isZero();
    }

    @Test
    void whatWasMissedIsReadAgainAtTheReplayDoor() {
        ZMQ.Socket numbered = follow("#t");
        ZMQ.Socket dealer = connected(SocketType.DEALER, broker.replayAddress());
        for (int i = 1; i <= 5; i++) {
            publish("t", "{\"n\":" + i + "}");
            message(numbered);
        }
        List<String> heads = ask(dealer, "HEADS", "q1", "0", "", "t");

        assertThat(heads).hasSize(9).startsWith("HEADS", "q1").endsWith("0", "t", "1", "5", "1");
        assertThat(ask(dealer, "READ", "q2", "t", "2", "3", "1000"))
                .containsExactly("EVENTS", "q2", heads.get(2), "t", "1", "5", "2", "{\"n\":2}", "3", "{\"n\":3}");
        assertThat(ask(dealer, "READ", "q3", "t", "4", "99", "1"))
                .containsExactly("EVENTS", "q3", heads.get(2), "t", "1", "5", "4", "{\"n\":4}");
        assertThat(ask(dealer, "READ", "q4", "unknown", "1", "2", "1"))
                .containsExactly("EVENTS", "q4", heads.get(2), "unknown", "1", "0");
    }

    @Test
    void toAskIsToFollow() {
        ZMQ.Socket dealer = connected(SocketType.DEALER, broker.replayAddress());
        ask(dealer, "HEADS", "1", "", "", "t");
        publish("t", "1");

        await().atMost(LONG)
                .pollInSameThread()
                .untilAsserted(() -> assertThat(ask(dealer, "READ", "2", "t", "1", "1", "100"))
                        .endsWith("1", "1", "1", "1"));
    }

    @Test
    void aQuestionThatIsNoneIsRefusedInOneLine() {
        ZMQ.Socket dealer = connected(SocketType.DEALER, broker.replayAddress());

        assertThat(ask(dealer, "hello")).startsWith("REFUSED", "");
        assertThat(ask(dealer, "READ", "7", "t", "0", "5", "1")).startsWith("REFUSED", "7");
        assertThat(ask(dealer, "READ", "7", "#t", "1", "5", "1")).startsWith("REFUSED", "7");
        assertThat(ask(dealer, "HEADS", "8", "", "", "#t")).startsWith("REFUSED", "8");
        assertThat(ask(dealer, "HEADS", "9", "", "")).startsWith("REFUSED", "9");
    }

    @Test
    void withAFolderARestartGoesOnCountingAndWithoutItBeginsAnew() {
        broker.close();
        start(folder.resolve("events"));
        String journal = ask(connected(SocketType.DEALER, broker.replayAddress()), "HEADS", "1", "", "", "t")
                .get(2);
        ZMQ.Socket numbered = follow("#t");
        publish("t", "1");
        assertThat(message(numbered)).containsExactly("#t", "1", "1");
        broker.close();

        start(folder.resolve("events"));
        ZMQ.Socket again = follow("#t");
        publish("t", "2");
        assertThat(message(again)).containsExactly("#t", "2", "2");
        assertThat(ask(connected(SocketType.DEALER, broker.replayAddress()), "HEADS", "1", "", "", "t")
                        .get(2))
                .isEqualTo(journal);
        broker.close();

        start(null);
        assertThat(ask(connected(SocketType.DEALER, broker.replayAddress()), "HEADS", "1", "", "", "t")
                        .get(2))
                .isNotEqualTo(journal);
    }

    @Test
    void aQuestionOfMoreThanAHundredPrefixesIsRefused() {
        ZMQ.Socket dealer = connected(SocketType.DEALER, broker.replayAddress());
        List<String> question = new ArrayList<>(List.of("HEADS", "1", "", ""));
        for (int i = 0; i < 100; i++) {
            question.add("t/" + i);
        }
        assertThat(ask(dealer, question.toArray(String[]::new))).startsWith("HEADS");
        question.add("t/100");

        assertThat(ask(dealer, question.toArray(String[]::new))).startsWith("REFUSED");
    }

    @Test
    void nothingIsNumberedWhileNobodyFollowsTheLane() {
        ZMQ.Socket plain = follow("t");
        publish("t", "1");
        message(plain);
        ZMQ.Socket dealer = connected(SocketType.DEALER, broker.replayAddress());

        assertThat(ask(dealer, "READ", "1", "t", "1", "9", "100")).endsWith("t", "1", "0");
    }

    @Test
    void anImpossibleFrameOrAnEndlessQuestionAtTheReplayDoorHarmsNobodyElse() throws IOException {
        ZMQ.Socket bystander = connected(SocketType.DEALER, broker.replayAddress());
        ask(bystander, "HEADS", "1", "", "", "t");
        try (HostilePeer hostile = new HostilePeer(broker.replayAddress())) {
            hostile.shakeHands("DEALER").send(HostilePeer.head(0, -1));
            assertThat(hostile.isCutOff()).isTrue();
        }
        try (HostilePeer endless = new HostilePeer(broker.replayAddress())) {
            byte[] frame = HostilePeer.frame(HostilePeer.MORE, "HEADS".getBytes(StandardCharsets.US_ASCII));
            endless.shakeHands("DEALER");
            boolean taken = true;
            for (int i = 0; i < 20_000 && taken; i++) {
                taken = endless.takes(frame);
            }
            assertThat(!taken || endless.isCutOff()).isTrue();
        }

        assertThat(ask(bystander, "READ", "2", "t", "1", "9", "100")).startsWith("EVENTS", "2");
    }
}

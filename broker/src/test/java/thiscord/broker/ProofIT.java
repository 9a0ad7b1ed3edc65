package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import thiscord.protocol.event.Confirm;
import thiscord.protocol.event.Proof;
import thiscord.publisher.Confirming;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.EventSubscriber;
import thiscord.subscriber.ReceivedEvent;

/** Any user of the machine reaches the broker; nobody but who knows hubs.secret speaks for the hub, or has something erased. */
@Timeout(60)
class ProofIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String SECRET = "a secret of the hubs that nobody guesses";
    private static final List<String> FORGED =
            List.of("room/general", "user/bob", "health/hub", "thiscord/erase", "thiscord/else");

    private final ZContext context = new ZContext();
    private Broker broker = start(ReservedTopics.closed(() -> SECRET));

    private static Broker start(ReservedTopics reserved) {
        return Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)), reserved);
    }

    private void restart(ReservedTopics reserved) {
        broker.close();
        broker = start(reserved);
    }

    @AfterEach
    void stop() {
        context.close();
        broker.close();
    }

    private ZMQ.Socket asker(SocketType type) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setHandshakeIvl(500);
        socket.setReceiveTimeOut((int) LONG.toMillis());
        socket.connect("tcp://" + broker.replayAddress());
        return socket;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> frames(String... frames) {
        return Stream.of(frames).map(ProofIT::utf8).toList();
    }

    private static List<byte[]> ask(ZMQ.Socket socket, List<byte[]> question) {
        for (int i = 0; i < question.size(); i++) {
            socket.send(question.get(i), i + 1 < question.size() ? ZMQ.SNDMORE : 0);
        }
        List<byte[]> answer = new ArrayList<>();
        byte[] frame = socket.recv();
        while (frame != null) {
            answer.add(frame);
            frame = socket.hasReceiveMore() ? socket.recv() : null;
        }
        return answer;
    }

    private static List<String> texts(List<byte[]> frames) {
        return frames.stream()
                .map(frame -> new String(frame, StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] challenge(ZMQ.Socket socket) {
        byte[] ours = Proof.nonce();
        List<byte[]> answer = ask(socket, List.of(utf8("CHALLENGE"), utf8("c"), ours));
        assertThat(answer).hasSize(4);
        assertThat(answer.get(3)).isEqualTo(Proof.of(SECRET, Proof.Purpose.BROKER, List.of(ours, answer.get(2))));
        return answer.get(2);
    }

    /** [PROVEN, id, proof, …]. */
    private static List<byte[]> proven(String secret, byte[] nonce, String id, String... rest) {
        List<byte[]> parts = new ArrayList<>(List.of(nonce, utf8(id)));
        parts.addAll(frames(rest));
        List<byte[]> question =
                new ArrayList<>(List.of(utf8("PROVEN"), utf8(id), Proof.of(secret, Proof.Purpose.PUBLISH, parts)));
        question.addAll(frames(rest));
        return question;
    }

    private List<String> kept(ZMQ.Socket socket, String topic) {
        List<String> answer = texts(ask(socket, frames("READ", "r", topic, "1", "1000", "100000")));
        return answer.subList(6, answer.size());
    }

    private static @Nullable String next(EventSubscriber from) throws InterruptedException {
        ReceivedEvent event = from.next(LONG);
        return event == null ? null : event.topic() + " " + event.text();
    }

    @Test
    void nobodySpeaksForTheHubWithoutProofInAnyForm() throws Exception {
        try (EventSubscriber all = EventSubscriber.connect(broker.outAddress(), List.of(""));
                EventPublisher push = EventPublisher.connect(broker.inAddress(), 100)) {
            assertThat(all.awaitSubscribed(LONG)).isTrue();
            ZMQ.Socket raw = context.createSocket(SocketType.PUSH);
            raw.connect("tcp://" + broker.inAddress());
            ZMQ.Socket dealer = asker(SocketType.DEALER);
            long number = 1;
            for (String topic : FORGED) {
                push.publish(topic, utf8("1"));
                raw.send("{\"topic\":\"" + topic + "\",\"payload\":2}");
                raw.send("{\"payload\":2,\"topic\":\"" + topic.replace("/", "\\u002f") + "\"}");
                String n = Long.toString(number++);
                assertThat(texts(ask(dealer, frames("PUBLISH", n, "me", n, n, "always", topic, "3"))))
                        .hasSize(7)
                        .last()
                        .asString()
                        .contains("proof by hubs.secret");
            }
            await().atMost(LONG).until(() -> broker.stats().dropped() == 4L * FORGED.size());
            ask(dealer, frames("PUBLISH", "last", "me", "100", "100", "always", "roomy/last", "4"));

            assertThat(next(all)).isEqualTo("roomy/last 4");
        }
    }

    @Test
    void withProofEventsAreTakenAndErasedAndTheAnswerIsProvedToo() {
        ZMQ.Socket dealer = asker(SocketType.DEALER);
        byte[] nonce = challenge(dealer);
        String[] rest = {
            "hub", "1", "1", "always", "room/lab", "1", "thiscord/erase", "{\"topic\":\"room/lab\"}", "room/lab", "3"
        };
        List<byte[]> question = proven(SECRET, nonce, "a", rest);

        List<byte[]> answer = ask(dealer, question);

        assertThat(texts(answer.subList(0, 5))).startsWith("CONFIRMED", "a").endsWith("hub", "3");
        List<byte[]> parts = new ArrayList<>(answer.subList(0, 5));
        parts.add(0, question.get(2));
        assertThat(answer.get(5)).isEqualTo(Proof.of(SECRET, Proof.Purpose.CONFIRM, parts));
        assertThat(kept(dealer, "room/lab")).endsWith("3").doesNotContain("1");
        assertThat(texts(ask(
                        dealer, proven(SECRET, nonce, "b", "hub", "4", "4", "always", "thiscord/erase", "nothing"))))
                .hasSize(8)
                .containsSequence("hub", "4", "4");
    }

    @Test
    void aProofOfAnotherSecretOrForOtherFramesOrForAnEarlierBrokerIsNone() {
        ZMQ.Socket dealer = asker(SocketType.DEALER);
        byte[] nonce = challenge(dealer);
        List<byte[]> right = proven(SECRET, nonce, "a", "hub", "1", "1", "always", "room/lab", "1");
        List<byte[]> changed = new ArrayList<>(right);
        changed.set(changed.size() - 1, utf8("2"));
        List<byte[]> shifted = new ArrayList<>(right);
        shifted.set(7, utf8("room/la"));
        shifted.set(8, utf8("b1"));

        for (List<byte[]> wrong : List.of(
                proven("another", nonce, "a", "hub", "1", "1", "always", "room/lab", "1"),
                changed,
                shifted,
                right.subList(0, 3),
                right.subList(0, 2),
                frames("PROVEN", "a", "", "hub", "1", "1", "always", "room/lab", "1"))) {
            assertThat(texts(ask(dealer, wrong))).startsWith("REFUSED", "a");
        }
        assertThat(texts(ask(dealer, right))).startsWith("CONFIRMED", "a");
        // Once more to the same broker: its number is done with.
        assertThat(texts(ask(dealer, right))).startsWith("CONFIRMED", "a");
        assertThat(kept(dealer, "room/lab")).containsExactly("1", "1");
        restart(ReservedTopics.closed(() -> SECRET));
        assertThat(texts(ask(asker(SocketType.DEALER), right))).startsWith("REFUSED", "a");
    }

    @Test
    void nobodySilencesAPublisherWhoseNameHeCanSeeOrGuess() throws Exception {
        Confirming how = new Confirming("the-hub", 1, true).proving(() -> SECRET);
        try (EventPublisher hub = EventPublisher.confirming(broker.replayAddress(), how, 100, LONG);
                EventPublisher other =
                        EventPublisher.confirming(broker.replayAddress(), Confirming.asSomebodyNew(true), 100, LONG)) {
            hub.publish("room/lab", utf8("1"));
            other.publish("t", utf8("1"));
            assertThat(hub.awaitConfirmed(LONG)).isTrue();
            assertThat(other.awaitConfirmed(LONG)).isTrue();
            ZMQ.Socket dealer = asker(SocketType.DEALER);
            String status = texts(ask(dealer, frames("STATUS", "s", "", ""))).get(2);
            List<String> shown = Stream.of(
                            status.substring(status.indexOf("\"publishers\"")).split("\"name\":\""))
                    .skip(1)
                    .map(rest -> rest.substring(0, rest.indexOf('"')))
                    .toList();
            assertThat(shown).hasSize(2).contains(Confirm.shown(utf8("the-hub")));

            String end = Long.toString(Long.MAX_VALUE);
            for (String name : Stream.concat(shown.stream(), Stream.of("the-hub", "!the-hub"))
                    .toList()) {
                ask(dealer, frames("PUBLISH", "x", name, end, end, "always"));
            }
            hub.publish("room/lab", utf8("2"));
            other.publish("t", utf8("2"));

            assertThat(hub.awaitConfirmed(LONG)).isTrue();
            assertThat(other.awaitConfirmed(LONG)).isTrue();
            assertThat(kept(dealer, "room/lab")).containsExactly("1", "1", "2", "2");
            assertThat(kept(dealer, "t")).containsExactly("1", "1", "2", "2");
        }
    }

    /** Whoever began with a broker alone has no hub to be mistaken for. */
    @Test
    void aBrokerAloneIsAnybodysUntilAHubProvesItself() throws Exception {
        restart(ReservedTopics.openUntilProof(() -> SECRET));
        try (EventSubscriber all = EventSubscriber.connect(broker.outAddress(), List.of(""));
                EventPublisher push = EventPublisher.connect(broker.inAddress(), 100)) {
            assertThat(all.awaitSubscribed(LONG)).isTrue();
            push.publish("room/general", utf8("1"));
            assertThat(next(all)).isEqualTo("room/general 1");
            ZMQ.Socket dealer = asker(SocketType.DEALER);
            assertThat(texts(ask(dealer, frames("PUBLISH", "1", "me", "1", "1", "always", "thiscord/erase", "{}"))))
                    .last()
                    .asString()
                    .contains("proof");

            Confirming how = Confirming.asSomebodyNew(false).proving(() -> SECRET);
            try (EventPublisher hub = EventPublisher.connect(broker.replayAddress(), how, 100, LONG)) {
                hub.publish("room/general", utf8("2"));
                assertThat(next(all)).isEqualTo("room/general 2");
            }
            push.publish("room/general", utf8("3"));
            push.publish("other", utf8("4"));

            assertThat(next(all)).isEqualTo("other 4");
        }
    }

    @Test
    void aBrokerThatKnowsNoSecretTakesEventsWithoutProof() throws Exception {
        restart(ReservedTopics.open());
        Confirming how = Confirming.asSomebodyNew(true).proving(() -> SECRET);
        try (EventPublisher hub = EventPublisher.connect(broker.replayAddress(), how, 100, LONG)) {
            hub.publish("room/lab", utf8("1"));

            assertThat(hub.awaitConfirmed(LONG)).isTrue();
            assertThat(hub.confirmations().refused()).isZero();
        }
    }

    @Test
    void aReqSocketIsAnsweredWhateverItAsks() {
        ZMQ.Socket req = asker(SocketType.REQ);

        assertThat(texts(ask(req, frames("PUBLISH", "1", "me", "1", "1", "always", "t", "1"))))
                .startsWith("CONFIRMED", "1")
                .endsWith("me", "1");
        assertThat(texts(ask(req, frames("STATUS", "2", "", ""))))
                .startsWith("STATUS", "2")
                .hasSize(3);
        assertThat(texts(ask(req, frames("HEADS", "3", "", "", "t"))))
                .startsWith("HEADS", "3")
                .contains("t");
        assertThat(kept(req, "t")).containsExactly("1", "1");
        for (List<byte[]> other : List.of(frames("hello"), frames(""), frames("", "STATUS", "4", "", ""))) {
            assertThat(texts(ask(req, other))).startsWith("REFUSED");
        }
    }
}

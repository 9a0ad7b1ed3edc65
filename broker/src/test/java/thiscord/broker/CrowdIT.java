package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.cli.Address;
import thiscord.protocol.event.BrokerStatus;
import thiscord.protocol.json.BrokerStatusJson;
import thiscord.publisher.Confirming;
import thiscord.publisher.EventPublisher;

/** Many subscribers at one broker, in waves; {@code -Dthiscord.crowd=N} for another number than a thousand. */
@Timeout(120)
class CrowdIT {
    private static final int CROWD = Integer.getInteger("thiscord.crowd", 1000);
    private static final int EVENTS = 20;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Deque<HostilePeer> crowd = new ArrayDeque<>();

    @Test
    void aThousandSubscribersAllGetEveryEventWhoeverComesAndGoes() throws Exception {
        try (Broker broker = Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)));
                EventPublisher publisher =
                        EventPublisher.confirming(broker.replayAddress(), Confirming.asSomebodyNew(true), 1000, LONG)) {
            join(broker, CROWD);
            publishAndHear(publisher);
            for (int i = 0; i < CROWD / 2; i++) {
                crowd.removeFirst().close();
            }
            join(broker, CROWD / 2);
            publishAndHear(publisher);

            BrokerStatus status = status(broker);
            assertThat(status.subscribers()).hasSize(Math.min(CROWD, 200));
            assertThat(status.whole().missed()).isZero();
        } finally {
            for (HostilePeer one : crowd) {
                one.close();
            }
        }
    }

    private static BrokerStatus status(Broker broker) {
        return BrokerStatusJson.read(StatusQuestion.ask(broker.replayAddress(), "t", "", LONG));
    }

    private void join(Broker broker, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            HostilePeer one = new HostilePeer(broker.outAddress());
            one.shakeHands("SUB").send(HostilePeer.frame(0, new byte[] {1, 't'}));
            crowd.add(one);
        }
        // A topic is listed once something was published on it.
        await().atMost(LONG).until(() -> {
            BrokerStatus status = status(broker);
            return status.whole().out() == CROWD
                    && (status.topics().isEmpty()
                            ? broker.stats().subscriptions() == 1
                            : status.topics().get(0).subscribers() == CROWD);
        });
    }

    private void publishAndHear(EventPublisher publisher) throws Exception {
        byte[] topic = HostilePeer.frame(HostilePeer.MORE, new byte[] {'t'});
        byte[][] expected = new byte[EVENTS][];
        for (int i = 0; i < EVENTS; i++) {
            byte[] payload = ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8);
            expected[i] = HostilePeer.frame(0, payload);
            publisher.publish("t", payload);
        }
        assertThat(publisher.awaitConfirmed(LONG)).isTrue();
        for (HostilePeer one : crowd) {
            for (byte[] payload : expected) {
                assertThat(one.read(topic.length)).isEqualTo(topic);
                assertThat(one.read(payload.length)).isEqualTo(payload);
            }
        }
    }
}

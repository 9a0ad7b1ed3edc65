package zmq.socket.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

@Timeout(60)
class BatchedDistIT {
    private static final int PATIENCE_MILLIS = 10_000;

    private final ZMQ.Context broker = ZMQ.context(1);
    private final ZMQ.Context others = ZMQ.context(1);
    private final ZMQ.Socket out = broker.socket(SocketType.XPUB);
    private final List<ZMQ.Socket> subscribers = new ArrayList<>();
    private final AtomicInteger passedOver = new AtomicInteger();
    private BatchedDist batch = BatchedDist.install(out.base(), pipe -> passedOver.incrementAndGet());

    @BeforeEach
    void bind() {
        out.setXpubVerbose(true);
        out.setReceiveTimeOut(50);
        out.setLinger(0);
    }

    @AfterEach
    void close() {
        subscribers.forEach(ZMQ.Socket::close);
        out.close();
        others.close();
        broker.close();
    }

    private String bound(int queue) {
        out.setSndHWM(queue);
        assertThat(out.bind("tcp://127.0.0.1:*")).isTrue();
        return out.getLastEndpoint();
    }

    /** Comes back once the publisher knows of the subscription. */
    private ZMQ.Socket subscriber(String endpoint, String prefix) {
        return subscriber(endpoint, prefix, 100_000);
    }

    private ZMQ.Socket subscriber(String endpoint, String prefix, int queue) {
        ZMQ.Socket in = others.socket(SocketType.SUB);
        // JeroMQ loses sight of some connections that it has just made, and tries again after this time.
        in.setHandshakeIvl(250);
        in.setRcvHWM(queue);
        in.setReceiveTimeOut(PATIENCE_MILLIS);
        in.setLinger(0);
        in.subscribe(prefix);
        in.connect(endpoint);
        subscribers.add(in);
        byte[] said = null;
        for (int i = 0; said == null && i < PATIENCE_MILLIS / 50; i++) {
            said = out.recv();
            // After such a second try it subscribes anew when it is asked for something.
            assertThat(in.recv(ZMQ.DONTWAIT)).isNull();
        }
        assertThat(said).isEqualTo(("\u0001" + prefix).getBytes(StandardCharsets.US_ASCII));
        return in;
    }

    private void send(String topic, String payload) {
        out.sendMore(topic);
        out.send(payload);
    }

    @Test
    void whoReadsNothingHoldsSixteenMebibytesOfLargeMessagesAndNotHundredsThatItsQueueHasRoomFor() {
        String endpoint = bound(4000);
        ZMQ.Socket lazy = subscriber(endpoint, "t", 1);
        ZMQ.Socket quick = subscriber(endpoint, "t");
        String large = "x".repeat(250_000);
        for (int i = 0; i < 400; i++) {
            batch.announce(large.length());
            send("t", large);
            batch.flush();
            assertThat(quick.recvStr()).isEqualTo("t");
            assertThat(quick.recvStr()).isEqualTo(large);
        }
        assertThat(passedOver.get()).as("of 400, by bytes").isGreaterThan(200).isLessThan(400 - 64);

        // What waited comes, and then what is sent.
        int got = 0;
        batch.announce(4);
        send("t", "last");
        batch.flush();
        String payload = "";
        while (!payload.equals("last")) {
            assertThat(lazy.recvStr()).isEqualTo("t");
            payload = lazy.recvStr();
            got++;
        }
        assertThat(got).isEqualTo(400 - passedOver.get() + 1);
    }

    @Test
    void nothingIsGivenOutBeforeItIsFlushedAndAllIsAfterwards() {
        String endpoint = bound(1000);
        ZMQ.Socket a = subscriber(endpoint, "a");
        ZMQ.Socket all = subscriber(endpoint, "");

        send("a", "1");
        send("b", "2");
        send("a", "3");

        a.setReceiveTimeOut(200);
        assertThat(a.recvStr()).isNull();
        a.setReceiveTimeOut(PATIENCE_MILLIS);
        batch.flush();
        assertThat(List.of(a.recvStr(), a.recvStr(), a.recvStr(), a.recvStr())).containsExactly("a", "1", "a", "3");
        assertThat(List.of(all.recvStr(), all.recvStr(), all.recvStr(), all.recvStr()))
                .containsExactly("a", "1", "b", "2");
    }

    @Test
    void whoeverComesAndGoesTheOthersGetEachEventOnceAndInOrder() {
        String endpoint = bound(100_000);
        ZMQ.Socket stays = subscriber(endpoint, "t");
        Random random = new Random(7);
        int sent = 0;
        for (int round = 0; round < 60; round++) {
            if (subscribers.size() > 20) {
                subscribers.remove(1 + random.nextInt(20)).close();
            } else {
                subscriber(endpoint, "t");
            }
            for (int i = 0; i < 50; i++) {
                send("t", Integer.toString(sent++));
            }
            batch.flush();
        }
        for (int i = 0; i < sent; i++) {
            assertThat(stays.recvStr()).isEqualTo("t");
            assertThat(stays.recvStr()).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void whoReadsNothingMissesWholeEventsAndTheOthersNone() {
        String endpoint = bound(10);
        ZMQ.Socket reads = subscriber(endpoint, "");
        ZMQ.Socket sleeps = subscriber(endpoint, "", 1);
        String large = "x".repeat(100_000);
        for (int i = 0; i < 200; i++) {
            send(Integer.toString(i), large);
            batch.flush();
            assertThat(reads.recvStr()).isEqualTo(Integer.toString(i));
            assertThat(reads.recvStr()).isEqualTo(large);
        }
        TreeMap<Integer, String> got = new TreeMap<>();
        sleeps.setReceiveTimeOut(500);
        for (String topic = sleeps.recvStr(); topic != null; topic = sleeps.recvStr()) {
            got.put(Integer.parseInt(topic), sleeps.recvStr());
        }
        assertThat(got.size()).isBetween(10, 199);
        assertThat(got.values()).allMatch(large::equals);
    }
}

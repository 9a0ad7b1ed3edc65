package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import thiscord.broker.journal.Journal;
import thiscord.protocol.event.Replay;
import thiscord.protocol.event.Topics;
import zmq.socket.pubsub.BatchedDist;

/** What the lanes tell the journal, and when. */
@Timeout(60)
class ConfirmedLaneIT {
    private final ZContext context = new ZContext();
    private final ZMQ.Socket out = context.createSocket(SocketType.XPUB);
    private final BatchedDist outBatch = BatchedDist.install(out.base(), pipe -> {});
    private final Journal journal =
            new Journal(new Journal.Limits(1 << 20, 10_000, Duration.ofDays(1), 100, 5000, 64 << 10));
    private final NumberedLane numbered = new NumberedLane(out, outBatch, journal, () -> {}, line -> {});
    private final Lane plain = new Lane(out, outBatch, numbered, List::of);
    private final Traffic traffic = new Traffic(System.nanoTime());
    private final List<Long> marksAtErasures = new ArrayList<>();
    private final ConfirmedLane.Owner owner = new ConfirmedLane.Owner() {
        @Override
        public void flush() {
            outBatch.flush();
        }

        @Override
        public @Nullable String erase(byte[] payload) {
            return noteErasure();
        }

        @Override
        public @Nullable String wrong(byte[] topic, int payloadBytes, ReservedTopics.Origin by, String peer) {
            String wrong = Topics.wrong(topic);
            return wrong == null ? BrokerLoop.payloadWrong(payloadBytes, 1000) : wrong;
        }
    };
    private final ConfirmedLane lane = new ConfirmedLane(plain, numbered, journal, owner, traffic);

    private @Nullable String noteErasure() {
        marksAtErasures.add(journal.mark(bytes("me")));
        return null;
    }

    @AfterEach
    void close() {
        context.close();
        journal.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Batch batch(long first, String keep, String... topicsAndPayloads) {
        List<byte[]> frames = new ArrayList<>(List.of(bytes("PUBLISH"), bytes("1"), bytes("me")));
        frames.add(Replay.number(1));
        frames.add(Replay.number(first));
        frames.add(bytes(keep));
        for (String one : topicsAndPayloads) {
            frames.add(bytes(one));
        }
        Batch batch = Batch.of(frames, "127.0.0.1:1", ReservedTopics.Origin.ANYBODY);
        assertThat(batch).isNotNull();
        return batch;
    }

    @Test
    void whenAnErasureWritesDownWhereAPublisherIsItIsNoFurtherThanWhatWasKept() {
        Batch one = batch(1, "always", "t", "1", Topics.ERASE, "{}", "t", "3", "t", "4");
        Batch next = batch(5, "followed", "u", "5", Topics.ERASE, "{}", "u", "7");

        lane.take(List.of(one, next));

        assertThat(marksAtErasures).containsExactly(1L, 5L);
        assertThat(journal.mark(bytes("me"))).isEqualTo(7);
        assertThat(one.upto).isEqualTo(4);
        assertThat(next.upto).isEqualTo(7);
        Batch again = batch(1, "always", "t", "1", Topics.ERASE, "{}", "t", "3");
        lane.take(List.of(again));
        assertThat(again.again).isEqualTo(3);
        assertThat(again.upto).isEqualTo(7);
    }

    @Test
    void onlyWhatIsTakenIsCountedByTopic() {
        Batch batch = batch(1, "always", "x".repeat(5000), "1", "t", "2", "t", "", Topics.ERASE, "{}");

        lane.take(List.of(batch));

        assertThat(batch.refused).hasSize(2);
        Map<String, Double> counted = traffic.topics(System.nanoTime());
        assertThat(counted).containsOnlyKeys("t");
    }

    @Test
    void whoFollowsAndLeavesAtOnceCostsTheJournalNothing() {
        numbered.follow(bytes("stays"));
        numbered.settle();
        Journal.Size before = journal.size();

        for (int i = 0; i < 500; i++) {
            numbered.follow(bytes("passes/" + i));
            numbered.left(bytes("passes/" + i));
        }
        numbered.left(bytes("stays"));
        numbered.follow(bytes("stays"));
        numbered.settle();

        assertThat(journal.size()).isEqualTo(before);
        assertThat(journal.numbers(bytes("stays/too"))).isTrue();
        assertThat(journal.numbers(bytes("passes/1"))).isFalse();
    }

    @Test
    void manySubscriptionsAreTakenUpPartByPart() {
        int all = 2 * Lane.MOST_SAID + 500;
        out.setRcvHWM(2 * all);
        out.bind("inproc://out");
        ZMQ.Socket subscriber = context.createSocket(SocketType.SUB);
        subscriber.setSndHWM(2 * all);
        subscriber.connect("inproc://out");
        for (int i = 0; i < all; i++) {
            subscriber.subscribe(Topics.NUMBERED + "t/" + i);
        }

        assertThat(plain.followSubscriptions()).isTrue();
        assertThat(plain.subscriptions()).isEqualTo(Lane.MOST_SAID);
        assertThat(journal.numbers(bytes("t/0"))).isTrue();
        assertThat(plain.followSubscriptions()).isTrue();
        assertThat(plain.followSubscriptions()).isFalse();
        assertThat(plain.subscriptions()).isEqualTo(all);
        assertThat(journal.numbers(bytes("t/" + (all - 1)))).isTrue();
    }
}

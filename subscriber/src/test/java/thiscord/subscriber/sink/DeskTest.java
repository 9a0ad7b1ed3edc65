package thiscord.subscriber.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.cli.Failure;

@Timeout(30)
class DeskTest {
    private static final Retries QUICK = new Retries(2, Duration.ofMillis(1));

    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    private interface Taking {
        void take(SinkEvent event) throws NotTaken, InterruptedException;
    }

    private Desk desk(Taking sink, int parallel, boolean passesOver) {
        return new Desk(
                new Sink() {
                    @Override
                    public void take(SinkEvent event) throws NotTaken, InterruptedException {
                        sink.take(event);
                        taken.add(event.line());
                    }

                    @Override
                    public void close() {}
                },
                QUICK,
                parallel,
                passesOver,
                event -> done.add(event.line()));
    }

    private static SinkEvent event(String topic, int number) {
        return new SinkEvent(topic, number, new byte[0], "id", topic + number);
    }

    @Test
    void withOneThreadAllComesInOrder() throws Exception {
        try (Desk desk = desk(event -> {}, 1, false)) {
            for (int i = 1; i <= 300; i++) {
                desk.hand(event(i % 3 == 0 ? "a" : "b", i));
            }
            desk.awaitIdle();
        }
        assertThat(taken).hasSize(300).isEqualTo(done);
        assertThat(taken)
                .extracting(line -> Integer.parseInt(line.substring(1)))
                .isSorted();
    }

    @Test
    void topicsAreTakenSideBySideAndEachInOrder() throws Exception {
        CountDownLatch bothAtWork = new CountDownLatch(2);
        Set<String> atWork = new HashSet<>();
        try (Desk desk = desk(
                event -> {
                    synchronized (atWork) {
                        assertThat(atWork.add(event.topic())).isTrue();
                    }
                    bothAtWork.countDown();
                    assertThat(bothAtWork.await(20, TimeUnit.SECONDS)).isTrue();
                    synchronized (atWork) {
                        atWork.remove(event.topic());
                    }
                },
                3,
                false)) {
            for (int i = 100; i < 200; i++) {
                desk.hand(event("a", i));
                desk.hand(event("b", i));
            }
            desk.awaitIdle();
        }
        assertThat(done).hasSize(200).filteredOn(line -> line.startsWith("a")).isSorted();
        assertThat(done).filteredOn(line -> line.startsWith("b")).isSorted();
    }

    @Test
    void whatIsNotTakenIsTriedAgainBeforeTheNextOfItsTopic() throws Exception {
        Map<String, Integer> tries = new HashMap<>();
        try (Desk desk = desk(
                event -> {
                    if (event.offset() == 1 && tries.merge(event.line(), 1, Integer::sum) < 3) {
                        throw NotTaken.now("not yet");
                    }
                },
                1,
                false)) {
            desk.hand(event("a", 1));
            desk.hand(event("a", 2));
            desk.awaitIdle();
        }
        assertThat(tries).containsEntry("a1", 3);
        assertThat(done).containsExactly("a1", "a2");
    }

    @Test
    void whatIsNotTakenForGoodEndsItAndIsNotDone() throws Exception {
        CountDownLatch allIn = new CountDownLatch(1);
        try (Desk desk = desk(
                event -> {
                    allIn.await(20, TimeUnit.SECONDS);
                    if (event.offset() == 2) {
                        throw NotTaken.forGood("it is wrong");
                    }
                },
                1,
                false)) {
            desk.hand(event("a", 1));
            desk.hand(event("a", 2));
            desk.hand(event("a", 3));
            allIn.countDown();

            assertThatThrownBy(desk::awaitIdle)
                    .isInstanceOf(Failure.class)
                    .hasMessage("event 2 of a was not taken: it is wrong; --on-failure skip passes over such events");
            assertThatThrownBy(() -> desk.hand(event("a", 4))).isInstanceOf(Failure.class);
        }
        assertThat(done).containsExactly("a1");
    }

    @Test
    void whatIsNotTakenForGoodIsPassedOverIfToldSo() throws Exception {
        try (Desk desk = desk(
                event -> {
                    if (event.offset() == 2) {
                        throw NotTaken.now("never");
                    }
                },
                1,
                true)) {
            for (int i = 1; i <= 3; i++) {
                desk.hand(event("a", i));
            }
            desk.awaitIdle();
        }
        assertThat(taken).containsExactly("a1", "a3");
        assertThat(done).containsExactly("a1", "a2", "a3");
    }

    @Test
    void anErrorOfTheSinkEndsItInALine() throws Exception {
        try (Desk desk = desk(
                event -> {
                    throw new IllegalStateException("boo");
                },
                1,
                true)) {
            desk.hand(event("a", 1));

            assertThatThrownBy(desk::awaitIdle).isInstanceOf(Failure.class).hasMessageContaining("boo");
        }
        assertThat(done).isEmpty();
    }

    @Test
    void nothingIsDoneOnceItIsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Desk desk = desk(
                event -> {
                    begun.countDown();
                    closed.await(20, TimeUnit.SECONDS);
                    throw NotTaken.forGood("ended by us");
                },
                1,
                true);
        desk.hand(event("a", 1));
        desk.hand(event("a", 2));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        desk.close();
        closed.countDown();

        assertThat(done).isEmpty();
    }

    @Test
    void pausesDoubleUpToAMinuteAndAreAtLeastWhatWasAskedFor() {
        Retries retries = new Retries(5, Duration.ofSeconds(1));

        assertThat(retries.pauseMillis(1, Duration.ZERO)).isBetween(500L, 1000L);
        assertThat(retries.pauseMillis(3, Duration.ZERO)).isBetween(2000L, 4000L);
        assertThat(retries.pauseMillis(60, Duration.ZERO)).isBetween(30_000L, 60_000L);
        assertThat(retries.pauseMillis(1, Duration.ofSeconds(90))).isEqualTo(90_000L);
        assertThat(retries.pauseMillis(1, Duration.ofDays(9))).isEqualTo(600_000L);
        assertThatThrownBy(() -> new Retries(-1, Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
    }
}

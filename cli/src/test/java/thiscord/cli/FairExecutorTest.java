package thiscord.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FairExecutorTest {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<String> displaced = new CopyOnWriteArrayList<>();
    private final CountDownLatch go = new CountDownLatch(1);

    private boolean put(FairExecutor to, String key, String task) {
        return to.execute(key, () -> done.add(task), () -> displaced.add(task));
    }

    /** Keeps the one thread busy until {@link #go}. */
    private void busy(FairExecutor one) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        one.execute(
                "busy",
                () -> {
                    begun.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                () -> {});
        begun.await();
    }

    private void finish(FairExecutor one) throws InterruptedException {
        CountDownLatch last = new CountDownLatch(1);
        go.countDown();
        while (!one.execute("last", last::countDown, () -> {})) {
            Thread.onSpinWait();
        }
        assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void keysTakeTurnsHoweverManyTasksOneHas() throws InterruptedException {
        try (FairExecutor one = new FairExecutor("test", 1, 10)) {
            busy(one);
            for (int i = 0; i < 5; i++) {
                put(one, "much", "much" + i);
            }
            put(one, "little", "little");
            finish(one);

            assertThat(done).startsWith("much0", "little", "much1");
            assertThat(displaced).isEmpty();
        }
    }

    @Test
    void inAFullQueueWhoeverHasMostWaitingMakesRoom() throws InterruptedException {
        try (FairExecutor one = new FairExecutor("test", 1, 4)) {
            busy(one);
            for (int i = 0; i < 4; i++) {
                assertThat(put(one, "much", "much" + i)).isTrue();
            }

            assertThat(put(one, "much", "much4")).isFalse();
            assertThat(put(one, "little", "little")).isTrue();
            assertThat(displaced).containsExactly("much3");
            assertThat(put(one, "other", "other")).isTrue();
            assertThat(put(one, "third", "third")).isTrue();
            assertThat(put(one, "fourth", "fourth")).isFalse();
            finish(one);
            assertThat(done).contains("little", "other", "third", "much0").doesNotContain("much1", "much2", "fourth");
        }
    }
}

package thiscord.hub.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = Long.MAX_VALUE - SECOND; // the clock may wrap around

    private final TokenBucket bucket = new TokenBucket(10, 5, START);

    @Test
    void aBurstIsFreeAndTheNextTokenTakesItsTime() {
        for (int i = 0; i < 4; i++) {
            assertThat(bucket.spend(1, START)).isZero();
        }

        assertThat(bucket.spend(1, START)).isEqualTo(SECOND / 10);
        assertThat(bucket.spend(1, START)).isEqualTo(2 * SECOND / 10);
    }

    @Test
    void tokensComeBackAtTheRateAndNoMoreThanTheBurst() {
        bucket.spend(5, START);

        assertThat(bucket.spend(1, START + 3 * SECOND / 10)).isZero();
        assertThat(bucket.spend(1, START + 3 * SECOND / 10)).isZero();
        assertThat(bucket.spend(1, START + 3 * SECOND / 10)).isEqualTo(SECOND / 10);
        assertThat(bucket.spend(5, START + 3600 * SECOND)).isEqualTo(SECOND / 10);
    }

    @Test
    void isFullAtFirstAndAgainOnceAllCameBack() {
        assertThat(bucket.full(START)).isTrue();

        bucket.spend(2, START);

        assertThat(bucket.full(START + SECOND / 10)).isFalse();
        assertThat(bucket.full(START + 2 * SECOND / 10)).isTrue();
    }

    @Test
    void ofManyThreadsAsManyAreServedAsThereAreTokens() throws InterruptedException {
        TokenBucket large = new TokenBucket(1, 1000, START);
        AtomicInteger free = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    free.addAndGet(large.spend(1, START) == 0 ? 1 : 0);
                }
            }));
        }

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(free.get()).isEqualTo(999); // the thousandth is served, and told to wait
    }
}

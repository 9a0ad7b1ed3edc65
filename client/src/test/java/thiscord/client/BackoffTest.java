package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesUpToHalfAMinuteAndStartsAnewAfterSuccess() {
        Backoff backoff = new Backoff(new Random(7));

        for (int i = 0; i < 100; i++) {
            long whole = Math.min(30_000, 500L << Math.min(i, 10));
            assertThat(backoff.next()).isBetween(whole / 2, whole);
        }
        backoff.reset();

        assertThat(backoff.next()).isBetween(250L, 500L);
    }
}

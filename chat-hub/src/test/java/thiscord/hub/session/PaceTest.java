package thiscord.hub.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    private long now;

    private Pace pace(int rate, int burst, int patienceSeconds) {
        return new Pace(new TokenBucket(rate, burst, now), null, patienceSeconds * SECOND);
    }

    /** Sends a line whenever it is read; answers after how many seconds it was lost, or -1. */
    private long flood(Pace pace, int seconds) {
        while (now < seconds * SECOND) {
            now += pace.spend(1, now);
            if (pace.lost(now)) {
                return now / SECOND;
            }
        }
        return -1;
    }

    @Test
    void aPastedBlockOfAHundredLinesIsNotSlowed() {
        Pace pace = pace(20, 200, 60);

        for (int line = 0; line < 100; line++) {
            assertThat(pace.spend(1, now)).isZero();
        }

        assertThat(pace.lost(now)).isFalse();
    }

    @Test
    void whoFloodsIsSlowedToTheRate() {
        Pace pace = pace(20, 200, 0);
        int lines = 0;

        while (now < 100 * SECOND) {
            now += pace.spend(1, now);
            lines++;
        }

        assertThat(lines).isBetween(200 + 20 * 99, 200 + 20 * 101);
    }

    @Test
    void whoFloodsForLongerThanThePatienceIsLost() {
        assertThat(flood(pace(20, 200, 60), 3600)).isBetween(60L, 61L);
    }

    @Test
    void withoutAnEndOfPatienceNobodyIsLost() {
        assertThat(flood(pace(20, 200, 0), 3600)).isEqualTo(-1);
    }

    @Test
    void aPasteOfAThousandLinesIsTakenInTime() {
        Pace pace = pace(20, 200, 60);

        for (int line = 0; line < 1000; line++) {
            now += pace.spend(1, now);
            assertThat(pace.lost(now)).isFalse();
        }
    }

    @Test
    void aSecondWithoutBeingSlowedIsANewBeginning() {
        Pace pace = pace(1, 1, 10);

        for (int again = 0; again < 100; again++) {
            now += pace.spend(1, now);
            assertThat(pace.lost(now)).isFalse();
            now += SECOND + 1;
            now += pace.spend(2, now);
            now += SECOND + 1;
        }

        assertThat(pace.lost(now)).isFalse();
    }

    @Test
    void aLoudNeighbourSlowsTheAddressButEndsOnlyItself() {
        TokenBucket address = new TokenBucket(10, 10, now);
        Pace loud = new Pace(null, address, 10 * SECOND);
        Pace quiet = new Pace(null, address, 10 * SECOND);
        boolean lost = false;
        long slowed = 0;
        long loudAt = 0;

        for (; now < 100 * SECOND; now += SECOND / 20) {
            if (now % (5 * SECOND) == 0) {
                slowed += quiet.spend(1, now);
            }
            if (now >= loudAt) {
                loudAt = now + loud.spend(1, now);
                lost |= loud.lost(now);
            }
        }

        assertThat(slowed).isPositive();
        assertThat(lost).isTrue();
        assertThat(quiet.lost(now)).isFalse();
    }
}

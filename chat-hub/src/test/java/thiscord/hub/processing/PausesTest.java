package thiscord.hub.processing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PausesTest {
    private final Pauses pauses = new Pauses();

    @Test
    void eachPauseIsTwiceTheLastUpToTheLongest() {
        assertThat(pauses.next(5, false, 0)).isEqualTo(100);
        assertThat(pauses.next(5, true, 0)).isEqualTo(200);
        assertThat(pauses.next(60_000, false, 0)).isEqualTo(400);
        for (int i = 0; i < 20; i++) {
            pauses.next(5, false, 0);
        }

        assertThat(pauses.next(5, false, 0)).isEqualTo(Pauses.LONGEST_MILLIS);
    }

    @Test
    void oneThatWorkedForAWhileBeginsAgain() {
        pauses.next(5, false, 0);
        pauses.next(5, false, 0);

        assertThat(pauses.next(Pauses.GOOD_MILLIS, true, 0)).isEqualTo(100);
    }

    @Test
    void chanceTakesUpToAHalf() {
        assertThat(pauses.next(5, false, 1)).isEqualTo(50);
        assertThat(pauses.next(5, false, 0.5)).isEqualTo(150);
    }
}

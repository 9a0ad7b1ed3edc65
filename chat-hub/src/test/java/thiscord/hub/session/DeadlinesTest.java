package thiscord.hub.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final Deadlines all = new Deadlines(10, 20, 30);
    private final Deadlines none = new Deadlines(0, 0, 0);

    @Test
    void whoSaysNothingIsEndedAfterTheHelloDeadline() {
        assertThat(all.passed(11, 1, false, 0, 1)).isNull();
        assertThat(all.passed(12, 1, false, 0, 1)).isEqualTo(CloseReason.NO_HELLO);
        assertThat(all.passed(12, 1, true, 0, 1)).isNull();
    }

    @Test
    void aLineMayTakeSoLongAndNoLonger() {
        assertThat(all.passed(25, 1, true, 5, 25)).isNull();
        assertThat(all.passed(26, 1, true, 5, 26)).isEqualTo(CloseReason.LINE_NEVER_ENDED);
    }

    @Test
    void whoHasNothingToSayIsEndedAfterTheIdleLimit() {
        assertThat(all.passed(31, 1, true, 0, 1)).isNull();
        assertThat(all.passed(32, 1, true, 0, 1)).isEqualTo(CloseReason.IDLE);
    }

    @Test
    void zeroIsNever() {
        assertThat(none.passed(Integer.MAX_VALUE, 1, false, 1, 1)).isNull();
        assertThat(none.pending(false, 1)).isFalse();
        assertThat(new Deadlines(10, 20, 0).pending(true, 0)).isFalse();
    }

    @Test
    void aWatchForgetsWhatHasNoDeadlineAndKeepsTheRest() {
        Watch watch = new Watch();
        List<String> seen = new ArrayList<>();
        watch.add(now -> seen.add("a" + now) && now < 3);
        watch.add(now -> seen.add("b" + now) && now < 2);
        watch.add(now -> seen.add("c" + now));

        watch.tick();
        watch.tick();
        watch.tick();

        assertThat(seen).containsExactlyInAnyOrder("a2", "b2", "c2", "a3", "c3", "c4");
        assertThat(watch.size()).isEqualTo(1);
        assertThat(Watch.ticks(Duration.ofMillis(251))).isEqualTo(2);
    }

    @Test
    void settingsAreCheckedTogether() {
        assertThatThrownBy(() -> new Fairness(
                        -1,
                        0,
                        0,
                        1,
                        Duration.ofMillis(5),
                        false,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofDays(99)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("flood-rate", "flood-burst", "flood-patience", "keep-alive");
    }
}

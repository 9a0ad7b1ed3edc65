package thiscord.processing.lines;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlushRuleTest {
    private static void read(FlushRule rule, String text, boolean begins) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        rule.read(bytes, bytes.length, begins);
    }

    @Test
    void aMessageInOnePieceWaitsAShortTimeAndWhatLooksTypedLonger() {
        FlushRule rule = new FlushRule(null);

        read(rule, "5 10", true);
        assertThat(rule.millis()).isEqualTo(150);
        read(rule, "0", false);
        assertThat(rule.millis()).isEqualTo(1000);
        read(rule, "5", true);
        assertThat(rule.millis()).isEqualTo(1000);
        assertThat(rule.endsLines()).isFalse();
    }

    @Test
    void theFirstLineFeedEndsTheRule() {
        FlushRule rule = new FlushRule(null);

        read(rule, "5 10\n5", true);
        assertThat(rule.millis()).isZero();
        read(rule, "5 10", true);
        assertThat(rule.millis()).isZero();
        assertThat(rule.endsLines()).isTrue();
    }

    @Test
    void aGivenPauseHoldsForEveryLineAndZeroForNone() {
        FlushRule some = new FlushRule(Duration.ofMillis(70));
        FlushRule none = new FlushRule(Duration.ZERO);

        read(some, "a\nb", true);
        read(none, "ab", true);

        assertThat(some.millis()).isEqualTo(70);
        assertThat(none.millis()).isZero();
    }
}

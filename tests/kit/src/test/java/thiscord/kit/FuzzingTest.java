package thiscord.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FuzzingTest {
    @Test
    void aFailedTrialIsRepeatedAsTheFirstOfTheSeedThatItNames() {
        List<Long> drawn = new ArrayList<>();
        List<Long> again = new ArrayList<>();

        assertThatThrownBy(() -> Fuzzing.of(40, Duration.ofMinutes(1)).run(random -> {
                    drawn.add(random.nextLong());
                    assertThat(drawn).hasSizeLessThan(3);
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("trial 2 failed; repeat it with -Dthiscord.fuzz.seed=42: ");
        long trials = Fuzzing.of(42, Duration.ZERO).run(random -> again.add(random.nextLong()));

        assertThat(trials).isEqualTo(1);
        assertThat(again).containsExactly(drawn.get(2));
    }

    @Test
    void aMutationIsTheSameForTheSameSeedAndMostlyAnother() {
        byte[] input = "a line of text that is mutated\n".getBytes(StandardCharsets.US_ASCII);
        int different = 0;
        for (int seed = 0; seed < 1000; seed++) {
            byte[] once = Fuzzing.mutated(input, new Random(seed));

            assertThat(Fuzzing.mutated(input, new Random(seed))).isEqualTo(once);
            assertThat(once.length).isLessThanOrEqualTo(input.length + 4 * 256);
            different += Arrays.equals(once, input) ? 0 : 1;
        }
        assertThat(different).isGreaterThan(950);
        assertThat(Fuzzing.mutated(new byte[0], new Random(1))).hasSizeLessThanOrEqualTo(16 + 3 * 256);
    }
}

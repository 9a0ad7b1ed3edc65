package thiscord.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StampTest {
    private final Stamp stamp = new Stamp(64, new Random(1));

    @Test
    void aTextIsAsLongAsAskedAndIsReadBackFromALine() {
        String text = stamp.text(1_234_567_890_123L);

        assertThat(text).hasSize(64);
        assertThat(read("[bench-1] bob: " + text)).isEqualTo(1_234_567_890_123L);
        assertThat(read("{\"type\":\"message\",\"text\":\"" + text + "\"}")).isEqualTo(1_234_567_890_123L);
    }

    @Test
    void theShortestTextHoldsTheTime() {
        Stamp shortest = new Stamp(Load.LEAST_SIZE, new Random(1));
        byte[] line = shortest.text(7).getBytes(StandardCharsets.UTF_8);

        assertThat(line).hasSize(Load.LEAST_SIZE);
        assertThat(shortest.read(line, 0, line.length)).isEqualTo(7);
    }

    @Test
    void whatAnotherRunSaysIsNotCounted() {
        String other = new Stamp(64, new Random(2)).text(5);

        assertThat(read("[bench-1] bob: " + other)).isNegative();
        assertThat(read("[bench-1] bob: write to me@home, or to somebody else who is awake"))
                .isNegative();
        assertThat(read("* bob joined bench-1")).isNegative();
        assertThat(read("")).isNegative();
    }

    private long read(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return stamp.read(bytes, 0, bytes.length);
    }
}

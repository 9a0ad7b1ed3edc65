package thiscord.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinesTest {
    @Test
    void passesOverWhatWasNotAskedForAndNeverGoesBack() {
        Lines lines = of("one\ntwo\nthree\n");

        assertThat(lines.expect("^t(w)o$").group(1)).isEqualTo("w");
        assertThatThrownBy(() -> lines.expect("one"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("three")
                .hasMessageContaining("ended");
        assertThat(lines.next()).isEqualTo("three");
    }

    @Test
    void givesUpInTimeOnAStreamThatStaysOpen() throws IOException {
        try (PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out)) {
            Lines lines = Lines.of("pipe", in);

            assertThatThrownBy(() -> lines.expect("x", Duration.ofMillis(20)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("pipe: waited");
        }
    }

    @Test
    void readsToTheEnd() {
        assertThat(of("a\nb").toTheEnd()).containsExactly("a", "b");
    }

    private static Lines of(String text) {
        return Lines.of("text", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}

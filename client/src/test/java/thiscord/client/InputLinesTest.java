package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputLinesTest {
    @Test
    void linesEndWithOrWithoutAReturnAndTheLastNeedsNoEnd() throws Exception {
        assertThat(read("a\r\nb\n\nc".getBytes(StandardCharsets.UTF_8))).containsExactly("a", "b", "", "c");
    }

    @Test
    void whatIsTooLongOrNotUtf8IsNoLine() throws Exception {
        assertThat(read(("x".repeat(InputLines.MAX_LINE + 1) + "\nok\n").getBytes(StandardCharsets.UTF_8)))
                .containsExactly(null, "ok");
        assertThat(read(new byte[] {(byte) 0xff, '\n', 'o', 'k'})).containsExactly(null, "ok");
    }

    private static List<@Nullable String> read(byte[] bytes) throws Exception {
        List<@Nullable String> lines = new ArrayList<>();
        InputLines.read(new ByteArrayInputStream(bytes), lines::add);
        return lines;
    }
}

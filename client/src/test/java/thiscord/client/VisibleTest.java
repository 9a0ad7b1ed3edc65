package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VisibleTest {
    @Test
    void whatDrivesATerminalIsShown() {
        assertThat(Visible.line("\u001b[31mred")).isEqualTo("\u241b[31mred");
        assertThat(Visible.line("a\rb\nc\u0000\u007f")).isEqualTo("a\u240db\u240ac\u2400\u2421");
        assertThat(Visible.line("\u009b2J\u0090q")).isEqualTo("<U+009B>2J<U+0090>q");
        assertThat(Visible.line("\u202egnp.exe\u2066x")).isEqualTo("<U+202E>gnp.exe<U+2066>x");
        assertThat(Visible.line("a\u2028b\tc\ud800")).isEqualTo("a b    c\ufffd");
    }

    @Test
    void nothingThatATerminalObeysIsLeftOfAnyCharacter() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String shown = Visible.line(Character.toString(c));
            assertThat(shown.codePoints()
                            .noneMatch(s -> Character.isISOControl(s)
                                    || s >= 0x202a && s <= 0x202e
                                    || s >= 0x2066 && s <= 0x2069))
                    .as("U+%04X", c)
                    .isTrue();
        }
    }

    @Test
    void aTowerOfMarksIsCut() {
        String tower = "\u0301".repeat(50);

        assertThat(Visible.line("e" + tower + "f" + tower.substring(0, 8)))
                .isEqualTo("e" + tower.substring(0, 8) + "f" + tower.substring(0, 8));
        assertThat(Visible.line("e" + "\u0301\u200d".repeat(50)).chars().filter(c -> c == 0x301))
                .hasSize(8);
    }

    @Test
    void whatPeopleWriteStaysAsItIs() {
        for (String text :
                List.of("hello", "grüße", "שלום", "مرحبا\u200f", "日本語", "👩\u200d👩\u200d👧", "e\u0301", "…–“”")) {
            assertThat(Visible.line(text)).isEqualTo(text);
        }
    }
}

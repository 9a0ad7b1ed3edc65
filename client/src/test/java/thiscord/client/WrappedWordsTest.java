package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class WrappedWordsTest {
    private static List<String> lines(String text, int columns) {
        return WrappedWords.lines(new AttributedString(text), columns, 2).stream()
                .map(AttributedString::toString)
                .toList();
    }

    @Test
    void breaksBetweenWords() {
        assertThat(lines("* one two three four five six", 20)).containsExactly("* one two three four", "  five six");
        assertThat(lines("* short", 20)).containsExactly("* short");
        assertThat(lines("* 日本語 日本語 日本語 日本語", 20)).containsExactly("* 日本語 日本語", "  日本語 日本語");
    }

    @Test
    void whatIsLongerThanALineIsLeftWhole() {
        String link = "https://example.org/a-very-long-path-that-is-not-broken";

        assertThat(lines("* see " + link, 20)).last().asString().contains(link);
        assertThat(lines("* one two three four five six", 0)).hasSize(1);
    }
}

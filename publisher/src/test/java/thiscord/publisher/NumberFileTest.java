package thiscord.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberFileTest {
    private final Locale before = Locale.getDefault();

    @TempDir
    Path folder;

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    private NumberFile open(String topic) {
        return NumberFile.open(folder.resolve("state"), topic, "--state");
    }

    @Test
    void theNumberIsReadAgainWhateverTheLocale() {
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try (NumberFile state = open("door")) {
            state.reached(42);
        }
        try (NumberFile state = open("door")) {
            assertThat(state.number()).isEqualTo(42);
        }
    }

    @Test
    void aNumberThatWasLostToALocaleMakesTheSameInputBeginUnderTheSameName() throws IOException {
        Files.writeString(folder.resolve("state"), "thiscord-publisher 1 name door ???????????????????\n");
        try (NumberFile state = open("door")) {
            assertThat(state.publisher()).isEqualTo("name");
            assertThat(state.number()).isZero();
            state.reached(3);
        }
        assertThat(folder.resolve("state")).hasContent("thiscord-publisher 1 name door 0000000000000000003\n");
    }

    @Test
    void aNumberThatWasLostToALocaleMakesASpoolBeginUnderANewName() throws IOException {
        Files.writeString(folder.resolve("state"), "thiscord-publisher 1 name * ???????????????????\n");
        String name;
        try (NumberFile state = open("*")) {
            name = state.publisher();
            assertThat(name).isNotEqualTo("name");
            assertThat(state.number()).isZero();
            state.reached(3);
        }
        try (NumberFile state = open("*")) {
            assertThat(state.publisher()).isEqualTo(name);
            assertThat(state.number()).isEqualTo(3);
        }
    }
}

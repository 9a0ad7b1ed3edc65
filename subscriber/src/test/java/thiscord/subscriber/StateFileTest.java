package thiscord.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

class StateFileTest {
    private static final List<String> ROOMS = List.of("room/");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("state");
    }

    private static Numbered.Event event(String topic, long offset) {
        return new Numbered.Event(topic, offset, new byte[0]);
    }

    @Test
    void whatWasDealtWithIsThereAgain() throws IOException {
        try (StateFile state = StateFile.open(file, ROOMS)) {
            assertThat(state.position()).isNull();
            state.dealtWith(new Numbered.Position("j", 7, Map.of("room/a", 3L)));
            state.dealtWith(event("room/a", 4));
            state.dealtWith(event("room/two words\nand é", 1));
            state.dealtWith(new Numbered.Gap("room/a", 5, 8, "gone"));
            state.dealtWith(new Numbered.Gap(null, 0, 0, "unknown"));
        }

        try (StateFile state = StateFile.open(file, ROOMS)) {
            assertThat(state.position())
                    .isEqualTo(new Numbered.Position("j", 7, Map.of("room/a", 8L, "room/two words\nand é", 1L)));
        }
    }

    @Test
    void aLineThatWasBeingWrittenIsForgotten() throws IOException {
        try (StateFile state = StateFile.open(file, ROOMS)) {
            state.dealtWith(new Numbered.Position("j", 7, Map.of()));
            state.dealtWith(event("room/a", 1));
        }
        Files.writeString(file, "seen 22", StandardOpenOption.APPEND);

        try (StateFile state = StateFile.open(file, ROOMS)) {
            state.dealtWith(event("room/a", 2));
        }
        try (StateFile state = StateFile.open(file, ROOMS)) {
            assertThat(state.position()).isEqualTo(new Numbered.Position("j", 7, Map.of("room/a", 2L)));
        }
    }

    @Test
    void aFileThatAPowerCutWipedIsNotTakenForANewOne() throws IOException {
        Files.write(file, new byte[100]);
        refused(ROOMS, "damaged");

        Files.writeString(file, "thiscord-sub");
        try (StateFile state = StateFile.open(file, ROOMS)) {
            assertThat(state.position()).isNull();
        }
    }

    @Test
    void anotherNumberingForgetsTheOffsets() throws IOException {
        try (StateFile state = StateFile.open(file, ROOMS)) {
            state.dealtWith(new Numbered.Position("j", 7, Map.of("room/a", 3L)));
            state.dealtWith(new Numbered.Position("k", 1, Map.of()));

            assertThat(state.position()).isEqualTo(new Numbered.Position("k", 1, Map.of()));
        }
    }

    @Test
    void theFileStaysShort() throws IOException {
        String topic = "room/" + "x".repeat(500);
        try (StateFile state = StateFile.open(file, ROOMS)) {
            state.dealtWith(new Numbered.Position("j", 7, Map.of()));
            for (int i = 1; i < 4000; i++) {
                state.dealtWith(event(topic, i));
            }
        }

        assertThat(Files.size(file)).isLessThan(1_100_000);
        try (StateFile state = StateFile.open(file, ROOMS)) {
            assertThat(state.position()).isEqualTo(new Numbered.Position("j", 7, Map.of(topic, 3999L)));
        }
    }

    @Test
    void aSecondSubscriberOtherTopicsAndOtherFilesAreRefused() throws IOException {
        try (StateFile state = StateFile.open(file, ROOMS)) {
            assertThat(state.position()).isNull();
            refused(ROOMS, "another subscriber uses it");
        }
        refused(List.of("user/"), "other topics");
        Files.writeString(file, "milk\neggs\n");
        refused(ROOMS, "no such file");
    }

    private void refused(List<String> prefixes, String why) {
        assertThatThrownBy(() -> StateFile.open(file, prefixes))
                .isInstanceOfSatisfying(
                        Failure.class, f -> assertThat(f.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
                .hasMessageContaining(why)
                .hasMessageContaining("--state");
    }
}

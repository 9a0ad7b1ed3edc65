package thiscord.hub.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.hub.processing.ProcessorsConfig.Program;
import thiscord.hub.processing.ProcessorsConfig.RoomLine;

class ProcessorsFileTest {
    @TempDir
    Path folder;

    private ProcessorsConfig read(String... lines) throws IOException {
        Path file = Files.write(folder.resolve(ProcessorsFile.NAME), List.of(lines));
        return new ProcessorsFile(file, true).read();
    }

    @Test
    void programsAndRoomsAreReadWithWhatIsUsual() throws IOException {
        ProcessorsConfig config = read(
                "# a comment",
                "",
                "processor words child /bin/sh -c 'exec cat' \"a b\" c\"d e\"",
                "  processor sums rmi 127.0.0.1:1199",
                "room General words sums fail-closed within 2s",
                "room lab sums");

        assertThat(config.programs())
                .containsExactly(
                        new Program(
                                "words",
                                List.of("/bin/sh", "-c", "exec cat", "a b", "cd e"),
                                null,
                                Duration.ofMillis(500)),
                        new Program("sums", List.of(), Address.loopback(1199), Duration.ofSeconds(2)));
        assertThat(config.rooms())
                .containsOnlyKeys("general", "lab")
                .containsEntry(
                        "general", new RoomLine("General", List.of("words", "sums"), false, Duration.ofSeconds(2)))
                .containsEntry("lab", new RoomLine("lab", List.of("sums"), true, Duration.ofMillis(500)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            rooms lab words                          | begins with processor, room or #
            processor words                          | processor NAME child PROGRAM
            processor Words child /bin/sh            | is no name of a processor
            processor within child /bin/sh           | 'within' is taken
            processor words child sh                 | 'sh' is not the whole path
            processor words child /no/such           | there is no program /no/such
            processor words shell /bin/sh            | child or rmi, not 'shell'
            processor words child '/bin/sh           | ' is not closed
            processor words rmi 127.0.0.1            | has no port
            processor words rmi 127.0.0.1:9 more     | 'more' is one too many
            processor words rmi example.org:1099     | is another machine
            room lab                                 | with 1 to 8 processors
            room                                     | with 1 to 8 processors
            room l/b known                           | 'l/b' is no room
            room lab unknown                         | what the processor 'unknown' is
            room lab known known                     | 'known' is there twice
            room lab known fail                      | what the processor 'fail' is
            room lab known fail-open fail-closed     | 'fail-closed' is not understood
            room lab known within                    | 'within' is not understood
            room lab known within soon               | 'soon' is not a time
            room lab known within 6s                 | within is 10ms to 5s
            room lab known within 1s known           | 'known' is not understood
            """)
    void aLineThatIsWrongIsToldWithItsNumber(String line, String why) {
        assertThatThrownBy(() -> read("processor known child /bin/sh", "", line))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(ProcessorsFile.NAME + ":3: ")
                .hasMessageContaining(why)
                .extracting(e -> ((Failure) e).exitCode())
                .isEqualTo(ExitCode.BAD_CONFIGURATION);
    }

    @Test
    void aRoomOrAProcessorIsThereOnce() {
        assertThatThrownBy(() -> read("processor a child /bin/sh", "processor a rmi 127.0.0.1:9"))
                .hasMessageContaining(":2: 'a' is taken");
        assertThatThrownBy(() -> read("processor a child /bin/sh", "room lab a", "room LAB a"))
                .hasMessageContaining(":3: the room 'LAB' has a line already");
    }

    @Test
    void aFileThatIsMissingIsNoneUnlessItWasAskedFor() {
        Path missing = folder.resolve("missing");

        assertThat(new ProcessorsFile(missing, false).read()).isEqualTo(ProcessorsConfig.NONE);
        assertThatThrownBy(() -> new ProcessorsFile(missing, true).read())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is missing; see --processors");
    }
}

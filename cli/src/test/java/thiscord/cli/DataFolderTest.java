package thiscord.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aPartIsTakenOnceUntilItIsGivenBack() {
        DataFolder first = DataFolder.take(folder, "rooms");

        Failure second = catchThrowableOfType(Failure.class, () -> DataFolder.take(folder, "rooms"));
        DataFolder.take(folder, "hub").close();
        first.close();
        DataFolder.take(folder, "rooms").close();

        assertThat(second.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(second).hasMessageContaining("--data").hasMessageContaining(folder.toString());
    }

    @Test
    void aMissingFolderIsMadeWithItsParents() {
        Path deep = folder.resolve("a/b");

        DataFolder.take(deep, "rooms").close();

        assertThat(deep).isDirectory();
    }

    @Test
    void aFileInTheWayIsOneLineAboutTheSetting() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        Failure failure = catchThrowableOfType(Failure.class, () -> DataFolder.take(file, "rooms"));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(failure).hasMessageContaining("--data");
    }

    @Test
    void withoutAHomeTheFailureSaysWhatToSet() {
        Map<String, String> none = Map.of();

        assertThat(DataFolder.xdg("XDG_DATA_HOME", ".local/share", Map.of("HOME", "/h")::get, "?"))
                .isEqualTo(Path.of("/h/.local/share/thiscord"));
        assertThat(DataFolder.xdg("XDG_DATA_HOME", ".local/share", none::get, "/java"))
                .isEqualTo(Path.of("/java/.local/share/thiscord"));
        assertThat(DataFolder.xdg("XDG_DATA_HOME", ".local/share", Map.of("XDG_DATA_HOME", "/x")::get, "?"))
                .isEqualTo(Path.of("/x/thiscord"));
        for (String home : List.of("", "relative")) {
            Failure failure = catchThrowableOfType(
                    Failure.class, () -> DataFolder.xdg("XDG_DATA_HOME", ".local", Map.of("HOME", home)::get, "?"));
            assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
            assertThat(failure).hasMessageContaining("set HOME or XDG_DATA_HOME");
        }
    }
}

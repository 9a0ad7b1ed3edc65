package thiscord.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

    private static void mode(Path of, String mode) throws IOException {
        Files.setPosixFilePermissions(of, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path of) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(of));
    }

    private Failure refused(Path data) {
        Failure failure = catchThrowableOfType(Failure.class, () -> DataFolder.take(data, "rooms"));
        assertThat(failure).isNotNull();
        assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(failure).hasMessageContaining("not safe to use").hasMessageContaining("--data");
        return failure;
    }

    @Test
    void whatOthersCouldReadInItIsTightenedAtTheStart() throws IOException {
        Path events = Files.createDirectory(folder.resolve("events"));
        Path event = Files.writeString(events.resolve("1.events"), "x");
        Path lock = Files.createFile(folder.resolve("rooms.lock"));
        mode(event, "rw-r--r--");
        mode(lock, "rw-rw-r--");
        mode(events, "rwxr-xr-x");
        mode(folder, "rwxr-xr-x");

        DataFolder.take(folder, "rooms").close();
        DataFolder.take(folder, "hub").close();

        assertThat(List.of(mode(folder), mode(events))).containsOnly("rwx------");
        assertThat(List.of(mode(event), mode(lock), mode(folder.resolve("hub.lock"))))
                .containsOnly("rw-------");
        assertThat(Files.list(folder).map(one -> one.getFileName().toString()))
                .containsExactlyInAnyOrder("events", "rooms.lock", "hub.lock");
    }

    @Test
    void aFolderThatOthersUseTooIsLeftAsItIsAndRefused() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.writeString(home.resolve("letter"), "x");
        mode(home, "rwxr-xr-x");
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Files.setAttribute(temporary, "unix:mode", 01777);

        assertThat(refused(home)).hasMessageContaining("0755");
        assertThat(refused(temporary)).hasMessageContaining("1777");
        assertThat(mode(home)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aLinkInItIsRefused() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        mode(data, "rwx------");
        Path events = Files.createDirectory(data.resolve("events"));
        Path link = Files.createSymbolicLink(events.resolve("1.events"), folder.resolve("elsewhere"));

        assertThat(refused(data)).hasMessageContaining("1.events in it is a link");
        Files.delete(link);
        Files.createSymbolicLink(data.resolve("rooms.lock"), folder.resolve("elsewhere"));
        refused(data);
        assertThat(folder.resolve("elsewhere")).doesNotExist();
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

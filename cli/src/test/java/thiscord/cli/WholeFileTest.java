package thiscord.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    private static void write(Path target, String text, boolean replace) throws IOException {
        try (WholeFile file = WholeFile.begin(target)) {
            file.out().write(text.getBytes(StandardCharsets.UTF_8));
            file.finish(replace);
        }
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void appearsWholeAndForItsOwnerAlone() throws IOException {
        Path target = folder.resolve("a");
        write(target, "text", false);

        assertThat(target).hasContent("text");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void whatIsNotFinishedLeavesNothing() throws IOException {
        try (WholeFile file = WholeFile.begin(folder.resolve("a"))) {
            file.out().write(1);
            assertThat(folder.resolve("a")).doesNotExist();
        }
        assertThat(files()).isZero();
    }

    @Test
    void takesThePlaceOfAnotherOnlyWhenToldTo() throws IOException {
        Path target = folder.resolve("a");
        write(target, "one", false);

        assertThatThrownBy(() -> write(target, "two", false)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target).hasContent("one");
        write(target, "three", true);
        assertThat(target).hasContent("three");
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void aFolderThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> WholeFile.begin(folder.resolve("no/a"))).isInstanceOf(NoSuchFileException.class);
    }
}

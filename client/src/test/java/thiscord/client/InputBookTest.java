package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.History;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputBookTest {
    @TempDir
    Path folder;

    private InputBook open(int most) {
        return new InputBook(folder.resolve("new").resolve("typed"), most, words -> {
            throw new AssertionError(words);
        });
    }

    private static List<String> lines(History history) {
        List<String> lines = new ArrayList<>();
        history.forEach(entry -> lines.add(entry.line()));
        return lines;
    }

    @Test
    void eachRoomHasItsOwnLinesAndTheyOutliveTheClient() throws Exception {
        InputBook book = open(500);
        book.add("Lab", "one\n\ttwo \\n");
        book.add("lab", "three");
        book.add("lab", "three");
        book.add(null, "/rooms");

        assertThat(lines(open(500).of("LAB"))).containsExactly("one\n\ttwo \\n", "three");
        assertThat(lines(open(500).of(null))).containsExactly("/rooms");
        assertThat(lines(open(500).of("other"))).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("new/typed"))))
                .isEqualTo("rw-------");
    }

    @Test
    void onlyTheNewestAreKeptForEachRoom() throws Exception {
        InputBook book = open(2);
        for (int i = 1; i <= 5; i++) {
            book.add("lab", "line " + i);
        }

        assertThat(lines(open(2).of("lab"))).containsExactly("line 4", "line 5");
        assertThat(Files.readAllLines(folder.resolve("new/typed"))).hasSize(2);
    }

    @Test
    void ofAFileThatGrewTooLargeTheNewestLinesStay() throws Exception {
        Path file = Files.createDirectory(folder.resolve("new")).resolve("typed");
        StringBuilder old = new StringBuilder();
        for (int i = 0; i < 2200; i++) {
            old.append("lab\t").append(i).append("é".repeat(1000)).append('\n');
        }
        Files.writeString(file, old + "lab\tnew\n");

        assertThat(lines(open(500).of("lab"))).hasSize(500).endsWith("new");
        assertThat(Files.size(file)).isLessThan(2 << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login ann hunter2",
                "/REGISTER ann hunter2",
                "/password hunter2",
                "/join thiscord://host/secret",
                " said with a space before it"
            })
    void whatMayBeSecretIsNotKept(String line) {
        open(500).add("lab", line);

        assertThat(folder.resolve("new/typed")).doesNotExist();
    }

    @Test
    void withoutAFileNothingIsWritten() {
        InputBook book = open(0);
        book.add("lab", "x");

        assertThat(lines(book.of("lab"))).containsExactly("x");
        assertThat(folder.resolve("new")).doesNotExist();
    }
}

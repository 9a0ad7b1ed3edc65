package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.cli.Address;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;

class ReadMarksTest {
    private static final Address HUB = Address.loopback(12345);

    @TempDir
    Path folder;

    private final List<String> notices = new CopyOnWriteArrayList<>();

    private ReadMarks open() {
        return ReadMarks.open(folder.resolve("state"), HUB, "Ann", notices::add);
    }

    private Path file() {
        return MarkFile.in(folder.resolve("state"), HUB, "ann");
    }

    private static ReadMark mark(String room, String epoch, long seq) {
        return new ReadMark(room, epoch, seq);
    }

    @Test
    void aRoomIsEnteredWhereItWasLeftAndAnUnknownOneWithItsNewestMessages() {
        try (ReadMarks marks = open()) {
            marks.note(List.of(mark("Lab", "e1", 7), mark("züge", "e2", 0)));
            marks.note(List.of(mark("Lab", "e1", 9)));
        }
        try (ReadMarks marks = open()) {
            assertThat(marks.entering("lab", 20, "c")).isEqualTo(new Command.Join("lab", 9, "e1", 0, "c"));
            assertThat(marks.entering("ZÜGE", 20, null)).isEqualTo(new Command.Join("ZÜGE", 0, "e2", 0, null));
            assertThat(marks.entering("new", 20, null))
                    .isEqualTo(new Command.Join("new", Command.Join.NONE, null, 20, null));
        }
        assertThat(notices).isEmpty();
        assertThat(file()).isRegularFile();
    }

    @Test
    void clientsThatRunAtOnceKeepTheHigherMarkOfAnEpochAndTheNewerEpoch() {
        try (ReadMarks one = open();
                ReadMarks two = open()) {
            one.note(List.of(mark("a", "e", 10), mark("b", "e", 3), mark("c", "old", 90)));
            two.note(List.of(mark("a", "e", 8), mark("b", "e", 5), mark("d", "e", 1)));
        }
        try (ReadMarks marks = open()) {
            marks.note(List.of(mark("c", "new", 2)));
        }
        try (ReadMarks marks = open()) {
            assertThat(Stream.of("a", "b", "c", "d").map(marks::of))
                    .containsExactly(mark("a", "e", 10), mark("b", "e", 5), mark("c", "new", 2), mark("d", "e", 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "thiscord marks 2\n",
                "thiscord marks 1\n1 e",
                "thiscord marks 1\n-1 e room\n",
                "thiscord marks 1\n1\n",
                "thiscord marks 1\n99999999999999999999 e room\n"
            })
    void aDamagedFileIsSetAsideAndSaidOnce(String content) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), content);

        try (ReadMarks marks = open()) {
            assertThat(marks.of("room")).isNull();
            marks.note(List.of(mark("room", "e", 4)));
        }

        assertThat(notices).hasSize(1).first().asString().contains(".damaged");
        assertThat(file().resolveSibling(file().getFileName() + ".damaged")).hasContent(content);
        try (ReadMarks marks = open()) {
            assertThat(marks.of("room")).isEqualTo(mark("room", "e", 4));
        }
    }

    @Test
    void bytesThatAreNoTextAndAFileThatIsTooLongAreDamagedToo() throws IOException {
        Files.createDirectories(file().getParent());
        Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe});
        open().close();
        Files.write(file(), new byte[(1 << 20) + 1]);
        open().close();

        assertThat(notices).hasSize(2);
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidOnceAndNothingElseHappens() throws IOException {
        Files.writeString(folder.resolve("state"), "a file in the way");
        try (ReadMarks marks = open()) {
            marks.note(List.of(mark("room", "e", 4)));
            marks.note(List.of(mark("room", "e", 5)));
            assertThat(marks.of("room")).isEqualTo(mark("room", "e", 5));
        }

        assertThat(notices).hasSize(1).first().asString().contains("cannot be remembered");
    }

    @Test
    void theRoomsThatWereReadLongestAgoAreForgottenFirst() throws IOException {
        MarkFile marks = new MarkFile(file(), notices::add);
        List<ReadMark> many = new ArrayList<>();
        IntStream.range(0, MarkFile.MOST_ROOMS).forEach(i -> many.add(mark("room" + i, "e", i)));
        marks.add(many);
        marks.add(List.of(mark("room0", "e", 5), mark("other", "e", 1)));

        assertThat(marks.read())
                .hasSize(MarkFile.MOST_ROOMS)
                .containsKeys("room0", "other")
                .doesNotContainKey("room1");
    }

    @Test
    void aHubCannotWriteLinesOfItsOwnIntoTheFile() throws IOException {
        MarkFile marks = new MarkFile(file(), notices::add);
        marks.add(List.of(mark("a\n9 e b", "e", 1), mark("b", "e e", 1), mark("c", "", 1), mark("d", "e", 1)));

        assertThat(marks.read()).containsOnlyKeys("d");
    }

    @Test
    void eachHubAndNickHasAFileWhateverTheirLetters() {
        assertThat(MarkFile.in(folder, HUB, "Ann")).isEqualTo(folder.resolve("127.0.0.1_12345-ann.marks"));
        assertThat(MarkFile.in(folder, new Address("::1", 1), "ann")
                        .getFileName()
                        .toString())
                .matches("[0-9a-f]{32}\\.marks");
        assertThat(MarkFile.in(folder, HUB, "züge"))
                .isEqualTo(MarkFile.in(folder, HUB, "ZÜGE"))
                .isNotEqualTo(MarkFile.in(folder, HUB, "zuge"));
    }

    @Test
    void afterALongAbsenceTheNewestAreShownAndTheOthersCounted() {
        CatchUp catchUp = new CatchUp(3);
        catchUp.joined(joined("lab", "e", 10), mark("lab", "e", 2));
        catchUp.joined(joined("den", "e", 5), mark("den", "e", 2));
        catchUp.joined(joined("new", "e2", 9), mark("new", "e1", 9));
        catchUp.joined(joined("first", "e", 900), null);

        assertThat(shown(catchUp, "lab", 3, 12))
                .containsExactly(
                        "5 earlier messages of lab came while you were away; /history 8 shows them",
                        8L,
                        9L,
                        10L,
                        11L,
                        12L);
        assertThat(shown(catchUp, "lab", 1, 2)).as("asked of the history").containsExactly(1L, 2L);
        assertThat(shown(catchUp, "den", 3, 5)).containsExactly(3L, 4L, 5L);
        assertThat(shown(catchUp, "new", 5, 9))
                .containsExactly(
                        "2 earlier messages of new came while you were away; /history 5 shows them", 7L, 8L, 9L);
        assertThat(shown(catchUp, "first", 899, 900)).containsExactly(899L, 900L);
    }

    private static List<Object> shown(CatchUp catchUp, String room, long from, long to) {
        List<Object> shown = new ArrayList<>();
        for (long seq = from; seq <= to; seq++) {
            Event.Message message = new Event.Message(room, seq, "bob", false, "text", 0, null, true);
            if (!catchUp.passesOver(message)) {
                catchUp.passedOver(message).ifPresent(shown::add);
                shown.add(seq);
            }
        }
        return shown;
    }

    private static Event.Joined joined(String room, String epoch, long seq) {
        return new Event.Joined(room, epoch, seq, List.of(), 1, "", Keeps.ALL, null);
    }
}

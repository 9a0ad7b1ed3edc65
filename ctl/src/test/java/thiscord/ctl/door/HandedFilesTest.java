package thiscord.ctl.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.cli.Failure;

@EnabledOnOs({OS.LINUX, OS.MAC})
class HandedFilesTest {
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path data;

    private final Visit visit = new Visit();
    private HandedFiles files;

    private HandedFiles open(int most, long bytes, long spare) {
        files = HandedFiles.in(data, new HandedFiles.Limits(most, bytes, spare, LONG));
        return files;
    }

    @AfterEach
    void close() {
        if (files != null) {
            files.close();
        }
    }

    private static Content text(String text) {
        return new Content(
                "txt",
                0,
                (to, scratch) -> {
                    to.write(text.getBytes(StandardCharsets.UTF_8));
                    return Map.of("more", 1);
                },
                () -> true);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(data.resolve(HandedFiles.FOLDER))) {
            return all.toList();
        }
    }

    private static String error(Answer answer) {
        assertThat(answer.ok()).isFalse();
        return String.valueOf(answer.fields().get("error"));
    }

    @Test
    void aFileIsForItsOwnerAloneAndGoesWhenWhoGotItLetsGo() throws IOException {
        open(8, 100, 0);

        Answer answer = files.hand(visit, text("hello"));

        Path file = Path.of((String) answer.fields().get("file"));
        assertThat(answer.fields()).hasFieldOrPropertyWithValue("bytes", 5L).hasFieldOrPropertyWithValue("more", 1);
        assertThat(file).hasContent("hello").hasParent(data.resolve(HandedFiles.FOLDER));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(error(files.release(new Visit(), file.toString()))).isEqualTo("not_found");
        assertThat(error(files.release(visit, "/etc/passwd"))).isEqualTo("not_found");
        assertThat(file).exists();

        assertThat(files.release(visit, file.toString()).ok()).isTrue();

        assertThat(left()).isEmpty();
        assertThat(files.files()).isZero();
        assertThat(files.bytes()).isZero();
        assertThat(error(files.release(visit, file.toString()))).isEqualTo("not_found");
    }

    @Test
    void whatAServerThatWasKilledLeftIsTakenAwayAtTheStartAndWhatIsThereAtTheEnd() throws IOException {
        Path scratch = Files.createDirectories(data.resolve(HandedFiles.FOLDER).resolve("7.zip.scratch"));
        Files.writeString(scratch.resolve("copy"), "said in a room");
        Path outside = Files.writeString(data.resolve("outside"), "mine");
        Files.createSymbolicLink(scratch.resolve("link"), outside);
        Files.writeString(scratch.resolveSibling("7.zip"), "said in a room");

        open(8, 100, 0);

        assertThat(left()).isEmpty();
        assertThat(outside).hasContent("mine");
        files.hand(visit, text("hello"));
        files.close();
        assertThat(left()).isEmpty();
        assertThat(error(files.hand(visit, text("late")))).isEqualTo("failed");
        assertThat(left()).isEmpty();
    }

    @Test
    void somethingElseInTheWayIsLeftAlone() throws IOException {
        Path other = Files.createDirectory(data.resolve("other"));
        Files.writeString(other.resolve("mine"), "mine");
        Files.createSymbolicLink(data.resolve(HandedFiles.FOLDER), other);

        assertThatThrownBy(() -> open(8, 100, 0)).isInstanceOf(Failure.class).hasMessageContaining("is no folder");
        assertThat(other.resolve("mine")).hasContent("mine");
    }

    @Test
    void tooManyAndTooMuchIsBusyAndWhatIsTooLargeByItselfIsRefused() throws IOException {
        open(2, 100, 0);
        String first = (String) files.hand(visit, text("x".repeat(60))).fields().get("file");

        assertThat(error(files.hand(visit, text("x".repeat(60))))).isEqualTo("busy");
        Answer large = files.hand(visit, text("x".repeat(101)));
        assertThat(error(large)).isEqualTo("failed");
        assertThat((String) large.fields().get("text")).contains("would have more than");
        files.hand(visit, text("x"));
        assertThat(error(files.hand(visit, text("x")))).isEqualTo("busy");
        assertThat(left()).hasSize(2);
        files.release(visit, first);

        assertThat(files.hand(visit, text("x".repeat(60))).ok()).isTrue();
    }

    @Test
    void aFullDiskIsOneLineAndNothingIsLeft() throws IOException {
        open(8, 100, 0);

        Answer full = files.hand(
                visit,
                new Content(
                        "txt",
                        0,
                        (to, scratch) -> {
                            Files.createDirectory(scratch);
                            Files.writeString(scratch.resolve("copy"), "x");
                            to.write(1);
                            throw new IOException("No space left on device");
                        },
                        () -> true));

        assertThat(full.fields().get("text")).isEqualTo("It could not be written: No space left on device.");
        assertThat(left()).isEmpty();
        assertThat(files.bytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void whatWouldFillTheDiskIsNotBegun(long scratch) throws IOException {
        open(8, 100, scratch == 0 ? Long.MAX_VALUE : 0);

        Answer full = files.hand(
                visit, new Content("txt", scratch == 0 ? 0 : Long.MAX_VALUE, (to, path) -> Map.of(), () -> true));

        assertThat((String) full.fields().get("text")).contains("the disk of the data folder is nearly full");
        assertThat(left()).isEmpty();
        assertThat(files.files()).isZero();
    }

    @Test
    void whatMayNotBeAnyMoreWhenItIsWrittenIsNotHanded() throws IOException {
        open(8, 100, 0);
        AtomicBoolean there = new AtomicBoolean(true);

        Answer gone = files.hand(
                visit,
                new Content(
                        "txt",
                        0,
                        (to, scratch) -> {
                            to.write(1);
                            there.set(false);
                            return Map.of();
                        },
                        there::get));

        assertThat(error(gone)).isEqualTo("not_found");
        assertThat(left()).isEmpty();
    }

    @Test
    void whoIsGoneIsHandedNothing() throws IOException {
        open(8, 100, 0);
        visit.end();

        assertThat(error(files.hand(visit, text("x")))).isEqualTo("failed");
        assertThat(left()).isEmpty();
    }
}

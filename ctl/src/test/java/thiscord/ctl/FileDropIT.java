package thiscord.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.ctl.door.Answer;
import thiscord.ctl.door.Command;
import thiscord.ctl.door.Door;
import thiscord.ctl.door.Frames;

/** Requests in files, answered by a real control socket. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(60)
class FileDropIT {
    @TempDir
    Path data;

    @TempDir
    Path parent;

    private final AtomicInteger counted = new AtomicInteger();
    private Path folder;
    private Door door;
    private FileDrop drop;

    @BeforeEach
    void open() {
        folder = parent.resolve("drop");
        door = Door.open(
                data,
                Map.of(
                        "echo", Command.of(Map.of("text", String.class), Answer::of),
                        "count", Command.plain(given -> Answer.of(Map.of("count", counted.incrementAndGet())))),
                Door.Limits.USUAL);
    }

    @AfterEach
    void close() {
        if (drop != null) {
            drop.close();
        }
        door.close();
    }

    private FileDrop start() {
        return start(Duration.ofDays(1));
    }

    private FileDrop start(Duration keep) {
        return FileDrop.start(folder, CommandLine.populateCommand(new Reach(), "--data", data.toString()), keep);
    }

    private void request(String id, String json) throws IOException {
        Path part = folder.resolve("requests").resolve(".req_" + id + ".tmp");
        Files.writeString(part, json);
        Files.move(part, folder.resolve("requests/req_" + id + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path response(String id) {
        return folder.resolve("responses/resp_" + id + ".json");
    }

    private String answer(String id) throws IOException {
        await().until(() -> Files.exists(response(id)));
        return Files.readString(response(id));
    }

    private static long filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void aRequestInAFileIsAnsweredInAFileAndRemoved() throws IOException {
        drop = start();
        request("7f-a.1", "{\"id\":1,\"command\":\"echo\",\"text\":\"é\"}");
        request("old", "{\"cmd\":\"echo\",\"data\":[1,2]}");

        assertThat(answer("7f-a.1")).isEqualTo("{\"id\":1,\"ok\":true,\"text\":\"é\"}");
        assertThat(answer("old")).isEqualTo("{\"ok\":true,\"echo\":[1,2]}");
        await().until(() -> filesIn(folder.resolve("requests")) == 0 && filesIn(folder.resolve(".taken")) == 0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(response("old"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("requests"))))
                .isEqualTo("rwx------");
    }

    @Test
    void manyRequestsAreEachCarriedOutOnceOldestFirst() throws IOException {
        start().close();
        for (int i = 0; i < 50; i++) {
            request("" + i, "{\"command\":\"count\"}");
            Files.setLastModifiedTime(
                    folder.resolve("requests/req_" + i + ".json"),
                    FileTime.from(Instant.now().minusSeconds(100 - i)));
        }

        drop = start();
        answer("49");
        for (int i = 0; i < 50; i++) {
            assertThat(answer("" + i)).isEqualTo("{\"ok\":true,\"count\":" + (i + 1) + "}");
        }
        assertThat(counted).hasValue(50);
    }

    @Test
    void whatIsNoRequestIsRefusedWithAReasonOrLeftAlone() throws IOException {
        drop = start();
        Files.writeString(folder.resolve("requests/notes.txt"), "mine");
        Files.writeString(folder.resolve("requests/req_.json"), "{\"command\":\"count\"}");
        Files.writeString(folder.resolve("requests/req_..json"), "{\"command\":\"count\"}");
        Path secret = Files.writeString(parent.resolve("secret"), "{\"command\":\"count\"}");
        Files.createSymbolicLink(folder.resolve("requests/req_link.json"), secret);
        Files.createDirectory(folder.resolve("requests/req_folder.json"));
        request("garbage", "}{");
        request("empty", "");
        request("unknown", "{\"id\":\"x\",\"command\":\"fly\"}");
        request("large", " ".repeat(Frames.MOST_IN + 1));

        assertThat(answer("garbage")).contains("\"ok\":false", "\"error\":\"bad_json\"");
        assertThat(answer("empty")).contains("\"error\":\"bad_json\"");
        assertThat(answer("unknown")).contains("\"id\":\"x\"", "\"error\":\"unknown_command\"");
        assertThat(answer("large")).contains("\"error\":\"too_large\"");
        assertThat(answer("link")).contains("\"error\":\"too_large\"", "no link");
        assertThat(folder.resolve("requests/req_folder.json")).isDirectory();
        assertThat(folder.resolve("requests/notes.txt")).hasContent("mine");
        assertThat(counted).hasValue(0);
    }

    @Test
    void aRequestThatAKilledProcessHadTakenIsNotCarriedOutAgain() throws IOException {
        start().close();
        Files.writeString(folder.resolve(".taken/req_9.json"), "{\"command\":\"count\"}");

        drop = start();
        assertThat(answer("9")).contains("\"ok\":false", "\"error\":\"interrupted\"");
        assertThat(counted).hasValue(0);
    }

    @Test
    void withoutAServerTheAnswerSaysSoAndTheNextRequestIsAnsweredOnceItIsBack() throws IOException {
        drop = start();
        door.close();
        request("1", "{\"command\":\"count\"}");
        assertThat(answer("1")).contains("\"error\":\"unreachable\"", "is thiscord up running there?");

        open();
        request("2", "{\"command\":\"count\"}");
        assertThat(answer("2")).isEqualTo("{\"ok\":true,\"count\":1}");
    }

    @Test
    void oldAnswersAndFilesThatNeverBecameRequestsAreRemoved() throws IOException {
        start().close();
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
        Path answered = Files.writeString(response("gone"), "{}");
        Path part = Files.writeString(folder.resolve("requests/.req_1.tmp"), "{");
        Path fresh = Files.writeString(response("fresh"), "{}");
        Files.setLastModifiedTime(answered, old);
        Files.setLastModifiedTime(part, old);

        drop = start(Duration.ofHours(1));
        await().until(() -> !Files.exists(answered) && !Files.exists(part));
        assertThat(fresh).exists();
    }

    @Test
    void aSecondProcessAndAFolderThatOthersMayWriteAreRefused() throws IOException {
        drop = start();
        Failure second = catchThrowableOfType(Failure.class, this::start);
        assertThat(second.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(second).hasMessageContaining("another process serves the drop folder");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        Failure open = catchThrowableOfType(Failure.class, this::start);

        assertThat(open.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(open).hasMessageContaining("chmod 700 " + folder);
    }
}

package thiscord.hub.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Failure;
import thiscord.mailbox.blocks.Blocks;
import thiscord.protocol.Command;
import thiscord.protocol.Reason;

@Timeout(30)
class KeptBoardsTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve(KeptBoards.FILE);
    }

    private String bytes() throws IOException {
        return Files.readString(file(), StandardCharsets.ISO_8859_1);
    }

    private static RoomBoard.Outcome write(KeptBoards boards, long id, String text) {
        CompletableFuture<RoomBoard.Outcome> done = new CompletableFuture<>();
        boards.of(id, "room" + id, Runnable::run).write(new Written(text, "ann", 7), done::complete);
        return done.join();
    }

    private static Written read(KeptBoards boards, long id) {
        CompletableFuture<RoomBoard.Outcome> done = new CompletableFuture<>();
        boards.of(id, "room" + id, Runnable::run).read(done::complete);
        return done.join().written();
    }

    private static Map<Long, String> rooms(KeptBoards boards) {
        return boards.kept().toCompletableFuture().join();
    }

    @Test
    void nothingIsMadeBeforeTheFirstBoardWhichIsForItsOwnerAloneAndThereAgainAfterwards() throws IOException {
        String text = "tea at five\n\nbring 5 cups 😀";
        try (KeptBoards boards = KeptBoards.open(folder)) {
            assertThat(read(boards, 5)).isEqualTo(Written.NOTHING);
            write(boards, 5, "");
            assertThat(file()).doesNotExist();

            assertThat(write(boards, 5, text).refusal()).isNull();
            write(boards, 6, "other");
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (KeptBoards boards = KeptBoards.open(folder)) {
            assertThat(read(boards, 5)).isEqualTo(new Written(text, "ann", 7));
            assertThat(rooms(boards)).isEqualTo(Map.of(5L, "room5", 6L, "room6"));
        }
    }

    @Test
    void whatStoodOnABoardIsInTheFileNoMoreOnceItIsWrittenAnewWipedOrErased() throws IOException {
        try (KeptBoards boards = KeptBoards.open(folder)) {
            write(boards, 5, "zqxone");
            write(boards, 5, "zqxtwo");
            assertThat(bytes()).doesNotContain("zqxone").contains("zqxtwo");

            write(boards, 5, "");
            assertThat(bytes()).doesNotContain("zqx", "room5");
            assertThat(read(boards, 5)).isEqualTo(Written.NOTHING);

            write(boards, 6, "zqxthree");
            boards.erase(6);
            assertThat(write(boards, 6, "zqxlate").refusal().reason()).isEqualTo(Reason.NO_SUCH_ROOM);
            assertThat(rooms(boards)).isEmpty();
            assertThat(bytes()).doesNotContain("zqx", "room6");
        }
    }

    @Test
    void whatAKillLeftHalfDoneIsWrittenOver() throws IOException {
        try (KeptBoards boards = KeptBoards.open(folder)) {
            write(boards, 5, "stays");
        }
        try (Blocks blocks = Blocks.open(file())) {
            // A write that was not finished, and a wipe that took the version and no more.
            blocks.writing(0, 9).put(ByteBuffer.wrap("zqxhalf".getBytes(StandardCharsets.US_ASCII)));
            blocks.write(1, "8 1\nzqxden\nann\nzqxtext".getBytes(StandardCharsets.US_ASCII));
        }
        zeroTheVersions(1);
        assertThat(bytes()).contains("zqxhalf", "zqxtext");

        try (KeptBoards boards = KeptBoards.open(folder)) {
            assertThat(rooms(boards)).containsOnlyKeys(5L);
            assertThat(read(boards, 5).text()).isEqualTo("stays");
        }
        assertThat(bytes()).doesNotContain("zqx").contains("stays");
    }

    /** Slots of 64 and so many bytes, two for each mailbox, from 4096 on. */
    private void zeroTheVersions(int mailbox) throws IOException {
        byte[] all = Files.readAllBytes(file());
        int slot = (all.length - 4096) / (2 * BoardFile.MOST_BOARDS);
        for (int i = 0; i < 8; i++) {
            all[4096 + 2 * mailbox * slot + i] = 0;
            all[4096 + (2 * mailbox + 1) * slot + i] = 0;
        }
        Files.write(file(), all);
    }

    @Test
    void thereAreSoManyBoardsAndAWipedOneMakesPlace() throws IOException {
        try (KeptBoards boards = KeptBoards.open(folder)) {
            for (int id = 1; id <= BoardFile.MOST_BOARDS; id++) {
                assertThat(write(boards, id, "x".repeat(Command.Board.MOST_BYTES))
                                .refusal())
                        .isNull();
            }
            assertThat(write(boards, 1000, "more").refusal().text()).contains("512 rooms have a board");

            write(boards, 7, "");

            assertThat(write(boards, 1000, "more").refusal()).isNull();
            assertThat(read(boards, 1000).text()).isEqualTo("more");
            assertThat(read(boards, 512).text()).hasSize(Command.Board.MOST_BYTES);
        }
    }

    @Test
    void roomsThatWereErasedSinceAreForgottenInAFolderThatNobodyUses() throws IOException {
        try (KeptBoards boards = KeptBoards.open(folder)) {
            write(boards, 5, "zqxtext");
            write(boards, 6, "stays");
        }

        KeptBoards.forget(folder, List.of(4L, 5L));

        assertThat(bytes()).doesNotContain("zqx").contains("stays");
    }

    @Test
    void aFileOfSomethingElseIsRefusedInOneLine() throws IOException {
        Files.writeString(file(), "no mailboxes");

        assertThatThrownBy(() -> KeptBoards.open(folder))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("move " + file() + " away");
    }
}

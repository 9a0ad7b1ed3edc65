package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.protocol.Keeps;

class LostMessagesTest {
    private static final String WAL = LogSchema.FILE + "-wal";

    /** Held, for the library forgets a logger that nobody holds. */
    private final Logger logger = Logger.getLogger("thiscord.hub");

    private final List<String> said = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            said.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    Path folder;

    private Path killed;
    private String epoch;
    private String otherEpoch;

    /** As a process that was killed leaves it: 30 messages in the file, 20 more in its WAL. */
    @BeforeEach
    void sayAndKill() throws IOException {
        logger.addHandler(handler);
        Path before = Files.createDirectory(folder.resolve("before"));
        try (MessageLog log = start(before)) {
            new TestRoom(1, Keeps.ALL).open(log).say(30, "old");
            otherEpoch =
                    new TestRoom(2, Keeps.ALL).open(log).say(5, "other").log().epoch();
        }
        killed = Files.createDirectory(folder.resolve("killed"));
        try (MessageLog log = start(before)) {
            epoch = new TestRoom(1, Keeps.ALL).open(log).say(20, "new").log().epoch();
            try (Stream<Path> files = Files.list(before)) {
                for (Path file : files.toList()) {
                    Files.copy(file, killed.resolve(file.getFileName()));
                }
            }
        }
        assertThat(killed.resolve(WAL)).isNotEmptyFile();
    }

    @AfterEach
    void removeHandler() {
        logger.removeHandler(handler);
    }

    private static MessageLog start(Path where) {
        return MessageLog.start(where, Durability.PROCESS, MailLimits.DEFAULT);
    }

    @Test
    void aWholeLogGoesOnInItsEpoch() {
        try (MessageLog log = start(killed)) {
            TestRoom room = new TestRoom(1, Keeps.ALL).open(log);
            assertThat(room.log().last()).isEqualTo(50);
            assertThat(room.log().epoch()).isEqualTo(epoch);
        }
        assertThat(said).noneMatch(line -> line.contains("lacks"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"removed", "empty", "zeros", "garbled"})
    void aLostWalIsSaidAndItsRoomBeginsANewEpoch(String how) throws IOException {
        Path wal = killed.resolve(WAL);
        byte[] bytes = Files.readAllBytes(wal);
        switch (how) {
            case "removed" -> Files.delete(wal);
            case "empty" -> Files.write(wal, new byte[0]);
            case "zeros" -> Files.write(wal, new byte[bytes.length]);
            default -> {
                bytes[40] ^= 0x55;
                Files.write(wal, bytes);
            }
        }

        try (MessageLog log = start(killed)) {
            TestRoom room = new TestRoom(1, Keeps.ALL).open(log);
            assertThat(room.log().last()).isEqualTo(30);
            assertThat(room.log().epoch()).isNotEqualTo(epoch);
            assertThat(new TestRoom(2, Keeps.ALL).open(log).log().epoch())
                    .as("nothing of it was lost")
                    .isEqualTo(otherEpoch);
            epoch = room.log().epoch();
        }

        assertThat(said)
                .filteredOn(line -> line.contains("lacks 20 messages of 1 rooms"))
                .hasSize(1);
        said.clear();
        try (MessageLog log = start(killed)) {
            assertThat(new TestRoom(1, Keeps.ALL).open(log).log().epoch()).isEqualTo(epoch);
        }
        assertThat(said).as("it is said once").noneMatch(line -> line.contains("lacks"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLogThatIsGoneOrEmptyIsSaid(boolean gone) throws IOException {
        for (String name : List.of(WAL, LogSchema.FILE + "-shm", LogSchema.FILE)) {
            Files.deleteIfExists(killed.resolve(name));
        }
        if (!gone) {
            Files.createFile(killed.resolve(LogSchema.FILE));
        }

        try (MessageLog log = start(killed)) {
            TestRoom room = new TestRoom(1, Keeps.ALL).open(log);
            assertThat(room.log().last()).isZero();
            assertThat(room.log().epoch()).isNotEqualTo(epoch);
        }

        assertThat(said)
                .filteredOn(line -> line.contains("lacks 55 messages of 2 rooms"))
                .hasSize(1);
    }

    @Test
    void anErasedRoomIsNoLoss() throws IOException {
        try (MessageLog log = start(killed)) {
            log.erase(1);
            TestRoom again = new TestRoom(1, Keeps.ALL);
            again.until(() -> again.tryOpen(log).log != null);
        }
        try (MessageLog log = start(killed)) {
            assertThat(new TestRoom(2, Keeps.ALL).open(log).log().last()).isEqualTo(5);
        }
        assertThat(said).noneMatch(line -> line.contains("lacks"));
    }

    @Test
    void aLogOfAVersionWithoutSuchAFileAndADamagedFileAreTaken() throws IOException {
        Path file = killed.resolve(LogSchema.FILE + AcknowledgedFile.ENDING);
        for (byte[] content : List.of(
                new byte[0],
                new byte[7],
                new byte[64],
                "something else".repeat(9).getBytes("UTF-8"))) {
            Files.write(file, content);
            try (MessageLog log = start(killed)) {
                assertThat(new TestRoom(1, Keeps.ALL).open(log).log().epoch()).isEqualTo(epoch);
            }
        }
        Files.delete(file);
        start(killed).close();
        assertThat(said).noneMatch(line -> line.contains("lacks"));
    }

    @Test
    void thereIsRoomForManyRooms() {
        Path log = folder.resolve("many");
        try (AcknowledgedFile file = AcknowledgedFile.of(log)) {
            for (long id = 1; id <= 1000; id++) {
                file.reached(id, id * 7);
            }
            file.write();
            file.remove(500);
            file.reached(5000, 3);
            file.write();
        }
        try (AcknowledgedFile file = AcknowledgedFile.of(log)) {
            assertThat(file.seqs())
                    .hasSize(1000)
                    .containsEntry(1000L, 7000L)
                    .containsEntry(5000L, 3L)
                    .doesNotContainKey(500L);
        }
    }
}

package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;

class StoredMessagesTest {
    private static final long ALL = Long.MIN_VALUE;

    @TempDir
    Path folder;

    private MessageLog log;

    @BeforeEach
    void start() {
        LogTuning s = LogTuning.STANDARD;
        log = MessageLog.start(
                folder,
                Durability.PROCESS,
                new LogTuning(
                        50_000,
                        s.queueBytes(),
                        20,
                        s.recentMessages(),
                        s.recentMillis(),
                        s.mail(),
                        s.clock(),
                        s.onConnect()));
    }

    @AfterEach
    void stop() {
        log.close();
    }

    private TestRoom room(long id, Keeps keeps) {
        return new TestRoom(id, keeps).open(log);
    }

    private List<Event> read(String room, long after, long since) throws IOException {
        List<Event> found = new ArrayList<>();
        try (StoredMessages stored = StoredMessages.open(folder)) {
            stored.read(stored.find(room), after, since, found::add);
        }
        return found;
    }

    private static List<Long> seqs(List<Event> events) {
        return events.stream().map(e -> ((Event.Message) e).seq()).toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void whatWasToldAsStoredIsInAtEveryMoment() throws IOException {
        TestRoom one = room(1, Keeps.ALL);
        TestRoom two = room(2, Keeps.ALL);
        for (int i = 0; i < 40; i++) {
            one.say(61, "one" + "x".repeat(i * 20));
            two.say(7, "two");

            assertThat(seqs(read("room1", 0, ALL))).isEqualTo(range(1, one.given));
            assertThat(seqs(read("ROOM2", two.given - 5, ALL))).isEqualTo(range(two.given - 4, two.given));
        }
    }

    @Test
    void nothingIsTwiceOrMissingWhileTheWriterGoesOn() throws IOException {
        TestRoom one = room(1, Keeps.ALL).say(3000, "before");
        List<Long> found = new ArrayList<>();
        try (StoredMessages stored = StoredMessages.open(folder)) {
            StoredRoom room = stored.find("room1");
            stored.read(room, 0, ALL, event -> {
                found.add(((Event.Message) event).seq());
                if (found.size() % 100 == 0) {
                    one.say(50, "meanwhile");
                }
            });
        }

        assertThat(found).isEqualTo(range(1, 3000));
    }

    @Test
    void readingHoldsNoTransactionThatKeepsTheWriterFromTidying() throws IOException, Failure {
        room(1, Keeps.ALL).say(3000, "text");
        List<Boolean> cut = new ArrayList<>();
        try (StoredMessages stored = StoredMessages.open(folder)) {
            stored.read(stored.find("room1"), 0, ALL, event -> {
                if (cut.isEmpty()) {
                    cut.add(cutWal());
                }
            });
        }

        assertThat(cut).containsExactly(true);
    }

    private boolean cutWal() {
        try (Connection sql = LogSchema.connect(folder.resolve(LogSchema.FILE), Durability.PROCESS)) {
            return LogSchema.number(sql, "pragma wal_checkpoint(truncate)") == 0;
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsGoneIsSaidInItsPlaceAndWhatIsOverTheNumberIsNotShown() throws IOException {
        TestRoom room = room(1, Keeps.count(100)).say(205, "text");

        assertThat(seqs(read("room1", 0, ALL))).isEqualTo(range(106, 205));
        List<Event> after = read("room1", 50, ALL);
        assertThat(after.get(0)).isEqualTo(new Event.Missed(room.name, 51, 105));
        assertThat(seqs(after.subList(1, after.size()))).isEqualTo(range(106, 205));
        assertThat(read("room1", 205, ALL)).isEmpty();
        assertThat(read("room1", 1000, ALL)).isEmpty();
    }

    @Test
    void aTimeChoosesWhatWasSaidThenOrLater() throws IOException {
        TestRoom room = room(1, Keeps.ALL);
        for (int i = 1; i <= 2000; i++) {
            room.log().append(room.next("text" + "x".repeat(100), 1_000_000L + i, null));
        }
        room.settled();

        assertThat(seqs(read("room1", 0, 1_001_500))).isEqualTo(range(1500, 2000));
        assertThat(seqs(read("room1", 1800, 1_001_500))).isEqualTo(range(1801, 2000));
        assertThat(read("room1", 0, 2_000_000)).isEmpty();
    }

    @Test
    void aRoomThatIsNotThereAndARoomThatIsErasedAreRefused() {
        room(1, Keeps.ALL).say(5, "text");
        log.erase(1);
        // The writer erases after what it was asked; the second answer comes after that.
        log.kept().toCompletableFuture().join();
        log.kept().toCompletableFuture().join();

        for (String name : List.of("room1", "nowhere")) {
            assertThatThrownBy(() -> read(name, 0, ALL))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("there is no room '" + name + "'");
        }
    }

    @Test
    void aFileThatIsMissingDamagedForeignOrNewerIsOneClearLine() throws Exception {
        room(1, Keeps.ALL).say(500, "text");
        log.close();
        Path file = folder.resolve(LogSchema.FILE);
        byte[] good = Files.readAllBytes(file);

        try (Connection sql = LogSchema.connect(file, Durability.PROCESS)) {
            LogSchema.run(sql, "pragma user_version = 1");
            assertThat(seqs(read("room1", 0, ALL))).as("an older file").isEqualTo(range(1, 500));
            LogSchema.run(sql, "pragma user_version = 0");
        }
        refuses("nothing was written to it yet");
        try (Connection sql = LogSchema.connect(file, Durability.PROCESS)) {
            LogSchema.run(sql, "pragma user_version = 99");
        }
        refuses("newer version");
        try (Connection sql = LogSchema.connect(file, Durability.PROCESS)) {
            LogSchema.run(sql, "pragma application_id = 7");
        }
        refuses("another program");
        byte[] bad = good.clone();
        for (int i = 4096; i < bad.length; i++) {
            bad[i] ^= 0x5a;
        }
        Files.write(file, bad);
        refuses("cannot be read");
        Files.write(file, "no database at all, but long enough to be one".getBytes(StandardCharsets.UTF_8));
        refuses("cannot be read");
        Files.delete(file);
        refuses("no hub keeps messages");
    }

    private void refuses(String why) {
        assertThatThrownBy(() -> read("room1", 0, ALL))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(why)
                .satisfies(e -> assertThat(((Failure) e).exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION));
    }
}

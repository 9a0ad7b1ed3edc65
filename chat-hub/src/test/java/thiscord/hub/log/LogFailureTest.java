package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;

/** What the log does when it can not do what it should. */
class LogFailureTest {
    private static final int ENOUGH = 1_000_000;

    @TempDir
    Path folder;

    /** What the writer's connection is told now, and when it is opened anew. */
    private volatile String[] trouble = {};

    private volatile Connection connection;
    private MessageLog log;

    private MessageLog start() {
        LogTuning s = LogTuning.STANDARD;
        log = MessageLog.start(
                folder,
                Durability.PROCESS,
                new LogTuning(
                        30_000,
                        100_000,
                        20,
                        s.recentMessages(),
                        s.recentMillis(),
                        s.mail(),
                        s.clock(),
                        this::connected));
        return log;
    }

    private void connected(Connection opened) throws SQLException {
        connection = opened;
        for (String pragma : trouble) {
            LogSchema.run(opened, pragma);
        }
    }

    private void suffer(String... pragmas) {
        trouble = pragmas;
        log.run(() -> {
            try {
                connected(connection);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    private Path file() {
        return folder.resolve(LogSchema.FILE);
    }

    @AfterEach
    void close() {
        if (log != null) {
            log.close();
        }
    }

    private static List<String> texts(TestRoom room) {
        List<String> all = new ArrayList<>();
        long after = 0;
        while (after < room.log().last()) {
            long from = after;
            for (Event.Message m :
                    room.read(answer -> room.log().read(from, 500, answer)).messages()) {
                assertThat(m.seq()).isEqualTo(++after);
                all.add(m.text());
            }
        }
        return all;
    }

    private static void speakUntilRefused(TestRoom room) {
        for (int i = 0; room.failures.isEmpty(); i++) {
            room.say("x".repeat(3000) + i);
            room.until(() -> room.log().last() == room.given);
        }
    }

    private static List<String> told(TestRoom room) {
        return room.stored.stream().map(Event.Message::text).toList();
    }

    @Test
    void onAFullDiskNothingIsToldAsStoredThatIsNotAndItGoesOnWhenThereIsRoomAgain() {
        TestRoom room = new TestRoom(1, Keeps.ALL).open(start()).say(10, "before");
        TestRoom other = new TestRoom(2, Keeps.ALL).open(log).say(10, "other");

        suffer("pragma max_page_count = 1");
        speakUntilRefused(room);

        assertThat(room.failures.get(0).reason()).isEqualTo(Reason.LOG_UNAVAILABLE);
        assertThat(texts(room)).isEqualTo(told(room));
        suffer("pragma max_page_count = " + ENOUGH);
        room.until(() -> room.log().refuses() == null);
        room.say(100, "after" + "y".repeat(2000));
        other.say(5, "other");
        log.close();
        TestRoom again = new TestRoom(1, Keeps.ALL).open(start());
        assertThat(texts(again)).isEqualTo(told(room));
        assertThat(texts(new TestRoom(2, Keeps.ALL).open(log))).isEqualTo(told(other));
    }

    @Test
    void whileNothingCanBeWrittenWhatIsStoredCanStillBeReadAndRoomsThatExistOpened() {
        TestRoom room = new TestRoom(1, Keeps.ALL).open(start()).say(50, "x".repeat(1000));

        suffer("pragma query_only = on");
        speakUntilRefused(room);

        assertThat(room.log().refuses()).isEqualTo(LogWriter.BROKEN);
        assertThat(texts(new TestRoom(1, Keeps.ALL).open(log))).hasSize(50);
        TestRoom fresh = new TestRoom(9, Keeps.ALL).tryOpen(log);
        assertThat(fresh.notOpened).isNotNull();
        suffer("pragma query_only = off");
        room.until(() -> fresh.tryOpen(log).log != null);
        fresh.say(1, "x");
    }

    @Test
    void manyMessagesOnTheirWayFailTogetherAndTheNextTakesTheirPlace() {
        TestRoom room = new TestRoom(1, Keeps.ALL).open(start()).say(3, "x");
        CountDownLatch go = hold();
        suffer("pragma query_only = on");
        for (int i = 0; i < 20; i++) {
            room.say("lost" + i);
        }

        go.countDown();
        room.until(() -> !room.failures.isEmpty());
        room.say("still lost");
        room.until(() -> room.failures.size() == 2);

        assertThat(room.given).isEqualTo(3);
        suffer("pragma query_only = off");
        room.until(() -> room.log().refuses() == null);
        room.say(2, "found");
        assertThat(texts(room)).containsExactly("x1", "x2", "x3", "found4", "found5");
    }

    /** Holds the writer until the latch is let go. */
    private CountDownLatch hold() {
        CountDownLatch go = new CountDownLatch(1);
        log.run(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        return go;
    }

    @Test
    void whatAFailedCommitLeftInTheFileDoesNotComeBack() throws Exception {
        TestRoom room = new TestRoom(1, Keeps.ALL).open(start()).say(2, "x");
        MessageBytes ghost = new MessageBytes().journal();
        ghost.number(1);
        ghost.message(new Event.Message(room.name, 3, "alice", false, "ghost", 1, null, false));
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            long row = LogSchema.number(
                    sql, "select max(n) from (select n from journal_0 union all select n from journal_1)");
            for (String journal : List.of("journal_0", "journal_1")) {
                try (PreparedStatement s = sql.prepareStatement("insert into " + journal + " values (?, ?)")) {
                    s.setLong(1, row + 1);
                    s.setBytes(2, ghost.blob());
                    s.executeUpdate();
                }
            }
        }

        room.say("refused");
        room.until(() -> !room.failures.isEmpty());
        room.until(() -> room.log().refuses() == null);
        room.say(1, "real");

        log.close();
        assertThat(texts(new TestRoom(1, Keeps.ALL).open(start()))).containsExactly("x1", "x2", "real3");
    }

    @Test
    void aFileThatIsGoneIsNoticedAndUsedAgainWhenItIsBack() throws IOException {
        TestRoom room = new TestRoom(1, Keeps.ALL).open(start()).say(2, "x");

        Path away = folder.resolve("away.db");
        Files.move(file(), away);
        room.until(() -> room.log().refuses() != null);
        Files.move(away, file());
        room.until(() -> room.log().refuses() == null);

        room.say(2, "y");
        assertThat(texts(room)).hasSize(4);
    }

    @Test
    void moreThanTheWriterCanTakeIsRefusedBeforeItIsNumbered() {
        TestRoom room = new TestRoom(1, Keeps.ALL).open(start());
        CountDownLatch go = hold();

        int taken = 0;
        while (room.log().refuses() == null) {
            room.say("x".repeat(1000));
            taken++;
        }

        assertThat(taken).isLessThan(100);
        assertThat(room.log().refuses().reason()).isEqualTo(Reason.LOG_BUSY);
        go.countDown();
        room.settled();
        room.until(() -> room.log().refuses() == null);
        assertThat(texts(room)).hasSize(taken);
    }

    @Test
    void aDamagedPageIsToldAndNotPassedOver() throws SQLException {
        TestRoom room = new TestRoom(1, Keeps.ALL).open(start());
        for (int i = 0; i < 3000; i++) {
            room.log().append(room.next("needle" + "-".repeat(100), 1, null));
        }
        room.settled();
        log.close();
        String oldest = "id = (select page from page_index where first = 1)";
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + file());
                PreparedStatement read = sql.prepareStatement("select body from page where " + oldest);
                PreparedStatement write = sql.prepareStatement("update page set body = ? where " + oldest)) {
            byte[] body = read.executeQuery().getBytes(1);
            body[1000] ^= 1;
            write.setBytes(1, body);
            assertThat(write.executeUpdate()).isEqualTo(1);
        }

        TestRoom again = new TestRoom(1, Keeps.ALL).open(start());

        Page page = again.read(answer -> again.log().read(0, 500, answer));
        assertThat(page.refusal()).isEqualTo(LogReaders.UNREADABLE);
        assertThat(again.read(2900, 500)).hasSize(100);
    }

    private void refusesToStart(String why) {
        assertThatThrownBy(this::start)
                .isInstanceOfSatisfying(
                        Failure.class, f -> assertThat(f.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
                .hasMessageContaining(file().toString())
                .hasMessageContaining(why)
                .hasMessageContaining("--data");
    }

    @Test
    void aFileOfGarbageIsNotTouched() throws IOException {
        byte[] garbage =
                "not a database, but something dear to somebody".repeat(200).getBytes(StandardCharsets.UTF_8);
        Files.write(file(), garbage);

        refusesToStart("not a SQLite file");

        assertThat(file()).hasBinaryContent(garbage);
    }

    @Test
    void aFileThatIsCutShortIsRefused() throws IOException {
        new TestRoom(1, Keeps.ALL).open(start()).say(2000, "x".repeat(100));
        log.close();
        log = null;
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(9000);
        }

        refusesToStart("cannot be used");
    }

    @Test
    void aFileOfANewerVersionIsRefused() throws SQLException {
        start().close();
        log = null;
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            LogSchema.run(sql, "pragma user_version = " + (LogSchema.VERSION + 1));
        }

        refusesToStart("newer version");
    }

    @Test
    void theDatabaseOfAnotherProgramIsRefused() throws SQLException {
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            LogSchema.run(sql, "create table recipes (name text)");
        }

        refusesToStart("another program");
    }

    @Test
    void aFolderInTheWayIsRefused() throws IOException {
        Files.createDirectory(file());

        refusesToStart("cannot be used");
    }
}

package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;

class KeptLogTest implements RoomLogContract {
    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(System.currentTimeMillis());
    private MessageLog log;

    private MessageLog start(Path where, int journalBytes) {
        LogTuning s = LogTuning.STANDARD;
        LogTuning tuning = new LogTuning(
                journalBytes,
                s.queueBytes(),
                20,
                s.recentMessages(),
                s.recentMillis(),
                s.mail(),
                now::get,
                s.onConnect());
        return MessageLog.start(where, Durability.PROCESS, tuning);
    }

    @Override
    public RoomLogs logs() {
        if (log == null) {
            log = start(folder, 50_000);
        }
        return log;
    }

    @Override
    public Keeps keeps() {
        return Keeps.ALL;
    }

    @AfterEach
    void close() {
        if (log != null) {
            log.close();
        }
    }

    private TestRoom room(long id) {
        return new TestRoom(id, Keeps.ALL).open(logs());
    }

    private void restart() {
        log.close();
        log = start(folder, 50_000);
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static List<Long> all(TestRoom room) {
        List<Long> all = new ArrayList<>();
        long after = room.log().first() - 1;
        for (List<Long> page = room.read(after, 500); !page.isEmpty(); page = room.read(after, 500)) {
            all.addAll(page);
            after = all.get(all.size() - 1);
        }
        return all;
    }

    @Test
    void whatWasStoredIsThereAfterARestartUnderTheSameEpoch() {
        TestRoom room = room(1).say(3000, "before");
        String epoch = room.log().epoch();

        restart();
        TestRoom again = room(1);

        assertThat(again.log().epoch()).isEqualTo(epoch);
        assertThat(again.log().last()).isEqualTo(3000);
        assertThat(all(again)).isEqualTo(range(1, 3000));
        again.say(10, "after");
        assertThat(all(again)).isEqualTo(range(1, 3010));
    }

    @Test
    void whatWasToldAsStoredIsInTheFilesAtThatMoment() throws IOException {
        TestRoom one = room(1);
        TestRoom two = room(2);
        for (int copy = 0; copy < 12; copy++) {
            one.say(137, "one");
            two.say(29, "two" + "y".repeat(500));
            // As a kill would leave them: what was told is in, whatever the writer would have done next.
            Path killed = Files.createDirectory(folder.resolve("copy" + copy));
            long onesSeen = one.given;
            long twosSeen = two.given;
            copy(killed);

            try (MessageLog after = start(killed, 50_000)) {
                assertThat(all(new TestRoom(1, Keeps.ALL).open(after))).isEqualTo(range(1, onesSeen));
                assertThat(all(new TestRoom(2, Keeps.ALL).open(after))).isEqualTo(range(1, twosSeen));
            }
        }
    }

    /** Copies the files while the writer's thread does nothing else. */
    private void copy(Path to) {
        AtomicBoolean copied = new AtomicBoolean();
        log.run(() -> {
            try {
                for (String suffix : List.of("", "-wal")) {
                    Files.copy(folder.resolve(LogSchema.FILE + suffix), to.resolve(LogSchema.FILE + suffix));
                }
                copied.set(true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Awaitility.await().untilTrue(copied);
    }

    @Test
    void whoReadsWhilePagesAreWrittenSeesNoGap() {
        TestRoom room = room(1);
        for (int i = 0; i < 200; i++) {
            room.say(50, "z".repeat(200));
            long after = Math.max(0, room.given - 1500);
            for (long next = after + 1; next <= room.given; ) {
                List<Long> page = room.read(next - 1, 100);
                assertThat(page).isEqualTo(range(next, next + page.size() - 1)).isNotEmpty();
                next += page.size();
            }
            List<Long> back = room.readBack(after + 1, 100);
            assertThat(back).isEqualTo(range(after - back.size() + 1, after));
        }
    }

    @Test
    void anOpeningTellsWhatWasSaidLatelyAndNoMore() {
        TestRoom room = room(1);
        now.set(10_000_000);
        for (int i = 0; i < 3000; i++) {
            room.log().append(room.next("x", i < 1500 ? 1 : now.get(), "c" + i));
        }
        room.settled();

        restart();

        assertThat(room(1).recent.stream().map(Event.Message::seq)).containsAll(range(1501, 3000));
        assertThat(room(1).recent)
                .hasSizeLessThan(3000)
                .last()
                .extracting(Event.Message::id)
                .isEqualTo("c2999");
    }

    @Test
    void aRoomThatIsOpenedAgainTakesOverAndTheFirstOneCannotWrite() {
        TestRoom first = room(1).say(5, "x");
        TestRoom second = room(1);

        first.say("too late");
        first.until(() -> !first.failures.isEmpty());
        second.say(3, "y");

        assertThat(first.log().refuses()).isNotNull();
        assertThat(all(second)).isEqualTo(range(1, 8));
    }

    @Test
    void aNumberOfMessagesIsKeptExactlyAsShownAndTheRestGivenBack() throws IOException {
        TestRoom room = new TestRoom(1, Keeps.count(100)).open(logs());
        for (int i = 0; i < 60; i++) {
            room.say(100, "x".repeat(4000));
            assertThat(room.log().first()).isEqualTo(room.given - 99);
        }

        assertThat(all(room)).isEqualTo(range(5901, 6000));
        room.until(() -> diskBytes() < 12_000_000);
        restart();
        TestRoom again = new TestRoom(1, Keeps.count(100)).open(logs());
        assertThat(all(again)).isEqualTo(range(5901, 6000));
    }

    private long diskBytes() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aMessageGoesWhenItsTimeIsOverAndNotBefore() {
        TestRoom room = new TestRoom(1, Keeps.parse("1h")).open(logs());
        long start = now.get();
        for (int minute = 0; minute < 120; minute++) {
            room.log().append(room.next("minute" + minute, start + minute * 60_000L, null));
        }
        room.settled();

        now.set(start + 120 * 60_000L);
        room.until(() -> room.log().first() > 1);

        assertThat(room.log().first()).isEqualTo(61);
        assertThat(all(room)).isEqualTo(range(61, 120));
        now.addAndGet(24 * 3_600_000);
        room.until(() -> room.log().first() == 121);
        restart();
        TestRoom again = new TestRoom(1, Keeps.parse("1h")).open(logs());
        assertThat(again.log().last()).isEqualTo(120);
        assertThat(all(again)).isEmpty();
    }

    @Test
    void anErasedRoomLeavesNoWordInAnyFile() throws IOException {
        TestRoom kept = room(1);
        TestRoom gone = room(2);
        for (int i = 0; i < 150; i++) {
            kept.say(3 + i % 7, "harmless" + "k".repeat(i * 7 % 900));
            gone.say(1 + i % 11, "SECRETWORD".repeat(1 + i * 13 % 300));
        }
        assertThat(filesContain("SECRETWORD")).isTrue();

        log.erase(2);

        gone.until(() -> !filesContain("SECRETWORD"));
        gone.until(() -> gone.log().refuses() != null);
        assertThat(filesContain("harmless")).isTrue();
        assertThat(all(kept)).isEqualTo(range(1, kept.given));
        TestRoom later = room(2);
        assertThat(later.log().last()).isZero();
        assertThat(later.log().epoch()).isNotEqualTo(gone.log().epoch());
    }

    @Test
    void whatAKillLeftInTheJournalsIsErasedToo() throws IOException {
        room(1).say(3, "harmless");
        room(2).say(3, "SECRETWORD");
        Path killed = Files.createDirectory(folder.resolve("killed"));
        copy(killed);

        close();
        folder = killed;
        log = start(killed, 50_000);
        TestRoom watch = room(1);
        assertThat(filesContain("SECRETWORD")).isTrue();
        log.erase(2);

        watch.until(() -> !filesContain("SECRETWORD"));
        assertThat(all(watch)).isEqualTo(range(1, 3));
    }

    @Test
    void anErasureThatWasCutShortIsFinishedAtTheNextStart() throws IOException {
        room(1).say(10, "harmless");
        room(2).say(500, "SECRETWORD");
        log.erase(2);
        restart();

        TestRoom watch = room(1);
        watch.until(() -> !filesContain("SECRETWORD"));
    }

    @Test
    void whoseRoomsTheyAreIsKnownAlsoAfterAKill() throws IOException {
        room(1).say(1, "x");
        log.belongTo("ours");
        assertThat(kept()).isEqualTo(new RoomLogs.Kept("ours", Map.of(1L, "room1")));
        Path killed = Files.createDirectory(folder.resolve("killed"));
        copy(killed);

        close();
        log = start(killed, 50_000);
        assertThat(kept()).isEqualTo(new RoomLogs.Kept("ours", Map.of(1L, "room1")));
        log.belongTo("theirs");
        assertThat(kept().house()).isEqualTo("theirs");
    }

    private RoomLogs.Kept kept() {
        return log.kept().toCompletableFuture().join();
    }

    private boolean filesContain(String word) {
        byte[] wanted = word.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        .contains(new String(wanted, StandardCharsets.ISO_8859_1))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void bothDurabilitiesStore(Durability how) throws IOException {
        Path own = Files.createDirectory(folder.resolve(how.name()));
        try (MessageLog one = MessageLog.start(own, how, MailLimits.DEFAULT)) {
            new TestRoom(1, Keeps.ALL).open(one).say(20, "x");
        }

        try (MessageLog again = MessageLog.start(own, how, MailLimits.DEFAULT)) {
            assertThat(all(new TestRoom(1, Keeps.ALL).open(again))).isEqualTo(range(1, 20));
        }
    }
}

package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** How much rooms keep, and for how long, whatever the clock did. */
class StorageTest {
    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(System.currentTimeMillis());

    private MessageLog start(StorageLimits limits) {
        LogTuning s = LogTuning.STANDARD;
        LogTuning tuning = new LogTuning(
                20_000,
                s.queueBytes(),
                10,
                s.recentMessages(),
                s.recentMillis(),
                s.mail(),
                limits,
                now::get,
                s.onConnect());
        return MessageLog.start(folder, Durability.PROCESS, tuning);
    }

    private static void speak(TestRoom room, long at, int many) {
        for (int i = 0; i < many; i++) {
            room.log().append(room.next("x".repeat(300), at, null));
        }
        room.settled();
    }

    private static Reason reason(TestRoom room) {
        Refusal refusal = room.log().refuses();
        return refusal == null ? Reason.INTERNAL : refusal.reason();
    }

    @Test
    void aRoomThatKeepsAsMuchAsItMayTakesNoMoreAndOthersDo() {
        try (MessageLog log = start(new StorageLimits(100_000, 0, 0))) {
            TestRoom full = new TestRoom(1, Keeps.ALL).open(log);
            TestRoom other = new TestRoom(2, Keeps.ALL).open(log);
            speak(other, now.get(), 10);
            speak(full, now.get(), 600);

            full.until(() -> full.log().refuses() != null);

            assertThat(reason(full)).isEqualTo(Reason.LOG_FULL);
            assertThat(other.log().refuses()).isNull();
        }
        try (MessageLog log = start(new StorageLimits(100_000, 0, 0))) {
            TestRoom full = new TestRoom(1, Keeps.ALL).open(log);
            assertThat(reason(full)).as("after a restart").isEqualTo(Reason.LOG_FULL);
        }
    }

    @Test
    void whenAllRoomsKeepAsMuchAsTheyMayDeletingOneMakesRoom() {
        try (MessageLog log = start(new StorageLimits(0, 100_000, 0))) {
            TestRoom full = new TestRoom(1, Keeps.ALL).open(log);
            TestRoom other = new TestRoom(2, Keeps.ALL).open(log);
            speak(full, now.get(), 600);
            other.until(() -> other.log().refuses() != null);
            assertThat(reason(other)).isEqualTo(Reason.LOG_FULL);

            log.erase(1);

            other.until(() -> other.log().refuses() == null);
            speak(other, now.get(), 1);
        }
    }

    @Test
    void onADiskThatIsAlmostFullNothingIsKeptAndRoomsCanBeDeleted() {
        try (MessageLog log = start(StorageLimits.NONE)) {
            speak(new TestRoom(1, Keeps.ALL).open(log), now.get(), 10);
        }
        try (MessageLog log = start(new StorageLimits(0, 0, Long.MAX_VALUE))) {
            TestRoom room = new TestRoom(1, Keeps.ALL).open(log);
            room.until(() -> room.log().refuses() != null);
            assertThat(reason(room)).isEqualTo(Reason.LOG_FULL);

            log.erase(1);

            TestRoom again = new TestRoom(1, Keeps.ALL);
            again.until(() -> again.tryOpen(log).log != null && again.log().last() == 0);
        }
    }

    @Test
    void whatWasSaidWhileTheClockWasAheadKeepsNothingBehindIt() {
        Keeps hour = Keeps.time(Duration.ofHours(1));
        long start = now.get();
        try (MessageLog log = start(StorageLimits.NONE)) {
            TestRoom room = new TestRoom(1, hour).open(log);
            speak(room, start, 100);
            // Of which one page is of the future alone, and others in part.
            speak(room, start + Duration.ofDays(400).toMillis(), 200);
            speak(room, start + 1000, 100);

            now.set(start + Duration.ofMinutes(30).toMillis());
            speak(room, now.get(), 1);
            now.set(start + Duration.ofMinutes(80).toMillis());

            room.until(() -> room.log().first() == 401);
            now.set(start + Duration.ofHours(3).toMillis());
            room.until(() -> room.log().first() == 402);
        }
    }

    @Test
    void whatIsDatedInTheFutureAndFollowedByNothingGoesWhenItsTimeIsOver() {
        Keeps hour = Keeps.time(Duration.ofHours(1));
        long start = now.get();
        try (MessageLog log = start(StorageLimits.NONE)) {
            TestRoom room = new TestRoom(1, hour).open(log);
            speak(room, start + Duration.ofDays(400).toMillis(), 3);
        }
        // It is noticed now, and that is remembered by the next start.
        start(StorageLimits.NONE).close();
        try (MessageLog log = start(StorageLimits.NONE)) {
            TestRoom room = new TestRoom(1, hour).open(log);
            now.set(start + Duration.ofMinutes(90).toMillis());
            room.until(() -> room.log().first() == 4);
        }
    }

    @Test
    void aClockThatIsSetIsNoticed() {
        AtomicLong nanos = new AtomicLong(-5_000_000_000L);
        ClockWatch watch = new ClockWatch(nanos::get);

        assertThat(watch.wasSet(1_000_000)).isFalse();
        nanos.addAndGet(3_600_000_000_000L);
        assertThat(watch.wasSet(1_000_000 + 3_600_000)).isFalse();
        assertThat(watch.wasSet(1_000_000 + 2 * 3_600_000)).isTrue();
        assertThat(watch.wasSet(1_000_000 + 2 * 3_600_000)).isFalse();
        assertThat(watch.wasSet(1_000_000)).isTrue();
    }
}

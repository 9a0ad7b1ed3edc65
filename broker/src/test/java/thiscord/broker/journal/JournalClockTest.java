package thiscord.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that was once ahead keeps nothing for ever. */
class JournalClockTest {
    private static final long AGE = Duration.ofSeconds(160).toMillis();
    private static final long AHEAD = Duration.ofDays(29).toMillis();
    private static final Journal.Limits LIMITS =
            new Journal.Limits(1 << 20, 10_000, Duration.ofMillis(AGE), 100, 100, 64 << 10);

    @TempDir
    Path folder;

    private long now = 1_000_000_000_000L;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void add(Journal journal, String payload) {
        journal.add(List.of(new Journal.Event(utf8("t"), utf8(payload))), now);
    }

    private static List<String> read(Journal journal) {
        return journal.read(utf8("t"), 1, 1000, 1 << 20, 1000).events().stream()
                .map(kept -> new String(kept.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    private void pass(Journal journal, long millis) {
        for (long left = millis; left > 0; left -= AGE / 8) {
            now += Math.min(left, AGE / 8);
            journal.sweep(now);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEventDatedInTheFutureGoesWithItsTimeAndSoDoesWhatIsBehindIt(boolean inFiles) {
        Journal journal = inFiles ? Journal.open(folder, LIMITS, now) : new Journal(LIMITS);
        add(journal, "before");
        now += AHEAD;
        add(journal, "dated in the future");
        now -= AHEAD;
        pass(journal, AGE / 2);
        add(journal, "behind");
        assertThat(read(journal)).contains("dated in the future", "behind");

        pass(journal, AGE * 3 / 4);
        assertThat(read(journal)).containsExactly("behind");
        pass(journal, AGE);

        assertThat(read(journal)).isEmpty();
        journal.close();
    }

    @Test
    void restartsDoNotMakeItYounger() {
        Journal journal = Journal.open(folder, LIMITS, now);
        now += AHEAD;
        add(journal, "dated in the future");
        now -= AHEAD;
        for (int i = 0; i < 6; i++) {
            journal.close();
            journal = Journal.open(folder, LIMITS, now);
            pass(journal, AGE / 4);
        }

        assertThat(read(journal)).isEmpty();
        journal.close();
    }

    @Test
    void whoPublishedInTheFutureIsForgottenInTime() {
        Journal journal = new Journal(LIMITS);
        journal.reached(utf8("me"), 7, now + AHEAD);
        journal.reached(utf8("other"), 8, now);
        pass(journal, AGE / 2);
        assertThat(journal.mark(utf8("me"))).isEqualTo(7);

        pass(journal, AGE);

        assertThat(journal.mark(utf8("me"))).isEqualTo(-1);
        assertThat(journal.mark(utf8("other"))).isEqualTo(-1);
    }

    @Test
    void aClockThatWasBehindCostsNoEventOfTheRightTime() {
        Journal journal = Journal.open(folder, LIMITS, now);
        add(journal, "before");
        now -= AHEAD;
        add(journal, "dated in the past");
        now += AHEAD;
        journal.close();

        journal = Journal.open(folder, LIMITS, now);
        pass(journal, AGE / 2);

        assertThat(read(journal)).contains("before");
        journal.close();
    }
}

package thiscord.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far each publisher is, as the journal knows it. */
class MarksTest {
    private static final Journal.Limits LIMITS =
            new Journal.Limits(4000, 10_000, Duration.ofSeconds(160), 100, 100, 1000);

    @TempDir
    Path folder;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void add(Journal journal, String publisher, long number, String payload, long now) {
        Journal.Source source = new Journal.Source(utf8(publisher), number);
        journal.add(List.of(new Journal.Event(utf8("t"), utf8(payload), source)), now);
    }

    private Journal open(long now) {
        return Journal.open(folder, LIMITS, now);
    }

    @Test
    void aMarkComesWithTheEventAndOutlivesItsSegmentAndTheProcess() {
        Journal journal = open(1000);
        add(journal, "early", 7, "x", 1000);
        for (int i = 1; i <= 300; i++) {
            add(journal, "late", i, "event " + i, 1000);
        }
        assertThat(journal.read(utf8("t"), 1, 1, 100, 1).first()).isGreaterThan(1);
        journal.close();

        Journal again = open(1000);
        assertThat(again.mark(utf8("early"))).isEqualTo(7);
        assertThat(again.mark(utf8("late"))).isEqualTo(300);
        assertThat(again.mark(utf8("nobody"))).isEqualTo(-1);
        assertThat(new String(
                        again.read(utf8("t"), 301, 301, 100, 1).events().get(0).payload(), StandardCharsets.UTF_8))
                .isEqualTo("event 300");
        again.close();
    }

    @Test
    void anEventThatWasNotWrittenWholeIsNeitherThereNorMarked() throws IOException {
        Journal journal = open(1000);
        add(journal, "me", 1, "one", 1000);
        add(journal, "me", 2, "two", 1000);
        journal.close();
        try (Stream<Path> files = Files.list(folder)) {
            Path segment = files.filter(file -> file.toString().endsWith(".events"))
                    .findFirst()
                    .orElseThrow();
            byte[] all = Files.readAllBytes(segment);
            Files.write(segment, Arrays.copyOf(all, all.length - 1), StandardOpenOption.TRUNCATE_EXISTING);
        }

        Journal again = open(1000);
        assertThat(again.mark(utf8("me"))).isEqualTo(1);
        assertThat(again.read(utf8("t"), 1, 9, 100, 9).last()).isEqualTo(1);
        again.close();
    }

    @Test
    void whoSaidNothingForAsLongAsEventsAreKeptIsForgottenAndSoIsTheSilentestOfTooMany() {
        Journal journal = new Journal(LIMITS);
        journal.reached(utf8("old"), 5, 1000);
        journal.reached(utf8("young"), 6, 2000);
        journal.sweep(161_001);
        assertThat(journal.mark(utf8("old"))).isEqualTo(-1);
        assertThat(journal.mark(utf8("young"))).isEqualTo(6);

        for (int i = 0; i < Marks.MOST; i++) {
            journal.reached(utf8("p" + i), 1, 161_001);
        }
        assertThat(journal.mark(utf8("young"))).isEqualTo(-1);
        assertThat(journal.mark(utf8("p0"))).isEqualTo(1);
    }

    @Test
    void aMarkNeverGoesBack() {
        Journal journal = new Journal(LIMITS);
        journal.reached(utf8("me"), 5, 1000);
        journal.reached(utf8("me"), 3, 1000);

        assertThat(journal.mark(utf8("me"))).isEqualTo(5);
    }

    @Test
    void waitingForTheDiskHarmsNothing() {
        Journal journal = open(1000);
        add(journal, "me", 1, "one", 1000);
        journal.force();
        add(journal, "me", 2, "two", 1000);
        journal.force();
        journal.force();
        journal.close();

        assertThat(open(1000).mark(utf8("me"))).isEqualTo(2);
    }
}

package thiscord.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has no room in the journal, or is lost, and how followers are told. */
class JournalSerialTest {
    private static final Journal.Limits LIMITS =
            new Journal.Limits(1 << 20, 10_000, Duration.ofSeconds(160), 100, 100, 64 << 10);

    @TempDir
    Path folder;

    private long now = 1_000_000;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Journal open(Journal.Limits limits) {
        return Journal.open(folder, limits, now);
    }

    private long add(Journal journal, String topic, String payload) {
        return journal.add(List.of(new Journal.Event(utf8(topic), utf8(payload))), now)[0];
    }

    @Test
    void whoFollowsIsToldByTheSerialThatAPowerCutMayHaveLostTheEnd() throws IOException {
        List<byte[]> all = List.of(utf8(""));
        Path mark = folder.resolve("open");
        byte[] thisBoot;
        long before;
        try (Journal journal = open(LIMITS)) {
            journal.follow(all, true, now);
            before = serial(journal, all);
            thisBoot = Files.exists(mark) ? Files.readAllBytes(mark) : utf8("unknown");
        }
        try (Journal afterACleanEnd = open(LIMITS)) {
            assertThat(serial(afterACleanEnd, all)).isEqualTo(before);
        }
        assertThat(mark).doesNotExist();

        long after = before;
        for (int cut = 0; cut < 2; cut++) {
            now += 1000;
            Files.write(mark, utf8("another boot"));
            try (Journal journal = open(LIMITS)) {
                assertThat(serial(journal, all)).isGreaterThan(after + 100);
                after = serial(journal, all);
            }
        }
        try (Journal afterACleanEnd = open(LIMITS)) {
            assertThat(serial(afterACleanEnd, all)).isEqualTo(after);
        }
        Files.write(mark, thisBoot);
        try (Journal afterAKill = open(LIMITS)) {
            boolean known = !new String(thisBoot, StandardCharsets.UTF_8).equals("unknown");
            assertThat(serial(afterAKill, all) == after).isEqualTo(known);
        }
    }

    @Test
    void aSegmentThatAPowerCutLeftShortIsTheEndAndWhoFollowsIsTold() throws IOException {
        Journal.Limits small = new Journal.Limits(1 << 20, 10_000, Duration.ofSeconds(160), 100, 100, 1000);
        List<byte[]> all = List.of(utf8(""));
        long before;
        try (Journal journal = open(small)) {
            journal.follow(all, true, now);
            for (int i = 1; i <= 60; i++) {
                add(journal, "a", "event " + i);
            }
            before = serial(journal, all);
        }
        Path second = folder.resolve(String.format(Locale.ROOT, "%019d.events", 2));
        byte[] bytes = Files.readAllBytes(second);
        Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
        Files.write(second, bytes);
        Files.write(folder.resolve("open"), utf8("another boot"));

        long last;
        try (Journal journal = open(small)) {
            last = last(journal);
            assertThat(last).isBetween(20L, 45L);
            assertThat(serial(journal, all)).isGreaterThan(before);
            assertThat(folder.resolve(String.format(Locale.ROOT, "%019d.events", 3)))
                    .doesNotExist();
            for (int i = 1; i <= 60; i++) {
                assertThat(add(journal, "a", "new " + i)).isEqualTo(last + i);
            }
        }
        try (Journal journal = open(small)) {
            assertThat(last(journal)).isEqualTo(last + 60);
            assertThat(journal.read(utf8("a"), 1, 1000, 1 << 20, 1000).events()).hasSize((int) last + 60);
        }
    }

    private static long last(Journal journal) {
        return journal.heads(List.of(utf8("a")), new byte[0], 0).heads().get(0).last();
    }

    @Test
    void whoFollowsEverNewPrefixesDoesNotPushOutTheEventsOfOthers() {
        Journal journal = new Journal(new Journal.Limits(64 << 10, 10_000, Duration.ofHours(1), 100, 50, 4 << 10));
        for (int i = 0; i < 100; i++) {
            add(journal, "a", "an event");
        }

        String refused = null;
        for (int i = 0; i < 5000; i++) {
            refused = journal.follow(List.of(utf8("fresh/" + i)), false, now + i);
        }

        assertThat(refused).contains("try again later");
        assertThat(journal.read(utf8("a"), 1, 1, 1000, 1).events()).hasSize(1);
        assertThat(journal.follow(List.of(utf8("fresh/100")), false, now + 5000))
                .as("one that is followed already")
                .isNull();
        assertThat(journal.follow(List.of(utf8("fresh/x")), false, now + 3_600_000))
                .isNull();
    }

    @Test
    void whenAllPrefixesAreTakenTheOneSeenLongestAgoThatNobodyFollowsGoesAndItsFollowerIsTold() {
        Journal journal = new Journal(new Journal.Limits(1 << 20, 10_000, Duration.ofDays(1), 2, 3, 64 << 10));
        List<byte[]> old = List.of(utf8("old"));
        assertThat(journal.follow(List.of(utf8("stays")), true, now)).isNull();
        assertThat(journal.follow(old, true, now)).isNull();
        assertThat(journal.follow(List.of(utf8("young")), false, now + 1)).isNull();
        journal.left(utf8("old"), now + 2);
        assertThat(journal.follow(List.of(utf8("young")), false, now + 3)).isNull();
        long before = serial(journal, old);

        assertThat(journal.follow(List.of(utf8("new")), false, now + 4)).isNull();

        assertThat(journal.numbers(utf8("old"))).isFalse();
        assertThat(journal.numbers(utf8("stays"))).isTrue();
        assertThat(journal.numbers(utf8("young"))).isTrue();
        assertThat(journal.numbers(utf8("new"))).isTrue();
        assertThat(journal.follow(old, false, now + 5)).isNull();
        assertThat(serial(journal, old)).isGreaterThan(before);
        assertThat(journal.numbers(utf8("young"))).isFalse();
    }

    @Test
    void whoFollowsIsToldByTheSerialThatEventsWereNotNumberedForWantOfRoom() {
        Journal.Limits two = new Journal.Limits(1 << 20, 10_000, Duration.ofSeconds(160), 2, 9, 64 << 10);
        List<byte[]> all = List.of(utf8(""));
        long before;
        long after;
        try (Journal journal = open(two)) {
            journal.follow(all, true, now);
            add(journal, "a", "x");
            add(journal, "b", "x");
            before = serial(journal, all);
            assertThat(serial(journal, all)).isEqualTo(before);

            assertThat(add(journal, "c", "x")).isZero();

            after = serial(journal, all);
            assertThat(after).isGreaterThan(before);
            assertThat(serial(journal, all)).isEqualTo(after);
        }
        try (Journal journal = open(two)) {
            assertThat(serial(journal, all)).isEqualTo(after);
            assertThat(add(journal, "c", "x")).isZero();
            assertThat(serial(journal, all)).isGreaterThan(after);
        }
    }

    @Test
    void topicsThatAreLongEmptyMakeRoomAndNoOffsetOfTheirsIsGivenTwice() {
        Journal.Limits two = new Journal.Limits(1 << 20, 10_000, Duration.ofSeconds(160), 2, 9, 64 << 10);
        List<byte[]> all = List.of(utf8(""));
        long before;
        try (Journal journal = open(two)) {
            journal.follow(all, true, now);
            for (int i = 0; i < 5; i++) {
                add(journal, "a", "x");
            }
            add(journal, "b", "x");
            before = serial(journal, all);
            for (int i = 0; i < 40; i++) {
                now += 10_000;
                add(journal, "b", "x");
                journal.sweep(now);
            }

            assertThat(add(journal, "c", "x")).isEqualTo(6);
            assertThat(serial(journal, all)).isGreaterThan(before);
            assertThat(add(journal, "a", "y")).isZero();
        }
        for (int i = 0; i < 2; i++) {
            try (Journal journal = open(two)) {
                for (int j = 0; j < 40; j++) {
                    now += 10_000;
                    add(journal, "b", "x");
                    journal.sweep(now);
                }
                assertThat(add(journal, i == 0 ? "a" : "d", "y")).isEqualTo(i + 7);
            }
        }
    }

    @Test
    void topicsAndPrefixesAreBounded() {
        Journal journal = new Journal(new Journal.Limits(1 << 20, 10_000, Duration.ofDays(1), 2, 1, 64 << 10));
        add(journal, "a", "x");
        add(journal, "b", "x");

        assertThat(add(journal, "c", "x")).isZero();
        assertThat(add(journal, "a", "x")).isEqualTo(2);
        assertThat(journal.follow(List.of(utf8("a"), utf8("b")), true, now)).contains("follow fewer");
        assertThat(journal.numbers(utf8("a"))).isTrue();
    }

    @Test
    void whoComesBackAfterATimeOfNoNumbersIsToldByTheSerial() {
        Journal journal = new Journal(LIMITS);
        List<byte[]> rooms = List.of(utf8("room/"));
        journal.follow(rooms, false, now);
        long before = journal.heads(rooms, new byte[0], 0).serial();
        journal.follow(rooms, false, now + 1);
        assertThat(journal.heads(rooms, new byte[0], 0).serial()).isEqualTo(before);

        journal.sweep(now + 200_000);
        journal.follow(rooms, false, now + 200_000);

        assertThat(journal.heads(rooms, new byte[0], 0).serial()).isGreaterThan(before);
    }

    private static long serial(Journal journal, List<byte[]> prefixes) {
        return journal.heads(prefixes, new byte[0], Long.MAX_VALUE).serial();
    }
}

package thiscord.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

class JournalTest {
    private static final Journal.Limits LIMITS =
            new Journal.Limits(1 << 20, 10_000, Duration.ofSeconds(160), 100, 100, 64 << 10);
    private static final Journal.Limits SMALL =
            new Journal.Limits(4000, 10_000, Duration.ofSeconds(160), 100, 100, 1000);

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

    private static List<String> read(Journal journal, String topic, long from, long to) {
        return journal.read(utf8(topic), from, to, 1 << 20, 1000).events().stream()
                .map(kept -> kept.offset() + "=" + new String(kept.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> heads(Journal journal, String prefix, long since) {
        return journal.heads(List.of(utf8(prefix)), new byte[0], since).heads().stream()
                .map(head -> new String(head.topic(), StandardCharsets.UTF_8) + " " + head.first() + "-" + head.last()
                        + " @" + head.at())
                .toList();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".events"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void offsetsCountOneTwoThreeInEachTopicAndCanBeReadAgain() {
        Journal journal = new Journal(LIMITS);

        long[] offsets = journal.add(
                List.of(
                        new Journal.Event(utf8("a"), utf8("x")),
                        new Journal.Event(utf8("b"), utf8("y")),
                        new Journal.Event(utf8("a"), utf8("z"))),
                now);

        assertThat(offsets).containsExactly(1, 1, 2);
        assertThat(add(journal, "a", "w")).isEqualTo(3);
        assertThat(read(journal, "a", 2, 9)).containsExactly("2=z", "3=w");
        assertThat(read(journal, "nobody", 1, 9)).isEmpty();
    }

    @Test
    void onlyFollowedPrefixesAreNumberedAndForAsLongAsEventsAreKept() {
        Journal journal = new Journal(LIMITS);
        assertThat(journal.isIdle()).isTrue();

        journal.follow(List.of(utf8("room/")), true, now);

        assertThat(journal.numbers(utf8("room/lab"))).isTrue();
        assertThat(journal.numbers(utf8("user/bob"))).isFalse();
        journal.left(utf8("room/"), now);
        journal.sweep(now + 160_000);
        assertThat(journal.numbers(utf8("room/lab"))).isTrue();
        journal.sweep(now + 160_001);
        assertThat(journal.isIdle()).isTrue();
    }

    @Test
    void aRestartGoesOnWhereTheFilesEnd() {
        String id;
        long serial;
        try (Journal journal = open(LIMITS)) {
            id = journal.id();
            journal.follow(List.of(utf8("a")), true, now);
            serial = journal.heads(List.of(utf8("a")), new byte[0], 0).serial();
            add(journal, "a", "x");
        }

        try (Journal journal = open(LIMITS)) {
            assertThat(journal.id()).isEqualTo(id);
            assertThat(journal.numbers(utf8("a"))).isTrue();
            assertThat(journal.heads(List.of(utf8("a")), new byte[0], 0).serial())
                    .isEqualTo(serial);
            assertThat(add(journal, "a", "y")).isEqualTo(2);
            assertThat(read(journal, "a", 1, 9)).containsExactly("1=x", "2=y");
        }
    }

    @Test
    void aRecordThatIsNotWholeIsCutOffAndTheRestStays() throws IOException {
        try (Journal journal = open(LIMITS)) {
            add(journal, "a", "x");
            add(journal, "a", "torn");
        }
        Path file = segments().get(0);
        byte[] all = Files.readAllBytes(file);
        for (int cut = 1; cut < 20; cut++) {
            Files.write(file, Arrays.copyOf(all, all.length - cut));

            try (Journal journal = open(LIMITS)) {
                assertThat(read(journal, "a", 1, 9)).containsExactly("1=x");
                assertThat(add(journal, "a", "y")).isEqualTo(2);
            }
        }
        Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        try (Journal journal = open(LIMITS)) {
            assertThat(read(journal, "a", 1, 9)).containsExactly("1=x", "2=y");
        }
    }

    @Test
    void damageElsewhereEndsTheStartWithOneLine() throws IOException {
        try (Journal journal = open(SMALL)) {
            for (int i = 0; i < 60; i++) {
                add(journal, "a", "some payload of no great length");
            }
        }
        Path first = segments().get(0);
        byte[] bytes = Files.readAllBytes(first);
        bytes[bytes.length / 2] ^= 1;
        Files.write(first, bytes);

        assertThatThrownBy(() -> open(SMALL))
                .isInstanceOfSatisfying(
                        Failure.class, f -> assertThat(f.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
                .hasMessageContaining("damaged")
                .hasMessageContaining("move that folder away");
    }

    @Test
    void sizeBoundsWhatIsKeptAndOffsetsOutliveTheirEvents() throws IOException {
        try (Journal journal = open(SMALL)) {
            journal.follow(List.of(utf8("")), true, now);
            add(journal, "rare", "x");
            for (int i = 0; i < 500; i++) {
                add(journal, "often", "event " + i);
            }
            assertThat(heads(journal, "rare", 0)).containsExactly("rare 2-1 @2");
            long first = journal.heads(List.of(utf8("often")), new byte[0], 0)
                    .heads()
                    .get(0)
                    .first();
            assertThat(first).isBetween(380L, 499L);
            assertThat(read(journal, "often", 1, 1000)).first().isEqualTo(first + "=event " + (first - 1));
        }
        long size = 0;
        for (Path file : segments()) {
            size += Files.size(file);
        }
        assertThat(size).isLessThan(5500);

        try (Journal journal = open(SMALL)) {
            assertThat(add(journal, "rare", "y")).isEqualTo(2);
            assertThat(add(journal, "often", "z")).isEqualTo(501);
            assertThat(journal.numbers(utf8("any"))).isTrue();
        }
    }

    @Test
    void ageBoundsWhatIsKept() {
        Journal journal = new Journal(LIMITS);
        add(journal, "a", "old");
        now += 20_000;
        add(journal, "a", "young");

        journal.sweep(now + 150_000);

        assertThat(read(journal, "a", 1, 9)).containsExactly("2=young");
        journal.sweep(now + 175_000);
        journal.sweep(now + 175_000);
        assertThat(heads(journal, "a", 0)).containsExactly("a 3-2 @3");
    }

    @Test
    void headsSayWhereATimeBegins() {
        Journal journal = new Journal(LIMITS);
        for (int i = 0; i < 10; i++) {
            now += 100;
            add(journal, "a", "x");
        }

        assertThat(heads(journal, "", now)).containsExactly("a 1-10 @10");
        assertThat(heads(journal, "", now - 150)).containsExactly("a 1-10 @9");
        assertThat(heads(journal, "", 0)).containsExactly("a 1-10 @1");
        assertThat(heads(journal, "", Long.MAX_VALUE)).containsExactly("a 1-10 @11");
    }

    @Test
    void manyHeadsComeInPages() {
        Journal journal = new Journal(new Journal.Limits(1 << 20, 10_000, Duration.ofDays(1), 1000, 100, 64 << 10));
        for (int i = 0; i < 450; i++) {
            add(journal, "t/" + i, "x");
        }
        List<String> seen = new ArrayList<>();
        byte[] after = {};
        Journal.Heads page;
        do {
            page = journal.heads(List.of(utf8("t/")), after, 0);
            page.heads().forEach(head -> seen.add(new String(head.topic(), StandardCharsets.UTF_8)));
            after = page.heads().get(page.heads().size() - 1).topic();
        } while (page.more());

        assertThat(seen).hasSize(450).doesNotHaveDuplicates();
    }

    @Test
    void headsOfSeveralPrefixesComeOnceEachInTheOrderOfTheirBytes() {
        Journal journal = new Journal(new Journal.Limits(1 << 20, 10_000, Duration.ofDays(1), 1000, 100, 64 << 10));
        for (String topic : List.of("a", "a/1", "a/2", "ab", "b/1", "b/2", "c", "\u00e9")) {
            add(journal, topic, "x");
        }

        assertThat(topics(journal, "", "c", "b/2", "a/", "a/1", "\u00e9"))
                .containsExactly("a/1", "a/2", "b/2", "c", "\u00e9");
        assertThat(topics(journal, "a/1", "c", "b/", "a")).containsExactly("a/2", "ab", "b/1", "b/2", "c");
        assertThat(topics(journal, "b/1", "a", "b/")).containsExactly("b/2");
        assertThat(topics(journal, "b/1", "")).containsExactly("b/2", "c", "\u00e9");
        assertThat(topics(journal, "", "d")).isEmpty();
    }

    private static List<String> topics(Journal journal, String after, String... prefixes) {
        return journal
                .heads(Stream.of(prefixes).map(JournalTest::utf8).toList(), utf8(after), Long.MAX_VALUE)
                .heads()
                .stream()
                .map(head -> new String(head.topic(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void theHighestOffsetIsToldEverMoreRarely() {
        Journal journal = new Journal(LIMITS);
        add(journal, "a", "x");
        List<Long> told = new ArrayList<>();
        for (long at = now; at < now + 300_000; at += 500) {
            if (!journal.beats(at, 10).isEmpty()) {
                told.add(at - now);
            }
        }

        assertThat(told).startsWith(1000L, 3000L, 7000L, 15_000L, 31_000L, 63_000L);
        assertThat(told).endsWith(255_000L);
    }

    @Test
    void itIsToldSoonAlsoWhenTheClockWasPutBack() {
        Journal journal = new Journal(LIMITS);
        add(journal, "a", "x");
        long anHourBefore = now - 3_600_000;

        assertThat(journal.beats(anHourBefore, 10)).hasSize(1);
        assertThat(journal.beats(anHourBefore + 1, 10)).isEmpty();
        assertThat(journal.beats(anHourBefore + 2000, 10)).hasSize(1);
    }

    @Test
    void whatComesAfterTheEndIsNotNumbered() throws IOException {
        Journal journal = open(LIMITS);
        add(journal, "a", "x");
        journal.close();

        assertThat(add(journal, "a", "late")).isZero();
        journal.follow(List.of(utf8("b")), true, now);
        journal.sweep(now + 1_000_000);
        journal.close();

        try (Journal again = open(LIMITS)) {
            assertThat(read(again, "a", 1, 9)).containsExactly("1=x");
            assertThat(add(again, "a", "y")).isEqualTo(2);
        }
    }

    @Test
    void whenFilesCannotBeWrittenNumberingGoesOnInMemoryAndTheNextStartBeginsAnew() throws IOException {
        String id;
        try (Journal journal = open(SMALL)) {
            id = journal.id();
            add(journal, "a", "x");
            assertThat(journal.force()).isTrue();
            for (Path file : segments()) {
                Files.delete(file);
            }
            Path inTheWay = Files.createDirectory(folder.resolve(String.format(Locale.ROOT, "%019d.events", 2)));

            for (int i = 0; i < 30; i++) {
                assertThat(add(journal, "a", "some payload of no great length")).isEqualTo(i + 2);
            }

            assertThat(journal.force()).isFalse();
            assertThat(journal.id()).isEqualTo(id);
            assertThat(read(journal, "a", 30, 31)).hasSize(2);
            Files.delete(inTheWay);
        }
        try (Journal journal = open(SMALL)) {
            assertThat(journal.id()).isNotEqualTo(id);
            assertThat(add(journal, "a", "x")).isEqualTo(1);
        }
    }

    /** As version 0.1.0 named them under a locale that has digits of its own. */
    private void renameAsInEgypt() throws IOException {
        for (Path file : segments()) {
            Long number = Segment.numberOf(file);
            Files.move(file, folder.resolve(String.format(Locale.forLanguageTag("ar-EG"), "%019d.events", number)));
        }
    }

    @Test
    void namesOfFilesDoNotDependOnTheLocale() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            Journal journal = open(LIMITS);
            add(journal, "a", "x");
            journal.close();
            assertThat(segments()).containsExactly(folder.resolve("0000000000000000001.events"));
            journal = open(LIMITS);
            assertThat(add(journal, "a", "y")).isEqualTo(2);
            journal.close();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void segmentsThatWereNamedInDigitsOfALocaleAreRead() throws IOException {
        Journal journal = open(SMALL);
        for (int i = 1; i <= 3; i++) {
            add(journal, "a", i + "x".repeat(1000));
        }
        journal.close();
        assertThat(segments()).hasSizeGreaterThan(1);
        renameAsInEgypt();

        journal = open(SMALL);

        assertThat(add(journal, "a", "new")).isEqualTo(4);
        assertThat(read(journal, "a", 1, 9)).hasSize(4).last().isEqualTo("4=new");
        journal.close();
        assertThat(segments()).allMatch(file -> file.getFileName().toString().matches("[0-9]{19}\\.events"));
    }

    @Test
    void offsetsThatWereGivenTwiceUnderTwoLocalesBeginANewNumbering() throws IOException {
        Journal journal = open(LIMITS);
        String id = journal.id();
        add(journal, "a", "x");
        journal.close();
        renameAsInEgypt();
        Files.write(folder.resolve("0000000000000000001.events"), new byte[0]);

        journal = open(LIMITS);

        assertThat(journal.id()).isNotEqualTo(id);
        assertThat(add(journal, "a", "y")).isEqualTo(1);
        journal.close();
    }
}

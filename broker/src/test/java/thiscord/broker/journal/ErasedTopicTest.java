package thiscord.broker.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was erased is nowhere in the files, the rest is as it was, and no offset is given twice. */
class ErasedTopicTest {
    private static final Journal.Limits LIMITS =
            new Journal.Limits(1 << 20, 10_000, Duration.ofDays(1), 100, 100, 2000);
    private static final long NOW = 1_800_000_000_000L;

    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void fill(Journal journal) {
        journal.follow(List.of(bytes("room/")), false, NOW);
        for (int i = 1; i <= 100; i++) {
            journal.add(
                    List.of(
                            new Journal.Event(bytes("room/secret"), bytes("\"zq-hidden " + i + "\"")),
                            new Journal.Event(bytes("room/lab"), bytes("\"seen " + i + "\""))),
                    NOW);
        }
    }

    private static void erase(Journal journal) {
        assertThat(eraseAt(journal, NOW)).isNull();
    }

    private static @Nullable String eraseAt(Journal journal, long now) {
        return journal.erase(topic -> new String(topic, StandardCharsets.UTF_8).equals("room/secret"), now);
    }

    private Path firstSegment() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".events"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void checkTheRest(Journal journal) {
        assertThat(journal.read(bytes("room/secret"), 1, 1000, 1 << 20, 1000).events())
                .isEmpty();
        List<Journal.Kept> lab =
                journal.read(bytes("room/lab"), 1, 1000, 1 << 20, 1000).events();
        assertThat(lab).hasSize(100);
        assertThat(new String(lab.get(99).payload(), StandardCharsets.UTF_8)).isEqualTo("\"seen 100\"");
        assertThat(journal.add(List.of(new Journal.Event(bytes("room/secret"), bytes("1"))), NOW)[0])
                .isGreaterThan(100);
    }

    private String files() throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Test
    void inFilesNothingIsLeftOfItAndARestartFindsTheRest() throws Exception {
        try (Journal journal = Journal.open(folder, LIMITS, NOW)) {
            fill(journal);
            long serial = journal.heads(List.of(bytes("room/")), new byte[0], Long.MAX_VALUE)
                    .serial();
            assertThat(files()).contains("secret", "zq-hidden");

            erase(journal);

            assertThat(files()).doesNotContain("secret", "zq-hidden").contains("seen 100");
            assertThat(journal.heads(List.of(bytes("room/")), new byte[0], Long.MAX_VALUE)
                            .serial())
                    .isGreaterThan(serial);
        }
        try (Journal journal = Journal.open(folder, LIMITS, NOW)) {
            checkTheRest(journal);
        }
    }

    @Test
    void topicsThatComeUpLaterBeginAtOneAllTheSame() {
        try (Journal journal = Journal.open(folder, LIMITS, NOW)) {
            fill(journal);
            erase(journal);

            assertThat(add(journal, "room/new")).isEqualTo(1);
        }
        try (Journal journal = Journal.open(folder, LIMITS, NOW)) {
            assertThat(add(journal, "room/newer")).isEqualTo(1);
            assertThat(add(journal, "room/secret")).isEqualTo(101);
            assertThat(add(journal, "room/new")).isEqualTo(2);
            erase(journal);
        }
        try (Journal journal = Journal.open(folder, LIMITS, NOW)) {
            assertThat(add(journal, "room/secret")).isEqualTo(102);
        }
    }

    @Test
    void whenTooManyWereErasedNoOffsetOfTheirsIsGivenAgainEither() {
        try (Journal journal = new Journal(LIMITS)) {
            for (int i = 0; i <= ErasedOffsets.MOST; i++) {
                String name = "room/" + i;
                add(journal, name);
                add(journal, name);
                journal.erase(topic -> new String(topic, StandardCharsets.UTF_8).equals(name), NOW);
            }

            assertThat(add(journal, "room/0")).isEqualTo(3);
            assertThat(add(journal, "room/1")).isEqualTo(3);
            assertThat(add(journal, "room/new")).isEqualTo(3);
        }
    }

    private static long add(Journal journal, String topic) {
        return journal.add(List.of(new Journal.Event(bytes(topic), bytes("1"))), NOW)[0];
    }

    @Test
    void inMemoryToo() {
        try (Journal journal = new Journal(LIMITS)) {
            fill(journal);

            erase(journal);

            checkTheRest(journal);
        }
    }

    @Test
    void whatCannotBeWrittenOverIsNotCalledErasedAndGoesLater() throws Exception {
        try (Journal journal = Journal.open(folder, LIMITS, NOW)) {
            fill(journal);
            Path first = firstSegment();
            Path aside = folder.resolve("aside");
            Files.createDirectories(folder.resolve("erasing/in the way"));
            Files.move(first, aside);
            Files.createDirectory(first);

            assertThat(eraseAt(journal, NOW)).contains("still in the files");
            assertThat(eraseAt(journal, NOW)).contains("still in the files");
            assertThat(journal.read(bytes("room/secret"), 1, 1000, 1 << 20, 1000)
                            .events())
                    .isEmpty();
            journal.sweep(NOW + 1000);
            assertThat(files()).contains("zq-hidden 1\"");

            Files.delete(first);
            Files.move(aside, first);
            journal.sweep(NOW + 20_000);

            assertThat(files()).doesNotContain("zq-hidden").contains("seen 100");
            assertThat(eraseAt(journal, NOW)).isNull();
            checkTheRest(journal);
        }
        Files.delete(folder.resolve("erasing/in the way"));
    }

    @Test
    void filesThatCannotBeWorkedOnAreGivenUpAndWrittenOverAllTheSame() throws Exception {
        try (Journal journal = Journal.open(folder, LIMITS, NOW)) {
            fill(journal);
            Files.createDirectories(folder.resolve("erasing/in the way"));

            erase(journal);

            assertThat(journal.size().files()).isFalse();
            assertThat(files()).doesNotContain("zq-hidden");
        }
    }

    @Test
    void whatWasErasedKeepsOthersNoLongerThanItDid() {
        long erasedAt = NOW + Duration.ofHours(20).toMillis();
        try (Journal journal = Journal.open(folder, LIMITS, NOW)) {
            fill(journal);
            assertThat(eraseAt(journal, erasedAt)).isNull();
        }

        try (Journal journal = Journal.open(folder, LIMITS, erasedAt)) {
            journal.sweep(NOW + Duration.ofHours(25).toMillis());
            assertThat(journal.read(bytes("room/lab"), 1, 1000, 1 << 20, 1000).events())
                    .isEmpty();
        }
    }

    /** As a process leaves it that is killed while it writes over a record. */
    @Test
    void aHalfErasedRecordIsErasedByTheNextStart() throws Exception {
        try (Journal journal = Journal.open(folder, LIMITS, NOW)) {
            fill(journal);
        }
        Path first = firstSegment();
        byte[] all = Files.readAllBytes(first);
        int payload = new String(all, StandardCharsets.ISO_8859_1).indexOf("hidden 1\"");
        all[payload] = 0;
        Files.write(first, all);
        Files.write(folder.resolve("erasing"), new byte[0]);

        try (Journal journal = Journal.open(folder, LIMITS, NOW)) {
            assertThat(files()).doesNotContain("idden 1\"");
            erase(journal);
            assertThat(files()).doesNotContain("secret", "zq-hidden");
            checkTheRest(journal);
        }
        assertThat(folder.resolve("erasing")).doesNotExist();
    }
}

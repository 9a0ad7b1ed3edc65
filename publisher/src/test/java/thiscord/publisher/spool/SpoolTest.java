package thiscord.publisher.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.cli.Failure;
import thiscord.publisher.json.EventsJson.TopicAndPayload;

@Timeout(30)
class SpoolTest {
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Takes each number once, as the broker does; keeps its number as a file would be kept; is killed where it is told to. */
    private static final class Numbered implements Outlet {
        final Map<Long, String> taken = new TreeMap<>();
        long number;

        @Nullable
        String refusal;
        /** Killed when so many steps are over. */
        int lives = Integer.MAX_VALUE;

        private void step() {
            if (lives-- == 0) {
                throw new Killed();
            }
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public @Nullable String publish(List<TopicAndPayload> events) {
            long next = number;
            for (TopicAndPayload event : events) {
                step();
                taken.putIfAbsent(++next, event.topic() + " " + new String(event.payload(), StandardCharsets.UTF_8));
            }
            step();
            number = next;
            step();
            return refusal;
        }

        @Override
        public void passOver(int numbers) {
            number += numbers;
        }
    }

    private static final Spool.Limits LIMITS = new Spool.Limits(1000, 3, 5, Duration.ofDays(7));

    @TempDir
    Path folder;

    private final Numbered outlet = new Numbered();

    private Spool spool() {
        return new Spool(folder, outlet, LIMITS);
    }

    private void drop(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String event(int n) {
        return "{\"topic\":\"t\",\"payload\":" + n + "}";
    }

    private List<String> names(String where) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(where))) {
            return files.map(file -> file.getFileName().toString().replaceFirst("^[0-9]{19}-[0-9]{13}-", ""))
                    .sorted()
                    .toList();
        }
    }

    private String reason(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("failed"))) {
            return Files.readString(files.filter(file -> file.toString().endsWith("-" + name + ".reason"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    @Test
    void filesArePublishedInTheOrderOfTheirNamesAndPutAway() throws Exception {
        drop("b.json", "[" + event(2) + ", {\"payload\" : { \"x\" : [1] } , \"id\":7, \"topic\":\"u\"}]");
        drop("a", event(1));
        drop("c.jsonl", "\uFEFF" + event(4) + "\n\n" + event(5) + "\r\n");
        drop(".hidden", event(9));
        drop("x.tmp", event(9));
        drop("x.part", event(9));

        assertThat(spool().look(0)).isTrue();
        assertThat(spool().look(0)).isFalse();

        assertThat(outlet.taken.values()).containsExactly("t 1", "t 2", "u { \"x\" : [1] }", "t 4", "t 5");
        assertThat(names("done")).containsExactly("a", "b.json", "c.jsonl");
        assertThat(names(".")).containsExactly(".hidden", "done", "failed", "work", "x.part", "x.tmp");
        assertThat(names("work")).isEmpty();
    }

    @Test
    void theSameFileAgainIsPublishedAgain() throws Exception {
        drop("a", event(1));
        spool().look(0);
        drop("a", event(1));
        spool().look(0);

        assertThat(outlet.taken.values()).containsExactly("t 1", "t 1");
        assertThat(names("done")).containsExactly("a", "a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "{",
                "{}",
                "[[1]]",
                "{\"topic\":1,\"payload\":1}",
                "{\"topic\":\"t\"}",
                "{\"payload\":1}",
                "{\"topic\":\"#t\",\"payload\":1}",
                "{\"topic\":\"\",\"payload\":1}",
                "{\"topic\":\"t\",\"payload\":1} x",
                "{\"topic\":\"t\",\"payload\":}",
                "[{\"topic\":\"t\",\"payload\":1}",
                "{\"topic\":\"t\",\"payload\":1}{\"topic\":\"t\",\"payload\":1}{\"topic\":\"t\",\"payload\":1}{\"topic\":\"t\",\"payload\":1}"
            })
    void aFileThatIsWrongIsPutAsideWithTheReasonAndNoneOfItIsPublished(String text) throws Exception {
        drop("bad", text);
        drop("good", event(1));

        spool().look(0);

        assertThat(names("failed")).containsExactly("bad", "bad.reason");
        assertThat(reason("bad")).isNotBlank().hasLineCount(1);
        assertThat(outlet.taken.values()).containsExactly("t 1");
    }

    @Test
    void noFileTakesThePlaceOfAnotherWhoseNameIsAlike() throws Exception {
        SpoolFolder at = new SpoolFolder(folder);
        for (String name : List.of("\u4e00", "\u4e01")) {
            drop(name, "wrong");
            Claimed claimed = at.claim(folder.resolve(name), 1, 1_800_000_000_000L);
            assertThat(claimed).isNotNull();
            at.failed(claimed, "wrong");
        }

        assertThat(names("failed")).containsExactly("_", "_", "_.reason", "_.reason");
    }

    @Test
    void whatIsNoPlainFileIsPutAsideAndFoldersStay() throws Exception {
        Path secret = Files.writeString(Files.createTempDirectory("elsewhere").resolve("secret"), event(9));
        Files.createSymbolicLink(folder.resolve("link"), secret);
        Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createDirectory(folder.resolve("sub"));
        drop("long", " ".repeat(1001));
        Files.write(folder.resolve("latin"), new byte[] {'"', (byte) 0xE9, '"'});
        Files.write(folder.resolve("wide"), event(9).getBytes(StandardCharsets.UTF_16));

        spool().look(0);

        assertThat(outlet.taken).isEmpty();
        assertThat(names("failed"))
                .filteredOn(name -> !name.endsWith(".reason"))
                .containsExactly("dangling", "latin", "link", "long", "pipe", "wide");
        assertThat(reason("link")).isEqualTo("it is not a plain file\n");
        assertThat(reason("long")).isEqualTo("it has more than 1000 bytes\n");
        assertThat(Files.readString(secret)).isEqualTo(event(9));
        assertThat(names(".")).contains("sub");
    }

    @Test
    void whatTheBrokerRefusesIsPutAside() throws Exception {
        outlet.refusal = "no right to publish there";
        drop("a", event(1));

        spool().look(0);

        assertThat(reason("a")).isEqualTo("the broker refused some of its events: no right to publish there\n");
    }

    /** Killed after each step there is, again and again, each time with a new process after it. */
    @Test
    void aKillAtAnyMomentLosesAndDoublesNothing() throws Exception {
        int kills = 0;
        boolean ended = false;
        for (int lives = 0; !ended; lives++) {
            drop("a-" + lives, event(1) + event(2));
            drop("b-" + lives, event(3));
            drop("c-" + lives, "bad");
            int round = outlet.taken.size();
            outlet.lives = lives;
            try {
                spool().look(0);
                ended = true;
            } catch (Killed e) {
                kills++;
                outlet.lives = Integer.MAX_VALUE;
                spool().look(0);
            }
            assertThat(new ArrayList<>(outlet.taken.values()).subList(round, outlet.taken.size()))
                    .containsExactly("t 1", "t 2", "t 3");
            assertThat(names("work")).isEmpty();
        }
        assertThat(kills).isGreaterThan(5);
        assertThat(outlet.taken.keySet()).last().isEqualTo((long) outlet.taken.size());
    }

    @Test
    void aFileThatWasLeftAndIsWrongNowUsesUpItsNumbers() throws Exception {
        drop("a", event(1));
        outlet.lives = 1;
        assertThatThrownBy(() -> spool().look(0)).isInstanceOf(Killed.class);
        outlet.lives = Integer.MAX_VALUE;
        try (Stream<Path> files = Files.list(folder.resolve("work"))) {
            Files.writeString(files.findFirst().orElseThrow(), "spoilt");
        }
        drop("b", event(2));

        spool().look(0);

        assertThat(outlet.taken.values()).containsExactly("t 1", "t 2");
    }

    @Test
    void whatWasDealtWithGoesByAgeAndNumberAndNothingElseDoes() throws Exception {
        for (int i = 1; i <= 7; i++) {
            drop("f" + i, event(i));
            drop("bad" + i, "");
        }
        Spool spool = spool();
        spool.look(0);
        Files.writeString(folder.resolve("done/mine"), "");

        spool.look(System.currentTimeMillis());
        assertThat(names("done")).hasSize(6).contains("mine", "f7").doesNotContain("f1");
        assertThat(names("failed")).hasSize(5);

        spool.look(System.currentTimeMillis() + Duration.ofDays(8).toMillis());
        assertThat(names("done")).containsExactly("mine");
        assertThat(names("failed")).isEmpty();
    }

    @Test
    void longAndOddNamesAreShortenedAndMadePlain() throws Exception {
        drop("é 'x\n" + "y".repeat(200) + ".json", event(1));

        spool().look(0);

        assertThat(names("done"))
                .hasSize(1)
                .allSatisfy(
                        name -> assertThat(name).hasSize(150).endsWith("y.json").matches("[A-Za-z0-9._-]+"));
    }

    @Test
    void aFolderThatIsNotThereEndsInALine() {
        assertThatThrownBy(() -> new Spool(folder.resolve("none"), outlet, LIMITS))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is no such folder");
    }
}

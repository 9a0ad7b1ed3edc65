package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

class KeptMailTest {
    private static final MailLimits FEW = new MailLimits(8, 3000, 4, 3, 12, Duration.ofDays(30));

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(System.currentTimeMillis());
    private MailLimits limits = MailLimits.DEFAULT;
    private @Nullable MessageLog log;

    private MessageLog log() {
        MessageLog open = log;
        if (open == null) {
            LogTuning s = LogTuning.STANDARD;
            open = MessageLog.start(
                    folder,
                    Durability.PROCESS,
                    new LogTuning(
                            50_000,
                            s.queueBytes(),
                            20,
                            s.recentMessages(),
                            s.recentMillis(),
                            limits,
                            now::get,
                            s.onConnect()));
            log = open;
        }
        return open;
    }

    @AfterEach
    void close() {
        if (log != null) {
            log.close();
            log = null;
        }
    }

    private MailLog mail() {
        return Objects.requireNonNull(log().mail());
    }

    private static <T> T wait(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Optional<Refusal> leave(String from, String to, String text, @Nullable String id) {
        return wait(mail().leave(new Event.Direct(from, to, text, now.get(), id)));
    }

    private void left(String from, String to, String text) {
        assertThat(leave(from, to, text, null)).isEmpty();
    }

    private void refused(Optional<Refusal> answer, Reason reason) {
        assertThat(answer).map(Refusal::reason).contains(reason);
    }

    private List<MailPage.Letter> letters(String nick) {
        List<MailPage.Letter> all = new ArrayList<>();
        MailPage page = wait(mail().read(nick, 0));
        while (!page.letters().isEmpty()) {
            all.addAll(page.letters());
            page = wait(mail().read(nick, all.get(all.size() - 1).id()));
        }
        assertThat(page.refusal()).isNull();
        return all;
    }

    private List<String> texts(String nick) {
        return letters(nick).stream().map(letter -> text(letter.event())).toList();
    }

    private static String text(@Nullable Event event) {
        return event instanceof Event.Mention
                ? "mention " + ((Event.Mention) event).said().text()
                : event == null ? "gone" : ((Event.Direct) event).text();
    }

    private void give(String nick) {
        mail().given(nick, letters(nick).stream().map(MailPage.Letter::id).toList());
    }

    @Test
    void whatIsLeftIsReadInOrderAlsoAfterARestartUntilItIsGiven() {
        left("alice", "bob", "one");
        left("carol", "BOB", "two");
        left("alice", "dora", "not yours");
        assertThat(leave("alice", "bob", "three", "c-3")).isEmpty();

        close();

        assertThat(mail().waits("Bob")).isTrue();
        assertThat(mail().waits("eve")).isFalse();
        assertThat(texts("bob")).containsExactly("one", "two", "three");
        List<MailPage.Letter> letters = letters("bob");
        assertThat(letters).extracting(MailPage.Letter::id).isSorted().doesNotHaveDuplicates();
        assertThat(letters.get(2).event())
                .isEqualTo(new Event.Direct(
                        "alice",
                        "bob",
                        "three",
                        now.get(),
                        "c-3",
                        false,
                        letters.get(2).id()));
        give("bob");
        assertThat(texts("bob")).isEmpty();
        assertThat(mail().waits("bob")).isFalse();
        close();
        assertThat(texts("bob")).isEmpty();
        assertThat(texts("dora")).containsExactly("not yours");
    }

    @Test
    void whatWasNotGivenComesAgainUnderTheSameIdAndAnIdIsNotUsedTwice() {
        left("alice", "bob", "one");
        List<MailPage.Letter> first = letters("bob");

        close();

        assertThat(letters("bob")).isEqualTo(first);
        give("bob");
        close();
        left("alice", "bob", "two");
        assertThat(letters("bob").get(0).id()).isGreaterThan(first.get(0).id());
    }

    @Test
    void aBurstOfMentionsIsCutAndCountedAndStopsNoRoom() {
        TestRoom room = new TestRoom(1, Keeps.ALL).open(log()).say(1, "@bob");
        CountDownLatch go = new CountDownLatch(1);
        log().run(() -> await(go));

        List<CompletionStage<Optional<Refusal>>> notes = new ArrayList<>();
        for (int i = 0; i < 8000; i++) {
            notes.add(mail().note("n" + i, 1, room.stored.get(0)));
        }

        assertThat(room.log().refuses()).isNull();
        assertThat(mail().dropped()).isBetween(1L, 7000L);
        go.countDown();
        long refused = notes.stream().filter(note -> wait(note).isPresent()).count();
        assertThat(mail().dropped()).isEqualTo(refused);
        assertThat(wait(mail().note("late", 1, room.stored.get(0)))).isEmpty();
    }

    @Test
    void whatIsSaidAgainUnderItsIdIsKeptOnce() {
        CountDownLatch go = new CountDownLatch(1);
        log().run(() -> await(go));
        CompletionStage<Optional<Refusal>> one = mail().leave(new Event.Direct("alice", "bob", "x", now.get(), "c-1"));
        CompletionStage<Optional<Refusal>> again =
                mail().leave(new Event.Direct("alice", "bob", "x", now.get(), "c-1"));
        assertThat(again.toCompletableFuture()).isNotDone();
        go.countDown();

        assertThat(wait(one)).isEmpty();
        assertThat(wait(again)).isEmpty();
        close();
        assertThat(leave("Alice", "bob", "x", "c-1")).isEmpty();
        assertThat(leave("carol", "bob", "y", "c-1")).isEmpty();
        assertThat(texts("bob")).containsExactly("x", "y");
    }

    @Test
    void anotherTextUnderAnIdThatWaitsIsKeptAndSoIsTheSameOneLater() {
        assertThat(leave("alice", "bob", "on Monday", "1")).isEmpty();
        assertThat(leave("alice", "bob", "again on Monday", "1")).isEmpty();
        now.addAndGet(MailTrays.AGAIN_MILLIS);
        close();
        assertThat(leave("alice", "bob", "on Monday", "1")).isEmpty();
        assertThat(texts("bob")).containsExactly("on Monday", "again on Monday");
        now.addAndGet(1);

        assertThat(leave("alice", "bob", "on Monday", "1")).isEmpty();

        assertThat(texts("bob")).containsExactly("on Monday", "again on Monday", "on Monday");
        close();
        assertThat(texts("bob")).containsExactly("on Monday", "again on Monday", "on Monday");
    }

    private static void await(CountDownLatch go) {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsOverALimitIsRefusedByNameAndPlaceIsMadeByGiving() {
        limits = FEW;
        for (int i = 0; i < 4; i++) {
            left("alice", "bob", "a" + i);
        }
        refused(leave("alice", "bob", "too many of one", null), Reason.MAIL_FULL);
        refused(leave("carol", "bob", "x".repeat(2993), null), Reason.MAIL_FULL);
        for (int i = 0; i < 4; i++) {
            left("carol", "bob", "c" + i);
        }
        refused(leave("dora", "bob", "too many for one", null), Reason.MAIL_FULL);
        for (int i = 0; i < 4; i++) {
            left("alice", "n" + i, "x");
        }
        refused(leave("alice", "eve", "too many for all", null), Reason.MAIL_FULL);

        close();
        refused(leave("dora", "bob", "still too many", null), Reason.MAIL_FULL);
        give("bob");

        left("dora", "bob", "now");
        assertThat(texts("bob")).containsExactly("now");
    }

    @Test
    void aLongTrayIsReadInPages() {
        for (int i = 0; i < 40; i++) {
            left("alice", "bob", i + "x".repeat(3000));
        }

        MailPage first = wait(mail().read("bob", 0));

        assertThat(first.letters()).hasSizeBetween(5, 15);
        assertThat(texts("bob")).hasSize(40).element(39).asString().startsWith("39x");
    }

    @Test
    void aMentionIsReadFromItsRoomAndGoesWithTheMessage() {
        TestRoom room = new TestRoom(1, Keeps.count(10)).open(log());
        room.say(30, "@bob");
        for (long seq = 19; seq <= 30; seq++) {
            Event.Message said = room.stored.get((int) seq - 1);
            assertThat(wait(mail().note("bob", 1, said))).isEmpty();
            assertThat(wait(mail().note("bob", 1, said))).isEmpty();
        }

        assertThat(texts("bob")).startsWith("mention @bob21").hasSize(10).endsWith("mention @bob30");
        room.say(2, "more");
        assertThat(texts("bob")).startsWith("gone", "gone", "mention @bob23").hasSize(10);
        close();
        assertThat(texts("bob")).startsWith("gone", "gone", "mention @bob23").hasSize(10);
    }

    @Test
    void oneMentionTooManyMakesTheOldestGoAndIsCountedAndWhatWasSaidDirectlyStays() {
        limits = FEW;
        TestRoom room = new TestRoom(1, Keeps.ALL).open(log()).say(5, "@bob");
        left("alice", "bob", "direct");

        room.stored.forEach(
                said -> assertThat(wait(mail().note("bob", 1, said))).isEmpty());

        assertThat(texts("bob")).containsExactly("direct", "mention @bob3", "mention @bob4", "mention @bob5");
        assertThat(mail().dropped()).isEqualTo(2);
        close();
        assertThat(texts("bob")).containsExactly("direct", "mention @bob3", "mention @bob4", "mention @bob5");
    }

    @Test
    void aRoomThatIsErasedTakesItsMentionsAlong() {
        TestRoom gone = new TestRoom(1, Keeps.ALL).open(log()).say(1, "@bob SECRETWORD");
        TestRoom kept = new TestRoom(2, Keeps.ALL).open(log()).say(1, "@bob harmless");
        wait(mail().note("bob", 1, gone.stored.get(0)));
        wait(mail().note("bob", 2, kept.stored.get(0)));

        log().erase(1);
        wait(mail().note("bob", 1, gone.stored.get(0)));

        gone.until(() -> letters("bob").size() == 1);
        gone.until(() -> !filesContain("SECRETWORD"));
        assertThat(texts("bob")).containsExactly("mention @bob harmless1");
        close();
        assertThat(letters("bob")).hasSize(1);
    }

    @Test
    void whatWasGivenLeavesNoWordInAnyFile() {
        left("alice", "bob", "SECRETWORD");
        left("alice", "bob", "SECRETWORD".repeat(390));
        left("alice", "carol", "harmless");
        assertThat(filesContain("SECRETWORD")).isTrue();

        give("bob");

        Awaitility.await().until(() -> !filesContain("SECRETWORD"));
        assertThat(texts("carol")).containsExactly("harmless");
    }

    @Test
    void mailOfAnAccountThatIsGoneLeavesNoWordInAnyFile() {
        left("alice", "Bob", "SECRETWORD");
        left("bob", "carol", "harmless");

        assertThat(wait(mail().forget("BOB"))).isTrue();

        assertThat(mail().waits("bob")).isFalse();
        Awaitility.await().until(() -> !filesContain("SECRETWORD"));
        assertThat(texts("carol")).containsExactly("harmless");
    }

    private boolean filesContain(String word) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatNobodyFetchedInTimeGoes() {
        left("alice", "bob", "old");
        now.addAndGet(Duration.ofDays(29).toMillis());
        left("alice", "bob", "new");
        assertThat(texts("bob")).containsExactly("old", "new");

        now.addAndGet(Duration.ofDays(2).toMillis());

        Awaitility.await().until(() -> texts("bob").equals(List.of("new")));
        close();
        assertThat(texts("bob")).containsExactly("new");
    }

    @Test
    void aFileOfTheVersionBeforeMailIsBroughtUpWithWhatItHolds() throws SQLException {
        new TestRoom(1, Keeps.ALL).open(log()).say(50, "x");
        close();
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(LogSchema.FILE))) {
            LogSchema.run(sql, "drop table mail");
            LogSchema.run(sql, "drop table mail_body");
            LogSchema.run(sql, "drop table house");
            LogSchema.run(sql, "drop table outbox");
            LogSchema.run(sql, "drop table demand");
            LogSchema.run(sql, "pragma user_version = 1");
        }

        left("alice", "bob", "new");

        assertThat(new TestRoom(1, Keeps.ALL).open(log()).read(0, 100)).hasSize(50);
        close();
        assertThat(texts("bob")).containsExactly("new");
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(LogSchema.FILE))) {
            assertThat(LogSchema.number(sql, "pragma user_version")).isEqualTo(LogSchema.VERSION);
        }
    }

    @Test
    void withAnAgeOfNothingNothingWaits() {
        left("alice", "bob", "before");
        close();
        limits = MailLimits.DEFAULT.withAge(Duration.ZERO);
        now.addAndGet(1);

        assertThat(log().mail()).isNull();
    }
}

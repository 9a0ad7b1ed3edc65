package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** Mail that can not be stored. */
class MailFailureTest {
    @TempDir
    Path folder;

    private TroubledLog troubled;

    @BeforeEach
    void start() {
        troubled = new TroubledLog(folder);
    }

    @AfterEach
    void close() {
        troubled.close();
    }

    private MailLog mail() {
        return Objects.requireNonNull(troubled.log().mail());
    }

    private static <T> T wait(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private CompletionStage<Optional<Refusal>> leave(String text, String id) {
        return mail().leave(new Event.Direct("alice", "bob", text, System.currentTimeMillis(), id));
    }

    private void refused(CompletionStage<Optional<Refusal>> answer) {
        assertThat(wait(answer)).map(Refusal::reason).contains(Reason.LOG_UNAVAILABLE);
    }

    private List<String> texts() {
        return wait(mail().read("bob", 0)).letters().stream()
                .map(letter -> ((Event.Direct) Objects.requireNonNull(letter.event())).text())
                .toList();
    }

    @Test
    void whatCanNotBeStoredIsRefusedAndDoesNotWait() {
        assertThat(wait(leave("before", "c-0"))).isEmpty();
        TestRoom room = new TestRoom(1, Keeps.ALL).open(troubled.log()).say(1, "@bob");

        troubled.suffer(true);
        refused(leave("lost", "c-1"));
        refused(leave("lost too", "c-2"));
        refused(mail().note("bob", 1, room.stored.get(0)));
        assertThat(texts()).containsExactly("before");
        troubled.suffer(false);

        Awaitility.await().until(() -> wait(leave("after", "c-1")).isEmpty());
        assertThat(texts()).containsExactly("before", "after");
        troubled.restart();
        assertThat(texts()).containsExactly("before", "after");
    }

    @Test
    void mailAndMessagesOfOneCommitAreStoredOrRefusedTogether() {
        TestRoom room = new TestRoom(1, Keeps.ALL).open(troubled.log()).say(1, "x");
        CountDownLatch go = new CountDownLatch(1);
        troubled.log().run(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        troubled.suffer(true);
        room.say("lost");
        CompletionStage<Optional<Refusal>> lost = leave("lost", "c-1");

        go.countDown();

        refused(lost);
        room.until(() -> !room.failures.isEmpty());
        troubled.suffer(false);
        room.until(() -> room.log().refuses() == null);
        room.say(1, "y");
        assertThat(wait(leave("kept", "c-1"))).isEmpty();
        troubled.restart();
        assertThat(texts()).containsExactly("kept");
        assertThat(new TestRoom(1, Keeps.ALL).open(troubled.log()).read(0, 10)).containsExactly(1L, 2L);
    }

    @Test
    void whatAFailedCommitLeftInTheFileDoesNotComeBack() throws SQLException {
        assertThat(wait(leave("real", "c-0"))).isEmpty();
        long ghost = wait(mail().read("bob", 0)).letters().get(0).id() + 1;
        troubled.suffer(true);
        refused(leave("refused", "c-1"));
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(LogSchema.FILE))) {
            LogSchema.run(
                    sql, "insert into mail values (" + ghost + ", 'bob', 'alice', 'c-1', " + ghost + ", 7, 0, 0)");
            LogSchema.run(sql, "insert into mail_body values (" + ghost + ", x'00')");
        }
        troubled.suffer(false);

        Awaitility.await().until(() -> wait(leave("after", "c-2")).isEmpty());

        troubled.restart();
        assertThat(texts()).containsExactly("real", "after");
    }

    @Test
    void whatWasGivenWhileNothingCanBeWrittenComesAgain() {
        assertThat(wait(leave("twice", "c-0"))).isEmpty();
        long id = wait(mail().read("bob", 0)).letters().get(0).id();

        troubled.suffer(true);
        mail().given("bob", List.of(id));

        assertThat(texts()).containsExactly("twice");
        assertThat(wait(mail().read("bob", id)).letters()).isEmpty();
    }
}

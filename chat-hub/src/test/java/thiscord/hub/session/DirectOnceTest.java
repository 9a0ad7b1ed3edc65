package thiscord.hub.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import thiscord.hub.log.DirectKey;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

class DirectOnceTest {
    private static final long NOW = 1_000_000_000L;

    private final DirectOnce once = new DirectOnce();
    private final List<Event.Direct> given = new ArrayList<>();
    private CompletableFuture<DirectOnce.Outcome> next = new CompletableFuture<>();

    private CompletionStage<DirectOnce.Outcome> say(String text, @Nullable String id, long at) {
        Event.Direct said = new Event.Direct("alice", "bob", text, at, id);
        return once.once(said, () -> {
            given.add(said);
            return next;
        });
    }

    private void sayMany(int many, String text) {
        for (int i = 0; i < many; i++) {
            say(text, "m-" + i, NOW);
        }
    }

    private void end(@Nullable Refusal refusal) {
        next.complete(new DirectOnce.Outcome(given.get(given.size() - 1), refusal));
        next = new CompletableFuture<>();
    }

    @Test
    void whatIsSaidAgainHasTheOutcomeOfTheFirstAlsoWhileThatIsOnItsWay() {
        CompletionStage<DirectOnce.Outcome> first = say("x", "c-1", NOW);
        CompletionStage<DirectOnce.Outcome> again = say("x", "c-1", NOW + 1);
        assertThat(again.toCompletableFuture()).isNotDone();

        end(null);

        CompletionStage<DirectOnce.Outcome> late = say("x", "c-1", NOW + DirectOnce.MILLIS);
        assertThat(given).hasSize(1);
        assertThat(again.toCompletableFuture().join())
                .isEqualTo(first.toCompletableFuture().join());
        assertThat(late.toCompletableFuture().join().said().at()).isEqualTo(NOW);
    }

    @Test
    void anotherTextOrNoIdOrTheSameAfterItsTimeIsGiven() {
        say("x", "c-1", NOW);

        say("y", "c-1", NOW);
        say("x", null, NOW);
        say("x", null, NOW);
        say("x", "c-1", NOW + DirectOnce.MILLIS + 1);

        assertThat(given).hasSize(5);
    }

    @Test
    void whatWasRefusedIsGivenWhenItIsSaidAgain() {
        say("x", "c-1", NOW);
        end(new Refusal(Reason.NOT_READING, "no"));

        say("x", "c-1", NOW);

        assertThat(given).hasSize(2);
    }

    @Test
    void theOldestIsForgottenWhenThereAreTooMany() {
        say("x", "c-1", NOW);
        sayMany(DirectOnce.MOST - 1, "x");
        say("x", "c-1", NOW);
        assertThat(given).hasSize(DirectOnce.MOST);
        say("x", "one more", NOW);
        say("x", "c-1", NOW);
        assertThat(given).hasSize(DirectOnce.MOST + 2);
    }

    @Test
    void whatWasTakenBeforeTheStartIsNotGivenAgainAndItsReceiptSaysWhetherItWaited() {
        Event.Direct live = new Event.Direct("alice", "bob", "x", NOW, "c-1");
        Event.Direct mail = new Event.Direct("alice", "bob", "y", NOW, "c-2");
        DirectOnce after = new DirectOnce(List.of(
                new DirectKey.Taken(DirectKey.of(live), NOW, false),
                new DirectKey.Taken(DirectKey.of(mail), NOW, true)));

        assertThat(after.once(live, () -> next)
                        .toCompletableFuture()
                        .join()
                        .said()
                        .waits())
                .isFalse();
        assertThat(after.once(mail, () -> next)
                        .toCompletableFuture()
                        .join()
                        .said()
                        .waits())
                .isTrue();
    }
}

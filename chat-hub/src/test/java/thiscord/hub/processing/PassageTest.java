package thiscord.hub.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Reason;

class PassageTest {
    private final HandTimer timer = new HandTimer();
    private final Passage passage = new Passage(timer, timer::nanos);
    private final ScriptedProcessor first = new ScriptedProcessor("first");
    private final ScriptedProcessor second = new ScriptedProcessor("second");
    private final List<Outcome> left = new ArrayList<>();

    private static Chain chain(boolean open, Processor... processors) {
        return new Chain(List.of(processors), open, Duration.ofMillis(500), 20);
    }

    private void say(Chain chain, String... texts) {
        for (String text : texts) {
            assertThat(passage.enter(chain, "lab", "alice", text, left::add)).isTrue();
        }
        timer.turn();
    }

    private List<String> said() {
        return left.stream()
                .map(one -> one.refusal() == null ? one.text() : one.refusal().text())
                .toList();
    }

    @Test
    void manyAreAtAProcessorAtOnceAndLeaveInTheOrderInWhichTheyCame() {
        say(chain(false, first), "a", "b", "c");
        assertThat(first.given()).containsExactly("a", "b", "c");

        first.text(2, "C");
        first.text(0, "A");
        timer.turn();
        assertThat(said()).containsExactly("A");
        first.text(1, "B");
        timer.turn();

        assertThat(said()).containsExactly("A", "B", "C");
    }

    @Test
    void theSecondProcessorGetsThemInTheirOrderTooAsTheFirstMadeThem() {
        say(chain(false, first, second), "a", "b", "c");

        first.text(1, "B");
        timer.turn();
        assertThat(second.given()).isEmpty();
        first.text(0, "A");
        timer.turn();

        assertThat(second.given()).containsExactly("A", "B");
    }

    @Test
    void oneThatIsRefusedHoldsUpNobodyAndKeepsItsPlace() {
        say(chain(false, first, second), "a", "b");

        first.refuse(0, "not here");
        first.text(1, "B");
        timer.turn();
        second.text(0, "BB");
        timer.turn();

        assertThat(second.given()).containsExactly("B");
        assertThat(said()).containsExactly("The processor 'first' refused that: not here", "BB");
        assertThat(left.get(0).refusal().reason()).isEqualTo(Reason.NOT_ALLOWED);
    }

    @Test
    void repliesComeInTheOrderOfTheProcessorsUnlessItIsRefused() {
        say(chain(false, first, second), "a", "b");

        first.reply(0, "one");
        first.reply(1, "one");
        timer.turn();
        second.reply(0, "two");
        second.refuse(1, "no");
        timer.turn();

        assertThat(left.get(0))
                .isEqualTo(new Outcome(
                        "a", null, List.of(new Outcome.Reply("~first", "one"), new Outcome.Reply("~second", "two"))));
        assertThat(left.get(1).replies()).isEmpty();
    }

    @Test
    void anOpenRoomSaysAfterTheDeadlineWhatTheProcessorsMadeOfItAndDropsTheLateAnswer() {
        say(chain(true, first, second), "a", "b");
        first.text(0, "A");

        timer.pass(500);
        assertThat(said()).isEmpty();
        timer.pass(1);

        assertThat(said()).containsExactly("A", "b");
        assertThat(first.cancelled(1)).isTrue();
        assertThat(first.missed() + second.missed()).isEqualTo(2);
        first.text(1, "B");
        second.text(0, "AA");
        timer.pass(1000);
        assertThat(said()).containsExactly("A", "b");
    }

    @Test
    void aClosedRoomRefusesAfterTheDeadlineAndNamesTheProcessor() {
        say(chain(false, first, second), "a");
        timer.pass(300);
        say(chain(false, first, second), "b");
        first.text(0, "A");

        timer.pass(201);
        assertThat(said())
                .containsExactly(
                        "That was not said, for the processor 'second' of this room failed (no answer in 500 ms);"
                                + " try again in a moment.");
        assertThat(left.get(0).refusal().reason()).isEqualTo(Reason.PROCESSOR_UNAVAILABLE);
        timer.pass(300);
        assertThat(said()).hasSize(2).last().asString().contains("'first'");
    }

    @Test
    void anOpenRoomPassesOverAProcessorThatFailsAndAClosedOneRefusesAtOnce() {
        say(chain(true, first, second), "a");
        say(chain(false, first, second), "b");

        first.fail(0, "it is gone");
        first.fail(1, "it is gone");
        timer.turn();

        assertThat(second.given()).containsExactly("a");
        second.text(0, "A");
        timer.turn();
        assertThat(said()).hasSize(2).first().isEqualTo("A");
        assertThat(said().get(1)).contains("'first'", "(it is gone)");
    }

    @Test
    void anAnswerThatIsEmptyTooLongOrHalfACharacterIsNone() {
        Chain closed = chain(false, first);
        say(closed, "a", "b", "c", "d", "e");

        first.text(0, " ");
        first.text(1, "x".repeat(21));
        first.text(2, "\ud83d");
        first.reply(3, "x".repeat(21));
        first.text(4, "x".repeat(20));
        timer.turn();

        assertThat(said()).hasSize(5).last().isEqualTo("x".repeat(20));
        assertThat(said().subList(0, 4)).allMatch(line -> line.contains("empty, too long or half a character"));
    }

    @Test
    void noMoreEnterThanMayAndThenAgain() {
        Chain chain = chain(false, first);
        for (int i = 0; i < Passage.MOST; i++) {
            say(chain, "a");
        }
        assertThat(passage.enter(chain, "lab", "alice", "a", left::add)).isFalse();

        first.text(0, "A");
        timer.turn();

        assertThat(passage.enter(chain, "lab", "alice", "b", left::add)).isTrue();
        timer.pass(501);
        assertThat(left).hasSize(Passage.MOST + 1);
        assertThat(passage.isEmpty()).isTrue();
    }

    @Test
    void whatPassesNothingAnyMoreAndTasksWaitForWhatCameBefore() {
        say(chain(false, first), "a");
        say(Chain.NONE, "b");
        passage.behind(() -> left.add(new Outcome("task", null, List.of())));
        say(Chain.NONE, "c");

        assertThat(left).isEmpty();
        first.text(0, "A");
        timer.turn();

        assertThat(said()).containsExactly("A", "b", "task", "c");
    }

    @Test
    void whatIsSaidWhileOneLeavesComesBehindIt() {
        passage.behind(() -> {
            say(Chain.NONE, "b");
            assertThat(left).isEmpty();
            left.add(new Outcome("task", null, List.of()));
        });

        assertThat(said()).containsExactly("task", "b");
    }

    @Test
    void aShorterTimeHoldsThoughALongerOneWasSetBefore() {
        say(new Chain(List.of(first), true, Duration.ofSeconds(5), 20), "a");
        first.text(0, "A");
        timer.turn();
        say(chain(true, second), "b");

        timer.pass(501);

        assertThat(said()).containsExactly("A", "b");
    }

    @Test
    void theTimeCountsFromWhenTheProcessorIsGivenTheMessage() {
        first.hold();
        say(chain(false, first), "a");
        timer.pass(450);
        first.write();

        timer.pass(499);
        assertThat(left).isEmpty();
        timer.pass(30);
        assertThat(left)
                .singleElement()
                .satisfies(one -> assertThat(one.refusal()).isNotNull());
    }

    @Test
    void whatIsNeverGivenToItWaitsTwiceTheTimeAtTheMost() {
        first.hold();
        say(chain(true, first), "a");

        timer.pass(990);
        assertThat(left).isEmpty();
        timer.pass(40);
        assertThat(said()).containsExactly("a");
        assertThat(first.missed()).isEqualTo(1);
    }

    @Test
    void noTimeEndsWhileItsProgramStarts() {
        first.starting(true);
        say(chain(true, first), "a", "b");

        timer.pass(3000);
        assertThat(left).isEmpty();
        first.text(0, "A");
        first.starting(false);
        timer.pass(50);

        assertThat(said()).containsExactly("A", "b");
    }
}

package thiscord.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CursorsTest {
    private final List<String> out = new ArrayList<>();
    private Cursors cursors = cursors(Beginning.NOW);

    private Cursors cursors(Beginning beginning) {
        return new Cursors(beginning, this::note);
    }

    private void note(Numbered next) {
        if (next instanceof Numbered.Event) {
            Numbered.Event event = (Numbered.Event) next;
            out.add(event.topic() + event.offset() + "=" + event.text());
        } else if (next instanceof Numbered.Gap) {
            Numbered.Gap gap = (Numbered.Gap) next;
            out.add("gap " + gap.topic() + " " + gap.from() + "-" + gap.to());
        } else {
            out.add("at " + ((Numbered.Position) next).seen());
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Cursors.Head head(String topic, long first, long last, long at) {
        return new Cursors.Head(topic, first, last, at);
    }

    private static List<Cursors.Kept> kept(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(offset -> new Cursors.Kept(offset, utf8("r" + offset)))
                .toList();
    }

    private void live(String topic, long... offsets) {
        for (long offset : offsets) {
            cursors.live(topic, offset, utf8("l" + offset));
        }
    }

    @Test
    void whatIsAlreadyThereIsPassedOverAndWhatFollowsComesOnce() {
        cursors.heads("j", 1, List.of(head("a", 1, 5, 6)));
        live("a", 5, 6, 6, 7);
        live("new", 1);

        assertThat(out).containsExactly("at {a=5}", "a6=l6", "a7=l7", "new1=l1");
        assertThat(cursors.question()).isNull();
    }

    @Test
    void aHoleIsAskedForAndFilledBeforeWhatCameTooEarly() {
        cursors.heads("j", 1, List.of());
        live("a", 1, 4);

        Cursors.Question question = cursors.question();
        assertThat(question).isEqualTo(new Cursors.Question("a", 2, 4));
        cursors.answer(question, 1, 4, kept(2, 4));
        live("a", 5);

        assertThat(out).containsExactly("at {}", "a1=l1", "a2=r2", "a3=r3", "a4=r4", "a5=l5");
        assertThat(cursors.question()).isNull();
    }

    @Test
    void aLossAtTheEndIsSeenByTheRepeatedOffset() {
        cursors.heads("j", 1, List.of());
        live("a", 1);
        cursors.live("a", 3, new byte[0]);

        assertThat(cursors.question()).isEqualTo(new Cursors.Question("a", 2, 3));
    }

    @Test
    void theRepeatedOffsetIsNoEvent() {
        cursors.heads("j", 1, List.of());
        cursors.live("a", 1, new byte[0]);

        assertThat(out).containsExactly("at {}");
        assertThat(cursors.question()).isEqualTo(new Cursors.Question("a", 1, 1));
    }

    @Test
    void whatIsGoneIsToldExactly() {
        cursors.heads("j", 1, List.of());
        live("a", 9);
        cursors.answer(new Cursors.Question("a", 1, 9), 5, 9, kept(5, 6));
        cursors.answer(new Cursors.Question("a", 7, 9), 5, 9, List.of(kept(9, 9).get(0)));

        assertThat(out).containsExactly("at {}", "gap a 1-4", "a5=r5", "a6=r6", "gap a 7-8", "a9=r9");
        assertThat(cursors.question()).isNull();
    }

    @Test
    void whenNothingIsKeptAllIsGone() {
        cursors.heads("j", 1, List.of());
        live("a", 9);
        cursors.answer(new Cursors.Question("a", 1, 9), 10, 9, List.of());

        assertThat(out).containsExactly("at {}", "gap a 1-9");
        assertThat(cursors.question()).isNull();
    }

    @Test
    void anEventThatCannotBeReadIsGoneAndNotAskedForEver() {
        cursors.heads("j", 1, List.of());
        live("a", 2);
        cursors.answer(new Cursors.Question("a", 1, 2), 1, 2, List.of());

        assertThat(out).containsExactly("at {}", "gap a 1-2");
        assertThat(cursors.question()).isNull();
    }

    @Test
    void topicsTakeTurns() {
        cursors.heads("j", 1, List.of());
        live("a", 9);
        live("b", 9);
        Cursors.Question first = cursors.question();
        assertThat(first).isNotNull();
        cursors.answer(first, 1, 9, kept(1, 2));

        assertThat(cursors.question()).isEqualTo(new Cursors.Question("b", 1, 9));
    }

    @Test
    void itBeginsWhereItIsTold() {
        List<Cursors.Head> heads = List.of(head("a", 3, 5, 4), head("b", 8, 7, 8));

        cursors = cursors(new Beginning(2, null, false));
        cursors.heads("j", 1, heads);
        assertThat(cursors.question()).isEqualTo(new Cursors.Question("a", 2, 5));
        cursors = cursors(new Beginning(0, Duration.ofMinutes(1), false));
        cursors.heads("j", 1, heads);
        assertThat(cursors.question()).isEqualTo(new Cursors.Question("a", 4, 5));
        cursors = cursors(new Beginning(0, null, true));
        cursors.heads("j", 1, heads);
        assertThat(cursors.question()).isEqualTo(new Cursors.Question("a", 5, 5));
        assertThat(out.get(2)).isIn("at {a=4, b=7}", "at {b=7, a=4}");
    }

    @Test
    void itGoesOnWhereItWasAlsoInTopicsThatCameUpMeanwhile() {
        cursors.resume(new Numbered.Position("j", 1, Map.of("a", 3L)));
        cursors.heads("j", 1, List.of(head("a", 1, 4, 5), head("b", 1, 1, 2)));

        cursors.answer(new Cursors.Question("a", 4, 4), 1, 4, kept(4, 4));
        assertThat(cursors.question()).isEqualTo(new Cursors.Question("b", 1, 1));
        assertThat(out).containsExactly("a4=r4");
    }

    @Test
    void aNumberingThatBeganAnewIsAGapAndThenEverything() {
        cursors.resume(new Numbered.Position("j", 1, Map.of("a", 3L)));
        cursors.heads("k", 1, List.of(head("a", 1, 2, 3)));

        assertThat(out).containsExactly("gap null 0-0", "at {a=0}");
        assertThat(cursors.question()).isEqualTo(new Cursors.Question("a", 1, 2));
    }

    @Test
    void aTimeWithoutNumbersIsAGap() {
        cursors.resume(new Numbered.Position("j", 1, Map.of("a", 3L)));
        cursors.heads("j", 2, List.of(head("a", 1, 3, 4)));
        cursors.heads("j", 2, List.of(head("a", 1, 3, 4)));

        assertThat(out).containsExactly("gap null 0-0", "at {a=3}");
    }

    @Test
    void whoBeginsAtAnOffsetIsToldTooThatOffsetsAreGivenAgainButNotThatTheyHaveYetToCome() {
        cursors = cursors(new Beginning(5, null, false));
        cursors.heads("j", 1, List.of(head("a", 1, 2, 3), head("b", 1, 5, 6)));
        live("b", 5, 6, 7);
        cursors.heads("j", 1, List.of(head("a", 1, 3, 4), head("b", 1, 5, 6)));
        live("b", 6);
        live("a", 4, 5);

        assertThat(out.subList(1, out.size()))
                .containsExactly("b5=l5", "b6=l6", "b7=l7", "gap b 0-0", "b6=l6", "a5=l5");
    }

    @Test
    void whoGoesOnAtTheOffsetItWasToBeginWithWaitsForIt() {
        cursors = cursors(new Beginning(5, null, false));
        cursors.resume(new Numbered.Position("j", 1, Map.of("a", 4L)));
        cursors.heads("j", 1, List.of(head("a", 1, 2, 3)));

        assertThat(out).isEmpty();
    }

    @Test
    void offsetsThatAreGivenAgainAreToldAndFollowed() {
        cursors.resume(new Numbered.Position("j", 1, Map.of("a", 9L)));
        cursors.heads("j", 1, List.of(head("a", 1, 7, 8)));
        live("a", 8);

        assertThat(out).containsExactly("gap a 0-0", "a8=l8");
    }
}

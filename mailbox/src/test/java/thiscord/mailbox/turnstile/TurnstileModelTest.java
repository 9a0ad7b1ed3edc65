package thiscord.mailbox.turnstile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thiscord.mailbox.turnstile.Turnstile.Entry;
import thiscord.mailbox.turnstile.Turnstile.Pass;

/**
 * Every state that some visitors can bring a turnstile into, by coming, hearing that they are in, giving room back, leaving
 * and giving up in any order and without end. Each method of a turnstile is atomic, so threads add nothing to these orders; that a
 * visitor hears of its entry later than it happens is a step of its own. The real class is played, from the start, for
 * each state.
 */
class TurnstileModelTest {
    private static final long ROOM = 4;

    /** What a visitor does next. */
    enum Step {
        COME,
        HEAR,
        SHRINK,
        LEAVE
    }

    /** A step of one visitor. */
    record Move(int visitor, Step step) {}

    /** Visitors of these weights; one that is as heavy as the room is a writer. */
    static List<List<Long>> visitors() {
        return List.of(
                List.of(1L, 1L, 4L, 4L),
                List.of(1L, 1L, 1L, 4L),
                List.of(1L, 1L, 1L, 4L, 4L),
                List.of(2L, 3L, 1L, 4L),
                List.of(3L, 3L, 2L, 1L));
    }

    /** A turnstile, its visitors, and what must hold. */
    private static final class World {
        private final List<Long> weights;
        private final Turnstile gate = new Turnstile(ROOM, 10);
        private final Pass[] passes;
        private final boolean[] in;
        private final boolean[] heard;
        private final boolean[] shrunk;
        /** As this test understands it: who came and is not in, in the order of coming. */
        private final List<Integer> line = new ArrayList<>();

        World(List<Long> weights) {
            this.weights = weights;
            passes = new Pass[weights.size()];
            in = new boolean[weights.size()];
            heard = new boolean[weights.size()];
            shrunk = new boolean[weights.size()];
        }

        World(List<Long> weights, List<Move> moves) {
            this(weights);
            moves.forEach(this::play);
        }

        List<Move> moves() {
            List<Move> moves = new ArrayList<>();
            for (int v = 0; v < passes.length; v++) {
                if (passes[v] == null) {
                    moves.add(new Move(v, Step.COME));
                } else {
                    moves.add(new Move(v, Step.LEAVE));
                    if (in[v] && !heard[v]) {
                        moves.add(new Move(v, Step.HEAR));
                    }
                    if (heard[v] && !shrunk[v] && weights.get(v) > 1 && weights.get(v) < ROOM) {
                        moves.add(new Move(v, Step.SHRINK));
                    }
                }
            }
            return moves;
        }

        void play(Move move) {
            int v = move.visitor();
            switch (move.step()) {
                case COME -> {
                    passes[v] = new Pass(weights.get(v), () -> enters(v));
                    line.add(v);
                    if (gate.enter(passes[v]) == Entry.IN) {
                        enters(v);
                        heard[v] = true;
                    }
                }
                case HEAR -> heard[v] = true;
                case SHRINK -> {
                    shrunk[v] = true;
                    gate.shrink(passes[v], 1);
                }
                case LEAVE -> {
                    Pass pass = passes[v];
                    line.remove(Integer.valueOf(v));
                    passes[v] = null;
                    in[v] = false;
                    heard[v] = false;
                    shrunk[v] = false;
                    gate.leave(pass);
                    gate.leave(pass);
                }
            }
            holds();
        }

        private void enters(int v) {
            assertThat(in[v]).as("entered once").isFalse();
            assertThat(line.indexOf(v)).as("nobody passes anybody").isZero();
            line.remove(0);
            in[v] = true;
        }

        private long weight(int v) {
            return shrunk[v] ? 1 : weights.get(v);
        }

        private void holds() {
            long taken = LongStream.range(0, passes.length)
                    .filter(v -> in[(int) v])
                    .map(v -> weight((int) v))
                    .sum();
            assertThat(taken).isEqualTo(gate.taken()).isLessThanOrEqualTo(ROOM);
            assertThat(gate.waiting()).isEqualTo(line.size());
            if (!line.isEmpty()) {
                assertThat(weight(line.get(0))).as("nobody waits for nothing").isGreaterThan(ROOM - taken);
            }
        }

        /** Everything that decides what can happen next. */
        String state() {
            StringBuilder state = new StringBuilder(line.toString());
            for (int v = 0; v < passes.length; v++) {
                state.append(passes[v] == null ? '-' : in[v] ? heard[v] ? shrunk[v] ? 's' : 'h' : 'i' : 'w');
            }
            return state.toString();
        }

        /** If nobody comes any more and who is in leaves, all that wait have their turn. */
        void drains() {
            for (int turn = 0; turn <= passes.length; turn++) {
                for (int v = 0; v < passes.length; v++) {
                    if (in[v]) {
                        play(new Move(v, Step.LEAVE));
                    }
                }
            }
            assertThat(line).as("all had their turn").isEmpty();
            assertThat(gate.taken()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("visitors")
    void inNoStateAndByNoStepIsThereAClashALostTurnOrAnOvertaking(List<Long> weights) {
        Set<String> seen = new HashSet<>();
        Deque<List<Move>> open = new ArrayDeque<>();
        open.add(List.of());
        seen.add(new World(weights).state());
        while (!open.isEmpty()) {
            List<Move> path = open.remove();
            new World(weights, path).drains();
            for (Move move : new World(weights, path).moves()) {
                World next = new World(weights, path);
                next.play(move);
                if (seen.add(next.state())) {
                    List<Move> longer = new ArrayList<>(path);
                    longer.add(move);
                    open.add(longer);
                }
            }
        }

        assertThat(seen).hasSizeGreaterThan(100);
    }
}

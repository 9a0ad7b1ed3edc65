package thiscord.hub.processing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import thiscord.hub.processing.Processor.Said;
import thiscord.processing.json.PipeAnswer;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.Utf8;

/**
 * The messages of one room that are on their way through its processors, oldest first. They are given to each processor in
 * the order in which they were said, many at once, and leave in that order, each within its chain's time, which
 * counts from when the first processor is given the message, so that it is the processors' own. Lives on the room's
 * loop; the answers of processors are posted there.
 */
public final class Passage {
    /** So many are on their way at the most. */
    public static final int MOST = 512;

    private static final int MOST_REFUSAL_CHARS = 300;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** The room's loop, as far as it is needed here. */
    public interface Timer {
        /** Runs a task on the loop after so many milliseconds; never at once. Any thread. */
        void after(long millis, Runnable task);
    }

    /** A message on its way, or, with an empty chain, a task that waits for those before it. */
    private static final class Waiting {
        final Chain chain;
        final String room;
        final String from;
        final long enteredNanos;
        final Consumer<Outcome> left;
        final List<Outcome.Reply> replies = new ArrayList<>(0);
        String text;
        /** The processor that has it, or gets it next. */
        int stage;

        /** When it was given to its first processor, by the clock of the passage. Set by the thread that gives it. */
        volatile long givenNanos;

        volatile boolean wasGiven;

        @Nullable
        CompletableFuture<PipeAnswer> asked;

        @Nullable
        Refusal refusal;

        Waiting(Chain chain, String room, String from, String text, long enteredNanos, Consumer<Outcome> left) {
            this.chain = chain;
            this.room = room;
            this.from = from;
            this.text = text;
            this.enteredNanos = enteredNanos;
            this.left = left;
        }

        boolean done() {
            return refusal != null || stage >= chain.processors().size();
        }

        Processor processor() {
            return chain.processors().get(stage);
        }

        /** Its time counts from when it was given away, for which it may wait as long again at the most. */
        long endNanos() {
            long within = chain.within().toNanos();
            long latest = enteredNanos + 2 * within;
            return wasGiven && givenNanos + within - latest < 0 ? givenNanos + within : latest;
        }

        boolean late(long now) {
            return !done() && endNanos() - now <= 0 && !processor().starting();
        }

        void given(long now) {
            if (!wasGiven) {
                givenNanos = now;
                wasGiven = true;
            }
        }

        /** How many processors have it, or had it. */
        int given() {
            return asked == null ? stage : stage + 1;
        }

        void passOver() {
            stage = chain.processors().size();
        }
    }

    private final Timer timer;
    private final LongSupplier nanos;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private int messages;
    private boolean letting;
    private boolean armed;
    private long armedFor;

    /** @param nanos the time, as {@link System#nanoTime} tells it */
    public Passage(Timer timer, LongSupplier nanos) {
        this.timer = timer;
        this.nanos = nanos;
    }

    /** True if nothing is on its way, but for what leaves at this moment. */
    public boolean isEmpty() {
        return queue.isEmpty();
    }

    /**
     * Sends a message on its way, unless there are too many: false.
     *
     * @param left is told what became of it, once, on the loop, after all that came before
     */
    public boolean enter(Chain chain, String room, String from, String text, Consumer<Outcome> left) {
        if (messages >= MOST) {
            return false;
        }
        messages++;
        Waiting one = new Waiting(chain, room, from, text, nanos.getAsLong(), outcome -> {
            messages--;
            left.accept(outcome);
        });
        queue.add(one);
        giveAndLetOut();
        if (!one.done()) {
            arm(one);
        }
        return true;
    }

    /** Runs a task when all that came before has left. */
    public void behind(Runnable task) {
        queue.add(new Waiting(Chain.NONE, "", "", "", 0, outcome -> task.run()));
        letOut();
    }

    private void giveAndLetOut() {
        give();
        letOut();
    }

    /** Gives each message to the next processor, if all of the same chain before it were given to that. */
    private void give() {
        Chain chain = Chain.NONE;
        int given = 0;
        for (Waiting one : queue) {
            if (!one.done()) {
                given = one.chain == chain ? given : Integer.MAX_VALUE;
                chain = one.chain;
                if (one.asked == null && given > one.stage) {
                    ask(one);
                }
                given = Math.min(given, one.given());
            }
        }
    }

    private void ask(Waiting one) {
        int stage = one.stage;
        CompletableFuture<PipeAnswer> asked =
                one.processor().process(new Said(one.room, one.from, one.text), () -> one.given(nanos.getAsLong()));
        one.asked = asked;
        asked.whenComplete((answer, failure) -> timer.after(0, () -> {
            if (one.asked == asked && one.stage == stage && !one.done()) {
                one.asked = null;
                answered(one, answer, failure);
                giveAndLetOut();
            }
        }));
    }

    private static void answered(Waiting one, @Nullable PipeAnswer answer, @Nullable Throwable failure) {
        if (answer == null) {
            failed(one, String.valueOf(failure == null ? null : failure.getMessage()));
        } else if (answer.refused() != null) {
            String why = Utf8.shortened(answer.refused(), MOST_REFUSAL_CHARS);
            one.refusal = new Refusal(
                    Reason.NOT_ALLOWED, "The processor '" + one.processor().name() + "' refused that: " + why);
        } else if (unfit(answer.text(), one.chain) || unfit(answer.reply(), one.chain)) {
            failed(one, "its answer is empty, too long or half a character");
        } else {
            one.text = answer.text() == null ? one.text : answer.text();
            if (answer.reply() != null) {
                one.replies.add(new Outcome.Reply("~" + one.processor().name(), answer.reply()));
            }
            one.stage++;
        }
    }

    private static boolean unfit(@Nullable String text, Chain chain) {
        return text != null && (text.isBlank() || text.length() > chain.mostChars() || Utf8.hasHalfPair(text));
    }

    /** Open: goes on without that processor. */
    private static void failed(Waiting one, String why) {
        one.processor().missed(why);
        if (one.chain.open()) {
            one.stage++;
        } else {
            one.refusal = unavailable(one, why);
        }
    }

    private static Refusal unavailable(Waiting one, String why) {
        return new Refusal(
                Reason.PROCESSOR_UNAVAILABLE,
                "That was not said, for the processor '" + one.processor().name() + "' of this room failed (" + why
                        + "); try again in a moment.");
    }

    private void arm(Waiting one) {
        arm(look(one, nanos.getAsLong()));
    }

    /** When the time of a message may be over; soon, if that depends on what another thread does. */
    private static long look(Waiting one, long now) {
        long at = one.wasGiven
                ? one.endNanos()
                : one.enteredNanos + one.chain.within().toNanos();
        return at - now > 0 ? at : now + LOOK_NANOS;
    }

    /** The loop ends no timer: one that comes too early is set again. */
    private void arm(long at) {
        if (!armed || at - armedFor < 0) {
            armed = true;
            armedFor = at;
            long millis = TimeUnit.NANOSECONDS.toMillis(Math.max(0, at - nanos.getAsLong())) + 1;
            timer.after(millis, this::expire);
        }
    }

    /** The time of some is over: open, what the processors made of them so far is said. */
    private void expire() {
        armed = false;
        long now = nanos.getAsLong();
        for (Waiting one : queue) {
            if (one.late(now)) {
                CompletableFuture<PipeAnswer> late = one.asked;
                one.asked = null;
                String why = "no answer in " + one.chain.within().toMillis() + " ms";
                one.processor().missed(why);
                if (one.chain.open()) {
                    one.passOver();
                } else {
                    one.refusal = unavailable(one, why);
                }
                if (late != null) {
                    late.cancel(false);
                }
            }
        }
        giveAndLetOut();
        queue.stream()
                .filter(one -> !one.done())
                .mapToLong(one -> look(one, now))
                .min()
                .ifPresent(this::arm);
    }

    /** Whoever is let out may bring something new in. */
    private void letOut() {
        if (letting) {
            return;
        }
        letting = true;
        try {
            while (!queue.isEmpty() && queue.peek().done()) {
                Waiting one = queue.remove();
                one.left.accept(new Outcome(one.text, one.refusal, one.refusal == null ? one.replies : List.of()));
            }
        } finally {
            letting = false;
        }
    }
}

package thiscord.hub.session;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.hub.log.DirectKey;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/**
 * Which direct messages this hub has taken by their sender, recipient, id and text, so that what is sent again is given
 * once, whether it was given or waits. Remembers for {@link #MILLIS}; of more than {@link #MOST} the newest. A hub that keeps mail
 * remembers also what was taken before its start.
 * Thread-safe; its lock is held for a few instructions.
 */
public final class DirectOnce {
    static final long MILLIS = 10 * 60_000;
    static final int MOST = 20_000;

    /** What became of one: the receipt, or why there is none. */
    record Outcome(Event.Direct said, @Nullable Refusal refusal) {}

    /** @param outcome null of one that was taken before the start */
    private record Taken(
            DirectKey key, long at, boolean waits, @Nullable CompletableFuture<Outcome> outcome) {}

    private final Map<DirectKey, Taken> taken = new HashMap<>();
    private final ArrayDeque<Taken> order = new ArrayDeque<>();

    /** One that remembers nothing yet. */
    public DirectOnce() {
        this(List.of());
    }

    /** @param before what was taken before the start, oldest first */
    public DirectOnce(List<DirectKey.Taken> before) {
        for (DirectKey.Taken one : before) {
            Taken known = new Taken(one.key(), one.at(), one.waits(), null);
            if (taken.putIfAbsent(one.key(), known) == null) {
                order.addLast(known);
            }
        }
    }

    /**
     * The outcome of a message: of the same one that was taken before, else of this, which {@code give} then begins to
     * give. What was refused is forgotten. The stage completes on any thread, and normally if what {@code give} gave does.
     */
    CompletionStage<Outcome> once(Event.Direct said, Supplier<CompletionStage<Outcome>> give) {
        if (said.id() == null) {
            return give.get();
        }
        DirectKey key = DirectKey.of(said);
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Taken mine = new Taken(key, said.at(), false, outcome);
        synchronized (this) {
            forgetOld(said.at());
            Taken before = taken.putIfAbsent(key, mine);
            if (before != null) {
                return outcome(before, said);
            }
            order.addLast(mine);
            forgetOld(said.at());
        }
        give.get().thenAccept(now -> {
            if (now.refusal() != null) {
                refused(mine);
            }
            outcome.complete(now);
        });
        return outcome;
    }

    private static CompletionStage<Outcome> outcome(Taken before, Event.Direct again) {
        CompletableFuture<Outcome> known = before.outcome();
        Event.Direct receipt = before.waits() ? again.waiting() : again;
        return known == null ? CompletableFuture.completedFuture(new Outcome(receipt, null)) : known;
    }

    /** Its place in the order is kept until its time is over. */
    private synchronized void refused(Taken one) {
        taken.remove(one.key(), one);
    }

    private void forgetOld(long now) {
        while (!order.isEmpty() && (order.size() > MOST || order.getFirst().at() < now - MILLIS)) {
            Taken oldest = order.removeFirst();
            taken.remove(oldest.key(), oldest);
        }
    }
}

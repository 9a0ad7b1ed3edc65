package thiscord.hub.session;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;

/**
 * Which direct messages this hub has taken by their sender, recipient, id and text, so that what is sent again is given
 * once, whether it was given or waits. Remembers for {@link #MILLIS}; of more than {@link #MOST}, or than
 * {@link #MOST_CHARS} of text, the newest. A text is remembered whole: two under one id are two messages. In memory only.
 * Thread-safe; its lock is held for a few instructions.
 */
public final class DirectOnce {
    static final long MILLIS = 10 * 60_000;
    static final int MOST = 20_000;
    static final long MOST_CHARS = 4 << 20;

    /** What became of one: the receipt, or why there is none. */
    record Outcome(Event.Direct said, @Nullable Refusal refusal) {}

    private record Key(String from, String to, String id, String text) {
        int chars() {
            return from.length() + to.length() + id.length() + text.length();
        }
    }

    private record Taken(Key key, long at, CompletableFuture<Outcome> outcome) {}

    private final Map<Key, Taken> taken = new HashMap<>();
    private final ArrayDeque<Taken> order = new ArrayDeque<>();
    private long chars;

    /**
     * The outcome of a message: of the same one that was taken before, else of this, which {@code give} then begins to
     * give. What was refused is forgotten. The stage completes on any thread, and normally if what {@code give} gave does.
     */
    CompletionStage<Outcome> once(Event.Direct said, Supplier<CompletionStage<Outcome>> give) {
        if (said.id() == null) {
            return give.get();
        }
        Key key = new Key(Names.key(said.from()), Names.key(said.to()), said.id(), said.text());
        Taken mine = new Taken(key, said.at(), new CompletableFuture<>());
        synchronized (this) {
            forgetOld(said.at());
            Taken before = taken.putIfAbsent(key, mine);
            if (before != null) {
                return before.outcome();
            }
            order.addLast(mine);
            chars += key.chars();
            forgetOld(said.at());
        }
        give.get().thenAccept(outcome -> {
            if (outcome.refusal() != null) {
                refused(mine);
            }
            mine.outcome().complete(outcome);
        });
        return mine.outcome();
    }

    /** Its place in the order is kept until its time is over. */
    private synchronized void refused(Taken one) {
        taken.remove(one.key(), one);
    }

    private void forgetOld(long now) {
        while (!order.isEmpty()
                && (order.size() > MOST
                        || chars > MOST_CHARS
                        || order.getFirst().at() < now - MILLIS)) {
            Taken oldest = order.removeFirst();
            chars -= oldest.key().chars();
            taken.remove(oldest.key(), oldest);
        }
    }
}

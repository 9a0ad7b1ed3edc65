package thiscord.hub.room;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import thiscord.hub.engine.Room;
import thiscord.hub.fanout.Loop;
import thiscord.hub.processing.Chain;
import thiscord.hub.processing.Chains;

/**
 * Which processors a room has, and what people in it are told of them. Lives on the room's loop; {@link #isSo} is for any
 * thread.
 */
final class Processed {
    private final String room;
    private final Chains chains;
    private final Speech speech;
    private final Loop loop;
    private @Nullable Chain chain;
    private volatile boolean so;

    Processed(String room, Chains chains, Speech speech, Loop loop) {
        this.room = room;
        this.chains = chains;
        this.speech = speech;
        this.loop = loop;
        pass(chains.of(room));
    }

    private void pass(@Nullable Chain now) {
        chain = now;
        so = now != null;
        speech.pass(now, this::after);
    }

    private void after(long millis, Runnable task) {
        if (millis == 0) {
            loop.postLater(task);
        } else {
            loop.postAfter(millis, task);
        }
    }

    /** Looks which it has now, and tells everybody if they are others. */
    void anew(Room everybody) {
        Chain now = chains.of(room);
        if (!Objects.equals(now, chain)) {
            String before = told();
            pass(now);
            String told = told();
            if (!Objects.equals(before, told)) {
                everybody.notice(told == null ? Chain.NONE.inWords() : told, "");
            }
        }
    }

    /** What who joins is told of them; null if there are none. */
    @Nullable
    String told() {
        return chain == null ? null : chain.inWords();
    }

    /** True if it has some; of now, or of a moment ago. */
    boolean isSo() {
        return so;
    }
}

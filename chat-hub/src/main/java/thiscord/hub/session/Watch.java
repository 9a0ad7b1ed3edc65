package thiscord.hub.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The deadlines of one loop's connections, looked at together a few times a second: one timer for all, and no work for
 * a connection that has no deadline before it. Lives on its loop. Its clock counts ticks.
 */
final class Watch {
    /** A tick. Deadlines are kept to one. */
    static final Duration TICK = Duration.ofMillis(250);

    private final List<Watched> watched = new ArrayList<>();
    private int now = 1;

    /** Something that has a deadline. */
    interface Watched {
        /** Does what is due; false if it has no deadline any more, and is to be forgotten. */
        boolean look(int now);
    }

    /** How many ticks a time is, rounded up; 0 for none. */
    static int ticks(Duration time) {
        return (int) ((time.toMillis() + TICK.toMillis() - 1) / TICK.toMillis());
    }

    /** Ticks since the start, and never 0. */
    int now() {
        return now;
    }

    /** Adds something that is not here yet. */
    void add(Watched one) {
        watched.add(one);
    }

    /** A tick has gone by. */
    void tick() {
        now++;
        for (int i = watched.size() - 1; i >= 0; i--) {
            if (!watched.get(i).look(now)) {
                Watched last = watched.remove(watched.size() - 1);
                if (i < watched.size()) {
                    watched.set(i, last);
                }
            }
        }
    }

    int size() {
        return watched.size();
    }
}

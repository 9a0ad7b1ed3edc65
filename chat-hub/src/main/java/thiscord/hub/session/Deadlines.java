package thiscord.hub.session;

import org.jspecify.annotations.Nullable;

/**
 * When patience with a silent or half-spoken peer ends. All in ticks of {@link Watch}; 0 is never.
 *
 * @param hello from the connection to its first byte, in JSON to hello
 * @param line from the first byte of a line to its end
 * @param idle from the last byte that came
 */
record Deadlines(int hello, int line, int idle) {
    Deadlines(Fairness f) {
        this(Watch.ticks(f.helloDeadline()), Watch.ticks(f.lineDeadline()), Watch.ticks(f.idleLimit()));
    }

    /**
     * Why a peer is to be ended now, or null.
     *
     * @param openedAt when it connected
     * @param greeted true once it has said what was waited for
     * @param lineSince when the line began that is not ended, 0 if there is none
     * @param heardAt when something came last
     */
    @Nullable
    CloseReason passed(int now, int openedAt, boolean greeted, int lineSince, int heardAt) {
        if (hello > 0 && !greeted && now - openedAt > hello) {
            return CloseReason.NO_HELLO;
        }
        if (line > 0 && lineSince != 0 && now - lineSince > line) {
            return CloseReason.LINE_NEVER_ENDED;
        }
        return idle > 0 && now - heardAt > idle ? CloseReason.IDLE : null;
    }

    /** True if one of them may pass without anything coming. */
    boolean pending(boolean greeted, int lineSince) {
        return (hello > 0 && !greeted) || (line > 0 && lineSince != 0) || idle > 0;
    }
}

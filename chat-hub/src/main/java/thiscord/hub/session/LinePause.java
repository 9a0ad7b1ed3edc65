package thiscord.hub.session;

import java.time.Duration;
import thiscord.hub.fanout.Loop;

/** Takes a text peer's line as ended when the peer pauses in it. Lives on its connection's loop. */
final class LinePause {
    private final Connection connection;
    private final Loop loop;
    private final Duration after;
    private boolean armed;
    private long reads;

    LinePause(Connection connection, Loop loop, Duration after) {
        this.connection = connection;
        this.loop = loop;
        this.after = after;
    }

    /** Something came: no pause until now. */
    void read() {
        reads++;
    }

    /** Waits for a pause, if a line is begun. */
    void arm() {
        if (armed || connection.ending() || !connection.partial()) {
            return;
        }
        armed = true;
        long seen = reads;
        loop.postAfter(
                after.toMillis(),
                () -> connection.guard(() -> {
                    armed = false;
                    if (seen != reads || !connection.takeUnended()) {
                        arm();
                    }
                }));
    }
}

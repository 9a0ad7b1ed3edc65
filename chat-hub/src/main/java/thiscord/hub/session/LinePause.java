package thiscord.hub.session;

import java.time.Duration;

/** Takes a text peer's line as ended when the peer pauses in it. Lives on its connection's loop. */
final class LinePause {
    private final Connection connection;
    private final Intake intake;
    private final Duration after;
    private boolean armed;
    private long reads;

    LinePause(Connection connection, Intake intake, Duration after) {
        this.connection = connection;
        this.intake = intake;
        this.after = after;
    }

    /** Something came: no pause until now. */
    void read() {
        reads++;
    }

    /** Waits for a pause, if a line is begun. */
    void arm() {
        if (armed || connection.ending() || !intake.partial()) {
            return;
        }
        armed = true;
        long seen = reads;
        connection
                .loop()
                .postAfter(
                        after.toMillis(),
                        () -> connection.guard(() -> {
                            armed = false;
                            if (seen != reads || !intake.takeUnended()) {
                                arm();
                            }
                        }));
    }
}

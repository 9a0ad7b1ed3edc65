package thiscord.hub.session;

import java.time.Duration;

/**
 * Takes a text peer's line as ended when the peer pauses in it: in every line if the hub is set so, else only for a peer
 * that never sent a line feed and is in no room, such as a program that sends its message without one and waits for the
 * answer. Lives on its connection's loop.
 *
 * <p>A message that comes in one piece waits for {@link #MESSAGE}. What looks typed or cut waits for {@link #TYPED}: single
 * bytes, a second piece, and commands, of which half would do something else.
 */
final class LinePause {
    /** After the only piece of a message. */
    static final Duration MESSAGE = Duration.ofMillis(150);
    /** After a piece that another may follow. */
    static final Duration TYPED = Duration.ofSeconds(1);

    private final Connection connection;
    private final Intake intake;
    private final Duration always;
    private boolean armed;
    private boolean lineFeed;
    private boolean command;
    private boolean whole;
    private long reads;

    /** @param always the pause that ends any line; zero if only the rule for peers without line feeds holds */
    LinePause(Connection connection, Intake intake, Duration always) {
        this.connection = connection;
        this.intake = intake;
        this.always = always;
    }

    /** That came: no pause until now. To be called before it is framed. */
    void read(byte[] bytes, int length) {
        reads++;
        boolean begins = !intake.partial();
        command = begins ? bytes[0] == '/' : command;
        whole = begins && length > 1;
        for (int i = 0; i < length && !lineFeed; i++) {
            lineFeed = bytes[i] == '\n';
        }
    }

    private boolean holds() {
        return !always.isZero() || (!lineFeed && intake.inNoRoom());
    }

    private Duration length() {
        if (!always.isZero()) {
            return always;
        }
        return whole && !command ? MESSAGE : TYPED;
    }

    /** Waits for a pause, if a line is begun. */
    void arm() {
        if (armed || connection.ending() || !intake.partial() || !holds()) {
            return;
        }
        armed = true;
        long seen = reads;
        connection
                .loop()
                .postAfter(
                        length().toMillis(),
                        () -> connection.guard(() -> {
                            armed = false;
                            if (seen != reads || !holds() || !intake.takeUnended()) {
                                arm();
                            }
                        }));
    }
}

package thiscord.client;

/** Tells a living connection from a dead one: asks after 20 s of silence, gives up after 45 s. Milliseconds throughout. */
final class Pulse {
    /** Silence after which a ping is sent. */
    static final long PING_AFTER = 20_000;
    /** Silence after which the connection is given up. */
    static final long DEAD_AFTER = 45_000;
    /** How long the hub may take for its welcome. */
    static final long GREETING = 10_000;

    /** What to do. */
    enum Beat {
        NOTHING,
        PING,
        GIVE_UP
    }

    private long heardAt;
    private long begunAt;
    private boolean pinged;

    void begin(long now) {
        begunAt = now;
        heard(now);
    }

    /** What the hub said waits to be read: its silence is ours. */
    void paused(long now) {
        begin(now);
    }

    void heard(long now) {
        heardAt = now;
        pinged = false;
    }

    Beat at(long now, boolean welcomed) {
        if (welcomed ? now - heardAt >= DEAD_AFTER : now - begunAt >= GREETING) {
            return Beat.GIVE_UP;
        }
        if (welcomed && !pinged && now - heardAt >= PING_AFTER) {
            pinged = true;
            return Beat.PING;
        }
        return Beat.NOTHING;
    }
}

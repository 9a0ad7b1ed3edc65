package thiscord.rooms;

import java.rmi.Remote;
import java.rmi.server.Unreferenced;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Refused;
import thiscord.rmi.RequestSockets;

/** What sessions of people and of hubs have in common: who, since when idle, and one end. Thread-safe. */
abstract sealed class ServedSession implements Remote, Unreferenced permits ServedPerson, ServedPeople, ServedHub {
    final Directory directory;
    final String nick;
    final long number;
    private final Sessions sessions;
    private final String who;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile long usedAt = System.nanoTime();

    ServedSession(Sessions sessions, Directory directory, long number, String who, String nick) {
        this.sessions = sessions;
        this.directory = directory;
        this.number = number;
        this.nick = nick;
        this.who = "session " + number + " " + who;
    }

    /** What it frees when it ends; called once. */
    abstract void released();

    abstract Duration idleLimit(RoomLimits limits);

    /** True for hubs and administrators, whose connections have places that are kept for them. */
    boolean isProven() {
        return !(this instanceof ServedPerson);
    }

    /** Every remote method runs in here. */
    <T> T call(Guard.Call<T> body) throws Refused {
        return Guard.call(who, () -> {
            if (over.get()) {
                throw over();
            }
            used();
            if (isProven()) {
                RequestSockets.callerProven();
            }
            try {
                return body.run();
            } finally {
                usedAt = System.nanoTime();
            }
        });
    }

    static Refused over() {
        return new Refused(Reason.SESSION_ENDED, "This session has ended; log in again.");
    }

    /** A call has come in, which is a sign of life. */
    void used() {
        usedAt = System.nanoTime();
    }

    boolean idle(RoomLimits limits) {
        return System.nanoTime() - usedAt > idleLimit(limits).toNanos();
    }

    /** For how long nobody has used it. */
    Duration unused() {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - usedAt));
    }

    /** True for the first who ends it. */
    boolean end() {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            released();
        }
        return first;
    }

    String who() {
        return who;
    }

    void logoutNow() {
        sessions.end(this, "logged out");
    }

    @Override
    public void unreferenced() {
        sessions.unreferenced(this);
    }
}

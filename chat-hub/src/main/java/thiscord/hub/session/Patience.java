package thiscord.hub.session;

/**
 * One connection's deadlines: what it knows of when its peer spoke, and what happens when one passes. Stands in its
 * loop's {@link Watch} only while there is a deadline. Lives on its loop.
 */
final class Patience implements Watch.Watched {
    private final Connection connection;
    private final Watch watch;
    private final Deadlines deadlines;
    private final int openedAt;
    private boolean watched;
    private int heardAt;
    private int lineSince;
    private int closeBy;

    Patience(Connection connection, Watch watch, Deadlines deadlines) {
        this.connection = connection;
        this.watch = watch;
        this.deadlines = deadlines;
        this.openedAt = watch.now();
        this.heardAt = openedAt;
    }

    /** The connection may have a deadline from now on. */
    void begin() {
        if (!watched) {
            watched = true;
            watch.add(this);
        }
    }

    /** Something came. */
    void heard() {
        heardAt = watch.now();
    }

    /** Lines were carried out. {@code unfinished} if another has begun, {@code anew} if it is not the one of before. */
    void lines(boolean unfinished, boolean anew) {
        if (!unfinished) {
            lineSince = 0;
        } else if (anew || lineSince == 0) {
            lineSince = watch.now();
            begin();
        }
    }

    /** The connection is to be closed that many ticks from now, if it is not before. */
    void closeIn(int ticks) {
        closeBy = watch.now() + ticks;
        begin();
    }

    @Override
    public boolean look(int now) {
        watched = !connection.isGone() && stays(now);
        return watched;
    }

    private boolean stays(int now) {
        if (connection.ending()) {
            if (now - closeBy >= 0) {
                connection.close();
            }
            return true;
        }
        if (connection.unread()) {
            heardAt = now;
            lineSince = lineSince == 0 ? 0 : now;
        }
        if (!connection.inLine()) {
            lineSince = 0;
        }
        boolean greeted = connection.greeted();
        CloseReason passed = deadlines.passed(now, openedAt, greeted, lineSince, heardAt);
        if (passed == null) {
            return deadlines.pending(greeted, lineSince);
        }
        connection.expire(passed);
        return true;
    }
}

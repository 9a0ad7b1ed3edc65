package thiscord.hub.session;

import org.jspecify.annotations.Nullable;
import thiscord.hub.fanout.Loop;

/** Keeps one connection from being read while it is over its pace. Lives on its loop. */
final class Throttle {
    private final Connection connection;
    private final Loop loop;
    private final @Nullable Pace pace;
    private final int lineBytes;
    private boolean slowed;

    /** @param pace null for a peer that may send as it likes */
    Throttle(Connection connection, Loop loop, @Nullable Pace pace, int lineBytes) {
        this.connection = connection;
        this.loop = loop;
        this.pace = pace;
        this.lineBytes = lineBytes;
    }

    /** True while no line is to be carried out and nothing read. */
    boolean slowed() {
        return slowed;
    }

    /** The time for {@link #line}, asked once for many lines. */
    long now() {
        return pace == null ? 0 : System.nanoTime();
    }

    /** A line was carried out. */
    void line(long now) {
        if (pace != null) {
            spend(pace, 1, now);
        }
    }

    /** Something cost as much as so many lines. */
    void charge(int lines) {
        if (pace != null) {
            spend(pace, lines, System.nanoTime());
        }
    }

    /** Bytes were read: they cost too, else a line without an end would cost nothing. */
    void bytes(int length) {
        if (pace != null && length >= lineBytes) {
            spend(pace, length / lineBytes, System.nanoTime());
        }
    }

    private void spend(Pace of, int lines, long now) {
        long nanos = of.spend(lines, now);
        if (nanos == 0 || slowed || connection.ending()) {
            return;
        }
        if (of.lost(now)) {
            connection.tooFast();
            return;
        }
        slowed = true;
        connection.reading();
        loop.postAfter(nanos / 1_000_000 + 1, () -> {
            slowed = false;
            connection.guard(connection::goOn);
        });
    }
}

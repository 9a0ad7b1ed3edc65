package thiscord.protocol.directory;

import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a thread that is inside a remote call may take, and whose call it is. RMI reads and writes on the calling thread, so
 * a thread-local reaches the sockets and the stubs that the call brings in. One inside another ends with it at the latest. Not
 * shared between threads.
 */
final class CallDeadline {
    private static final ThreadLocal<@Nullable CallDeadline> CURRENT = new ThreadLocal<>();

    private final @Nullable CallDeadline outer = CURRENT.get();
    private final DirectorySockets sockets;
    private final long endNanos;

    private CallDeadline(DirectorySockets sockets, long millis) {
        this.sockets = sockets;
        long end = System.nanoTime() + millis * 1_000_000;
        this.endNanos = outer != null && outer.endNanos - end < 0 ? outer.endNanos : end;
    }

    /** Begins a call of this thread; to be ended by {@link #end}. */
    static CallDeadline begin(DirectorySockets sockets, long millis) {
        CallDeadline call = new CallDeadline(sockets, millis);
        CURRENT.set(call);
        return call;
    }

    /** The sockets of the call that this thread is in, or null outside of calls. */
    static @Nullable DirectorySockets sockets() {
        CallDeadline call = CURRENT.get();
        return call == null ? null : call.sockets;
    }

    /**
     * Milliseconds that are left for the current call, at least 1; {@code otherwise} outside of calls.
     *
     * @throws SocketTimeoutException if none is left
     */
    static int left(int otherwise) throws SocketTimeoutException {
        CallDeadline call = CURRENT.get();
        if (call == null) {
            return otherwise;
        }
        long millis = (call.endNanos - System.nanoTime() + 999_999) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /** Ends the call. */
    void end() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}

package thiscord.processing.lines;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import thiscord.tls.ServerTls;

/**
 * The limits of a server of lines.
 *
 * @param name of its threads and in its log
 * @param port of 127.0.0.1; 0 takes any free one
 * @param clients the most connections at once; each has a thread
 * @param flushAfter after what pause a line without an end counts as whole; 0 never
 * @param idle how long a connection may send no whole line
 * @param patience how long a handshake may take, and a client to take an answer
 * @param tls null to speak none, else nothing else is taken; closed by who opened it
 */
public record LineSettings(
        String name,
        int port,
        int clients,
        Duration flushAfter,
        Duration idle,
        Duration patience,
        @Nullable ServerTls tls) {
    /** Longest line, without its end. */
    public static final int MOST_BYTES = 4096;

    private static final Duration MOST = Duration.ofDays(7);

    public LineSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port is 0 to 65535, not " + port);
        }
        if (clients < 1 || clients > 1000) {
            throw new IllegalArgumentException("--clients is 1 to 1000, not " + clients);
        }
        if (flushAfter.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("--flush-after is at most 7d");
        }
        if (idle.isZero() || idle.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("--idle is 1ms to 7d");
        }
    }
}

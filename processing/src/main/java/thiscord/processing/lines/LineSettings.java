package thiscord.processing.lines;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.tls.ServerTls;

/**
 * The limits of a server of lines.
 *
 * @param name of its threads and in its log
 * @param address where it listens; port 0 takes any free one
 * @param clients the most connections at once; each has a thread
 * @param flushAfter after what pause a line without an end counts as whole; 0 never; null for a short pause as long as the
 *     client has never sent a line feed
 * @param idle how long a connection may send no whole line
 * @param patience how long a handshake may take, and a client to take an answer
 * @param tls null to speak none, else nothing else is taken; closed by who opened it
 * @param requests what is reported of clients
 */
public record LineSettings(
        String name,
        Address address,
        int clients,
        @Nullable Duration flushAfter,
        Duration idle,
        Duration patience,
        @Nullable ServerTls tls,
        RequestLog requests) {
    /** Longest line, without its end. */
    public static final int MOST_BYTES = 4096;

    private static final Duration MOST = Duration.ofDays(7);

    public LineSettings {
        if (clients < 1 || clients > 1000) {
            throw new IllegalArgumentException("--clients is 1 to 1000, not " + clients);
        }
        if (flushAfter != null && flushAfter.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("--flush-after is at most 7d");
        }
        if (idle.isZero() || idle.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("--idle is 1ms to 7d");
        }
    }

    /** On 127.0.0.1, without a report of requests. */
    public LineSettings(
            String name,
            int port,
            int clients,
            @Nullable Duration flushAfter,
            Duration idle,
            Duration patience,
            @Nullable ServerTls tls) {
        this(name, Address.loopback(port), clients, flushAfter, idle, patience, tls, RequestLog.NONE);
    }

    /** The same over TLS. */
    public LineSettings with(ServerTls key) {
        return new LineSettings(name, address, clients, flushAfter, idle, patience, key, requests);
    }
}

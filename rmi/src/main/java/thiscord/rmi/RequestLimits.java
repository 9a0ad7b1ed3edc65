package thiscord.rmi;

import java.time.Duration;

/**
 * What a server over RMI allows its peers, whatever they ask.
 *
 * @param connections how many sockets are open at once, each with a thread; at least 4. Beyond it the longest idle is closed
 * @param requestBytes the most bytes of one request; at least 4096
 * @param requestTime from the first byte of a request to its last; at least 1 ms
 * @param idleConnection how long a socket may be open without a request; more than the 15 s for which clients keep one
 */
public record RequestLimits(int connections, int requestBytes, Duration requestTime, Duration idleConnection) {
    public RequestLimits {
        require(connections >= 4, "connections is at least 4");
        require(requestBytes >= 4096, "requestBytes is at least 4096");
        require(positive(requestTime), "requestTime is at least 1 ms");
        require(positive(idleConnection), "idleConnection is at least 1 ms");
    }

    private static boolean positive(Duration time) {
        return time.toMillis() >= 1 && time.toMillis() < Integer.MAX_VALUE;
    }

    private static void require(boolean held, String rule) {
        if (!held) {
            throw new IllegalArgumentException(rule);
        }
    }
}

package thiscord.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are killed and started again where they were. Everything else takes port 0, but such a port is
 * one that the system also gives to outgoing connections, so that somebody may have it when the server comes back.
 */
public final class QuietPort {
    /** Below what Linux, macOS and Windows give out by themselves. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int TRIES = 100;

    private QuietPort() {}

    /** A port that nobody listens on at this moment. */
    public static int any() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new AssertionError("no free port from " + LOWEST + " to " + HIGHEST);
    }
}

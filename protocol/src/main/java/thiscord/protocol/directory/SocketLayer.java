package thiscord.protocol.directory;

import java.io.IOException;
import java.net.Socket;

/** Makes a connection to a room service private: TLS, for example. Thread-safe. */
@FunctionalInterface
public interface SocketLayer {
    /**
     * What to read and write in the place of a socket that is connected. Blocks no longer than the reads of that do.
     *
     * @throws IOException if there is nobody at the other end to trust
     */
    Socket over(Socket connected) throws IOException;
}

package thiscord.protocol.directory;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMISocketFactory;

/**
 * What RMI uses when an object names no sockets of its own: none. A reference of the older form is made by its class's name,
 * which no filter sees, and to be made is enough for the garbage collector to connect to whatever host it names.
 */
final class ClosedSockets extends RMISocketFactory {
    private ClosedSockets() {}

    /** Puts it in place for the whole JVM, unless somebody has put another there. */
    static synchronized void install() {
        if (getSocketFactory() == null) {
            try {
                setSocketFactory(new ClosedSockets());
            } catch (IOException e) {
                throw new IllegalStateException("set by somebody at this moment", e);
            }
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("a reference that leads to " + host + ":" + port + " is not followed");
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        throw new IOException("nothing listens with the sockets of RMI itself");
    }
}

package thiscord.protocol.directory;

import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.rmi.server.RMIClientSocketFactory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The client sockets of the room service and of processors. Every stub of them carries one; nothing of it crosses the wire, the reading side
 * puts its own in place: inside a call of {@link DirectoryClient} that client's, which connects to the host of its
 * configuration, and to its port if that is fixed, whatever host and port the stub names; elsewhere one that connects to loopback only. Immutable.
 */
public final class DirectorySockets implements RMIClientSocketFactory, Serializable {
    /** For exporting, and for a registry that passes stubs on. */
    public static final DirectorySockets LOOPBACK = new DirectorySockets(null, 0, false, null, 5000, 10_000);

    private static final long serialVersionUID = 1;

    private final transient @Nullable String host;
    private final transient int port;
    private final transient boolean fixedPort;
    private final transient @Nullable SocketLayer layer;
    private final transient int connectMillis;
    private final transient int responseMillis;

    /** @param fixedPort true if objects are at the registry's port alone, as wherever TLS is spoken with the registry */
    DirectorySockets(
            @Nullable String host,
            int port,
            boolean fixedPort,
            @Nullable SocketLayer layer,
            int connectMillis,
            int responseMillis) {
        this.host = host;
        this.port = port;
        this.fixedPort = fixedPort;
        this.layer = layer;
        this.connectMillis = connectMillis;
        this.responseMillis = responseMillis;
    }

    @Nullable
    String host() {
        return host;
    }

    int responseMillis() {
        return responseMillis;
    }

    /** Connects within the connect timeout; later reads end with the call or, outside of calls, the response timeout. */
    @Override
    public Socket createSocket(String named, int stubPort) throws IOException {
        InetAddress address = InetAddress.getByName(host == null ? named : host);
        if (host == null && !address.isLoopbackAddress()) {
            throw new IOException("a stub names a host beyond loopback: " + named);
        }
        Socket socket = new TimedSocket(responseMillis);
        try {
            socket.setTcpNoDelay(true);
            // Registry and objects share a port, but for registries of others, which speak no TLS.
            socket.connect(
                    new InetSocketAddress(address, fixedPort ? port : stubPort),
                    Math.min(connectMillis, CallDeadline.left(connectMillis)));
            return layer == null ? socket : layer.over(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Object readResolve() {
        DirectorySockets ours = CallDeadline.sockets();
        return ours == null ? LOOPBACK : ours;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DirectorySockets
                && Objects.equals(host, ((DirectorySockets) other).host)
                && port == ((DirectorySockets) other).port
                && fixedPort == ((DirectorySockets) other).fixedPort
                && Objects.equals(layer, ((DirectorySockets) other).layer)
                && connectMillis == ((DirectorySockets) other).connectMillis
                && responseMillis == ((DirectorySockets) other).responseMillis;
    }

    @Override
    public int hashCode() {
        return Objects.hash(host, port, fixedPort, layer, connectMillis, responseMillis);
    }

    @Override
    public String toString() {
        return "DirectorySockets(" + (host == null ? "loopback" : host) + ")";
    }
}

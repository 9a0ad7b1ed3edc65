package thiscord.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import thiscord.cli.Address;

/** Carries TCP connections to a door of the broker, until they are cut in the middle of whatever they carry. */
final class CuttableWire implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Address to;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    CuttableWire(Address to) throws IOException {
        this.to = to;
        start(this::accept);
    }

    Address address() {
        return Address.loopback(server.getLocalPort());
    }

    private static void start(Runnable run) {
        Thread thread = new Thread(run, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                open.add(near);
                Socket far = new Socket(to.host(), to.port());
                open.add(far);
                start(() -> carry(near, far));
                start(() -> carry(far, near));
            } catch (IOException closed) {
                cut();
            }
        }
    }

    private void carry(Socket from, Socket into) {
        byte[] buffer = new byte[8192];
        try (from;
                into;
                InputStream in = from.getInputStream();
                OutputStream out = into.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        } catch (IOException cut) {
            open.remove(from);
        }
        open.remove(into);
    }

    /** Cuts all connections; new ones are carried. */
    void cut() {
        for (Socket socket : open) {
            try {
                open.remove(socket);
                socket.close();
            } catch (IOException gone) {
                throw new IllegalStateException(gone);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}

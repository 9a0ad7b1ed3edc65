package thiscord.rooms.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens where gadgets lead, and counts who comes. */
final class Trap implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicInteger came = new AtomicInteger();
    private final Thread thread = new Thread(this::listen, "trap");

    Trap(String address) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName(address));
        thread.start();
    }

    private void listen() {
        try {
            while (true) {
                Socket one = server.accept();
                came.incrementAndGet();
                one.close();
            }
        } catch (SocketException closed) {
            // The test is over.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String address() {
        return server.getInetAddress().getHostAddress();
    }

    /** Where classes would be loaded from. */
    String codebase() {
        return "http://" + address() + ":" + port() + "/evil.jar";
    }

    /** How many have come; whoever connected before this call is counted. */
    int came() throws IOException {
        // One of our own behind all others, so that the count is of all that had come.
        try (Socket own = new Socket(server.getInetAddress(), port())) {
            own.setSoTimeout(20_000);
            own.getInputStream().read();
        } catch (SocketException reset) {
            // Closed by the trap, which has counted it.
        }
        return came.decrementAndGet();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

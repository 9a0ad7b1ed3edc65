package thiscord.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import thiscord.cli.Address;

/**
 * A hub that answers each line as a test says: the answer's lines, or none to end the connection. It takes any number of
 * connections, a thread each. Thread-safe.
 */
final class ScriptedHub implements AutoCloseable {
    private final ServerSocket listener;
    private final BiFunction<Integer, String, List<String>> script;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** @param script is given how many lines the connection sent before, and the line */
    ScriptedHub(BiFunction<Integer, String, List<String>> script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    Address address() {
        return Address.loopback(listener.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                thread(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            int before = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                List<String> answer = script.apply(before++, line);
                if (answer.isEmpty()) {
                    return;
                }
                socket.getOutputStream().write((String.join("\n", answer) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException gone) {
            // The load has ended its side.
        }
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "scripted-hub");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

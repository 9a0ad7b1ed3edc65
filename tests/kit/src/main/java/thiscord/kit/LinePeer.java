package thiscord.kit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A peer that speaks lines over a real socket, like {@code nc}. Every wait has the same deadline and fails with what did
 * come. For one thread.
 */
public final class LinePeer implements AutoCloseable {
    /** Longest wait for a line. Long, since it only matters when a test fails. */
    public static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final int TAIL = 20;

    private final Socket socket;
    private final InputStream in;
    private final List<String> seen = new ArrayList<>();

    private LinePeer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    }

    /** Connects to loopback. */
    public static LinePeer connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** Connects with a receive buffer of so many bytes, for a peer that shall be easy to fill; 0 for the default. */
    public static LinePeer connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) DEADLINE.toMillis());
        socket.connect(new InetSocketAddress("127.0.0.1", port), (int) DEADLINE.toMillis());
        return new LinePeer(socket);
    }

    /** Speaks over a socket that is connected, one with TLS for example. */
    public static LinePeer over(Socket connected) throws IOException {
        connected.setSoTimeout((int) DEADLINE.toMillis());
        return new LinePeer(connected);
    }

    /** Sends lines, each with its end. */
    public LinePeer send(String... lines) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line : lines) {
            all.append(line).append('\n');
        }
        return raw(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they are. */
    public LinePeer raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next line without its end. Fails if the peer closes first. */
    public String line() throws IOException {
        String line = lineOrEnd();
        if (line == null) {
            throw new AssertionError("the connection ended; it said:\n" + tail());
        }
        return line;
    }

    /** The next line, or null if the connection ended. */
    public @Nullable String lineOrEnd() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            int b = in.read();
            while (b >= 0 && b != '\n') {
                line.write(b);
                b = in.read();
            }
            if (b < 0 && line.size() == 0) {
                return null;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError(
                    "no line within " + DEADLINE + ", but '" + line.toString(StandardCharsets.UTF_8) + "' after:\n"
                            + tail(),
                    e);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        if (seen.size() == 2 * TAIL) {
            seen.subList(0, TAIL).clear();
        }
        seen.add(text);
        return text;
    }

    /** Reads on until a line that contains the text, and returns it. */
    public String until(String part) throws IOException {
        return until(line -> line.contains(part), "'" + part + "'");
    }

    /** Reads on until a line that the test accepts, and returns it. */
    public String until(Predicate<String> wanted, String what) throws IOException {
        while (true) {
            String line = lineOrEnd();
            if (line == null) {
                throw new AssertionError("the connection ended before " + what + "; it said:\n" + tail());
            }
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    /** Reads to the end of the connection. */
    public List<String> rest() throws IOException {
        List<String> rest = new ArrayList<>();
        for (String line = lineOrEnd(); line != null; line = lineOrEnd()) {
            rest.add(line);
        }
        return rest;
    }

    /** Opens a JSON session and waits for its welcome. */
    public LinePeer hello(String nick) throws IOException {
        send("{\"type\":\"hello\",\"nick\":\"" + nick + "\"}");
        until("\"type\":\"welcome\"");
        return this;
    }

    /** Joins a room in a JSON session and waits until it is in. */
    public LinePeer join(String room) throws IOException {
        send("{\"type\":\"join\",\"room\":\"" + room + "\"}");
        until("\"type\":\"joined\"");
        return this;
    }

    /** Says a text in a JSON session; the echo is still to come. */
    public LinePeer say(String room, String text) throws IOException {
        return send("{\"type\":\"say\",\"room\":\"" + room + "\",\"text\":\"" + text + "\"}");
    }

    /** The port that this peer has. */
    public int localPort() {
        return socket.getLocalPort();
    }

    /** Says that nothing more is sent, and goes on to read. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends with a reset instead of a goodbye. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String tail() {
        int from = Math.max(0, seen.size() - TAIL);
        return String.join("\n", seen.subList(from, seen.size()));
    }
}

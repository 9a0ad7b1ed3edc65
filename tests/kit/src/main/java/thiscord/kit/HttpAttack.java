package thiscord.kit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests of HTTP as a web page can have a browser send them to a port of its machine, cut in many ways. The body, and some
 * of the paths, have lines that the attacked server would carry out. For one thread.
 */
public final class HttpAttack {
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n\r\n";
    private static final int[] LENGTHS = {1, 200, 300, 2_040, 2_100, 4_090, 4_200, 8_192, 9_000, 70_000};

    private HttpAttack() {}

    /**
     * What a server must not carry out of any of them.
     *
     * @param lines with their ends
     */
    public static List<String> requests(String lines) {
        List<String> all = new ArrayList<>();
        for (int length : LENGTHS) {
            all.add("POST /" + "a".repeat(length - 1) + HEAD + lines);
        }
        for (String start : List.of(
                "GET /",
                "post /x",
                "Put /x",
                "DELETE /x",
                "OPTIONS /x",
                "OPTIONS *",
                "PATCH /x",
                "HEAD /x",
                "CONNECT localhost:80",
                "PRI *",
                "FOO /x",
                "foo /x",
                "x-y /x",
                "GET http://localhost/",
                "foo http://x",
                "\r\nPOST /x",
                "F".repeat(9_000) + " /x",
                "f".repeat(9_000) + " /x")) {
            all.add(start + HEAD + lines);
        }
        return all;
    }

    /** In how many pieces of which size the start of a request is sent; the rest follows at once. */
    public static List<int[]> cuts() {
        return List.of(
                new int[] {}, new int[] {1}, new int[] {4}, new int[] {5}, new int[] {6}, new int[] {1, 1, 1, 1, 1, 1, 1
                });
    }

    /**
     * Sends it and reads until the server ends the connection.
     *
     * @return what the server said; fails if it does not end within {@link LinePeer#DEADLINE}
     */
    public static String send(int port, String request, int... cuts) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) LinePeer.DEADLINE.toMillis());
            socket.connect(new InetSocketAddress("127.0.0.1", port), (int) LinePeer.DEADLINE.toMillis());
            return send(socket, request, cuts);
        }
    }

    /** The same over a socket that is connected. */
    public static String send(Socket socket, String request, int... cuts) throws IOException {
        byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
        try {
            int from = 0;
            for (int cut : cuts) {
                socket.getOutputStream().write(bytes, from, cut);
                from += cut;
            }
            socket.getOutputStream().write(bytes, from, bytes.length - from);
        } catch (SocketException endedAlready) {
            // What it said is still to be read.
        }
        StringBuilder said = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                said.append((char) b);
            }
        } catch (SocketException reset) {
            said.append("(reset)");
        }
        return said.toString();
    }
}

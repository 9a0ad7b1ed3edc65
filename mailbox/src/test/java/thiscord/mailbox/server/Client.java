package thiscord.mailbox.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A simple client of mailboxes. Every wait has a deadline. For one thread. */
final class Client implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;

    Client(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        socket.setReceiveBufferSize(64 * 1024);
        socket.connect(new InetSocketAddress("127.0.0.1", port), 20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Client send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Client send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** The next line, or "(end)". */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return "(end)";
        }
        while (b >= 0 && b != '\n') {
            line.write(b);
            b = in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    byte[] bytes(int length) throws IOException {
        return in.readNBytes(length);
    }

    /** Reads a mailbox: its version, a space and the content. */
    String read(int mailbox) throws IOException {
        String[] ok = send("r " + mailbox + "\n").line().split(" ");
        if (!ok[0].equals("ok")) {
            return String.join(" ", ok);
        }
        return ok[2] + " " + new String(bytes(Integer.parseInt(ok[1])), StandardCharsets.ISO_8859_1);
    }

    /** Writes a mailbox and returns the answer. */
    String write(int mailbox, String text) throws IOException {
        return send("w " + mailbox + " " + text.length() + "\n" + text).line();
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends as a process that was killed with unread input does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** As {@link #close}. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

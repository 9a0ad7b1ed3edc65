package thiscord.kit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A peer that means harm: it writes as much as it can, reads only when told to, and does not mind being thrown out. For
 * one thread, except {@link #openAndReset}. Every wait has {@link LinePeer#DEADLINE}.
 */
public final class HostilePeer implements AutoCloseable {
    private final Socket socket;

    private HostilePeer(Socket socket) {
        this.socket = socket;
    }

    /** Connects to loopback. */
    public static HostilePeer connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** Connects with a receive buffer of so many bytes; 0 for the default. */
    public static HostilePeer connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) LinePeer.DEADLINE.toMillis());
        socket.connect(new InetSocketAddress("127.0.0.1", port), (int) LinePeer.DEADLINE.toMillis());
        return new HostilePeer(socket);
    }

    /** Opens so many connections, a few at a time, and resets each at once, with or without a byte sent. */
    public static void openAndReset(int port, int times, int atOnce) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(atOnce);
        AtomicInteger opened = new AtomicInteger();
        for (int t = 0; t < atOnce; t++) {
            pool.execute(() -> {
                for (int n = opened.getAndIncrement(); n < times; n = opened.getAndIncrement()) {
                    try (HostilePeer one = connect(port)) {
                        one.send(n % 3 == 0 ? new byte[0] : bytes(n % 3 == 1 ? "{" : "/join lab\nx"));
                        one.socket.setSoLinger(true, 0);
                    } catch (IOException refused) {
                        opened.get(); // that a server does not take all is its right
                    }
                }
            });
        }
        pool.shutdown();
        if (!pool.awaitTermination(120, TimeUnit.SECONDS)) {
            pool.shutdownNow();
            throw new AssertionError("after 120 s, " + opened.get() + " of " + times + " were opened");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends bytes as they are; false if it was thrown out before all were sent. */
    public boolean send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return true;
        } catch (SocketException thrownOut) {
            return false;
        }
    }

    /** Sends text as it is. */
    public boolean send(String text) throws IOException {
        return send(bytes(text));
    }

    /** Sends a line over and over, until so many were sent or it was thrown out; answers how many. */
    public int flood(String line, int times) throws IOException {
        byte[] block = bytes((line + "\n").repeat(100));
        int sent = 0;
        while (sent < times && send(block)) {
            sent += 100;
        }
        return sent;
    }

    /** Sends random bytes, the same for the same seed. */
    public boolean sendRandom(long seed, int length) throws IOException {
        byte[] noise = new byte[length];
        new Random(seed).nextBytes(noise);
        return send(noise);
    }

    /** Sends bytes without the end of a line, in pieces. */
    public boolean sendEndless(String start, int length) throws IOException {
        byte[] piece = new byte[8192];
        Arrays.fill(piece, (byte) 'x');
        boolean sent = send(start);
        for (int n = 0; sent && n < length; n += piece.length) {
            sent = send(piece);
        }
        return sent;
    }

    /** Sends a text in packets of one byte. */
    public boolean sendByteByByte(String text) throws IOException {
        boolean sent = true;
        for (byte b : bytes(text)) {
            sent = sent && send(new byte[] {b});
        }
        return sent;
    }

    /** Says that it sends no more, and goes on to read. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads so many bytes and no more. */
    public String readSome(int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Reads to the end, be it a reset; answers what came. */
    public String readToTheEnd() throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] piece = new byte[8192];
        InputStream in = socket.getInputStream();
        try {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                all.append(new String(piece, 0, n, StandardCharsets.UTF_8));
            }
        } catch (SocketException reset) {
            all.append("\n(reset)");
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

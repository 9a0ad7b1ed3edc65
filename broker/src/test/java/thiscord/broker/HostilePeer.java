package thiscord.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import thiscord.cli.Address;

/**
 * A peer that speaks ZMTP 3.0 by hand, on a plain TCP socket, so that it can say what no ZeroMQ library would. Belongs to
 * one thread; reads give up after ten seconds.
 */
final class HostilePeer implements AutoCloseable {
    static final int MORE = 1;
    static final int LARGE = 2;
    static final int COMMAND = 4;

    private final Socket socket;
    private final OutputStream out;

    HostilePeer(Address to) throws IOException {
        socket = new Socket(to.host(), to.port());
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
    }

    /** Sends bytes as they are. */
    HostilePeer send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Sends bytes as they are; false if the peer has hung up. */
    boolean takes(byte[] bytes) {
        try {
            send(bytes);
            return true;
        } catch (IOException hungUp) {
            return false;
        }
    }

    /** The 64 bytes that begin a ZMTP 3.0 connection without security. */
    static byte[] greeting() {
        byte[] greeting = new byte[64];
        greeting[0] = (byte) 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
        return greeting;
    }

    /** A frame with a true size. */
    static byte[] frame(int flags, byte[] body) {
        ByteBuffer frame = ByteBuffer.allocate(9 + body.length);
        if (body.length > 255) {
            frame.put((byte) (flags | LARGE)).putLong(body.length);
        } else {
            frame.put((byte) flags).put((byte) body.length);
        }
        return Arrays.copyOf(frame.put(body).array(), frame.position());
    }

    /** The head of a large frame with any size, and no body. */
    static byte[] head(int flags, long size) {
        return ByteBuffer.allocate(9).put((byte) (flags | LARGE)).putLong(size).array();
    }

    /** The READY command of a socket type, such as PUSH. */
    static byte[] ready(String type) {
        return frame(
                COMMAND,
                ("\5READY\13Socket-Type\0\0\0" + (char) type.length() + type).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Takes turns with the peer up to the end of the handshake. */
    HostilePeer shakeHands(String type) throws IOException {
        send(greeting());
        read(64);
        send(ready(type));
        byte[] head = read(2);
        read(head[1] & 0xFF);
        return this;
    }

    byte[] read(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("the peer hung up");
        }
        return bytes;
    }

    /** True once the peer has hung up; false if it has not for ten seconds. What it says until then is passed over. */
    boolean isCutOff() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        socket.setSoTimeout(1000);
        while (end - System.nanoTime() > 0) {
            try {
                if (socket.getInputStream().read() < 0) {
                    return true;
                }
            } catch (SocketTimeoutException stillThere) {
                continue;
            } catch (IOException reset) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

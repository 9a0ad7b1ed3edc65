package thiscord.broker;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import thiscord.cli.Address;
import zmq.Msg;

/**
 * Goes to the broker's doors as a stranger would, by plain sockets, and sees whether a tiny event that it brings to the one
 * comes out of the other. Its topic begins with a byte that is in no topic and has a secret in it, so that nobody else
 * publishes or gets it. {@link #visit} is for one thread, {@link #is} for the loop.
 */
final class SelfPing {
    /** Begins the topic; no UTF-8 has that byte. */
    static final byte MARK = (byte) 0xFF;

    /** What came of a visit. */
    enum Outcome {
        /** The event came back. */
        BACK,
        /** Somebody hung up, so that the I/O thread works, whatever the reason; or there are no sockets to visit with. */
        TURNED_AWAY,
        /** Nobody answered in time. */
        SILENT
    }

    private static final int MORE = 1;
    private static final int LARGE = 2;
    private static final int COMMAND = 4;
    private static final int GREETING_BYTES = 64;
    private static final int MOST_READY_BYTES = 1024;
    private static final int AGAIN_MILLIS = 200;

    private final byte[] topic = new byte[17];

    SelfPing() {
        new SecureRandom().nextBytes(topic);
        topic[0] = MARK;
    }

    /** True if it is the topic of such an event. */
    boolean is(Msg frame) {
        return frame.size() == topic.length && frame.get(0) == MARK && Arrays.equals(frame.data(), topic);
    }

    /** Waits for so long at the most, and little more. */
    Outcome visit(Address in, Address out, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try (Socket subscriber = new Socket();
                Socket publisher = new Socket()) {
            connect(subscriber, out, "SUB", end);
            subscriber.getOutputStream().write(frame(0, subscription()));
            connect(publisher, in, "PUSH", end);
            OutputStream to = publisher.getOutputStream();
            DataInputStream from = new DataInputStream(subscriber.getInputStream());
            do {
                // Again and again: the first may be there before the subscription.
                to.write(frame(MORE, topic));
                to.write(frame(0, new byte[] {'1'}));
                if (isBack(subscriber, from, end)) {
                    return Outcome.BACK;
                }
            } while (end - System.nanoTime() > 0);
            return Outcome.SILENT;
        } catch (SocketTimeoutException | ConnectException nobody) {
            return Outcome.SILENT;
        } catch (IOException away) {
            return Outcome.TURNED_AWAY;
        }
    }

    private byte[] subscription() {
        return ByteBuffer.allocate(1 + topic.length).put((byte) 1).put(topic).array();
    }

    private static void connect(Socket socket, Address door, String type, long end) throws IOException {
        InetAddress host = InetAddress.getByName(door.host());
        InetAddress there = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(there, door.port()), millisTo(end));
        socket.setSoTimeout(millisTo(end));
        OutputStream to = socket.getOutputStream();
        DataInputStream from = new DataInputStream(socket.getInputStream());
        to.write(greeting());
        from.readFully(new byte[GREETING_BYTES]);
        socket.setSoTimeout(millisTo(end));
        byte[] name = "\5READY\13Socket-Type\0\0\0".getBytes(StandardCharsets.US_ASCII);
        byte[] kind = type.getBytes(StandardCharsets.US_ASCII);
        to.write(frame(
                COMMAND,
                ByteBuffer.allocate(name.length + 1 + kind.length)
                        .put(name)
                        .put((byte) kind.length)
                        .put(kind)
                        .array()));
        read(from, from.readUnsignedByte());
    }

    private static boolean isBack(Socket socket, DataInputStream from, long end) throws IOException {
        socket.setSoTimeout(Math.min(AGAIN_MILLIS, millisTo(end)));
        int flags;
        try {
            flags = from.readUnsignedByte();
        } catch (SocketTimeoutException notYet) {
            return false;
        }
        socket.setSoTimeout(millisTo(end));
        read(from, flags);
        return (flags & COMMAND) == 0;
    }

    private static void read(DataInputStream from, int flags) throws IOException {
        long size = (flags & LARGE) != 0 ? from.readLong() : from.readUnsignedByte();
        if (size < 0 || size > MOST_READY_BYTES) {
            throw new IOException("this is not the broker");
        }
        from.readFully(new byte[(int) size]);
    }

    private static int millisTo(long end) {
        return (int) Math.max(1, (end - System.nanoTime()) / 1_000_000);
    }

    /** The 64 bytes that begin a ZMTP 3.0 connection without security. */
    private static byte[] greeting() {
        byte[] greeting = new byte[GREETING_BYTES];
        greeting[0] = (byte) 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
        return greeting;
    }

    /** A frame of at most 255 bytes. */
    private static byte[] frame(int flags, byte[] body) {
        return ByteBuffer.allocate(2 + body.length)
                .put((byte) flags)
                .put((byte) body.length)
                .put(body)
                .array();
    }
}

package thiscord.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;
import thiscord.protocol.json.ClientJson;
import thiscord.tls.ClientTls;
import thiscord.tls.TlsChannel;

/**
 * One connection to a hub: JSON lines over a socket channel, in TLS or not. Belongs to one thread. Never blocks; what cannot be
 * written at once waits in memory, bounded by the commands that may wait for an answer.
 */
final class Wire implements AutoCloseable {
    /** Longest line that a hub may send, in bytes: a page of rooms with long topics is far below it. */
    static final int MAX_LINE = 1 << 20;

    private static final int READ_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final @Nullable TlsChannel tls;
    private final Framing framing = new LineFraming(MAX_LINE);
    private final byte[] incoming = new byte[READ_BYTES];
    private final ByteBuffer reading = ByteBuffer.wrap(incoming);
    private final ArrayDeque<ByteBuffer> outgoing = new ArrayDeque<>();
    private boolean paused;
    private boolean connected;

    /**
     * Begins to connect; {@link #finishConnect} says when it is done.
     *
     * @param with null for plain text
     */
    Wire(InetAddress host, int port, @Nullable ClientTls with, Selector selector) throws IOException {
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(new InetSocketAddress(host, port));
            key = channel.register(selector, SelectionKey.OP_CONNECT);
            tls = with == null ? null : new TlsChannel(channel, with);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    boolean connecting() {
        return !connected;
    }

    /** True once it is connected, and the handshake over. */
    boolean finishConnect() throws IOException {
        if (!channel.finishConnect()) {
            return false;
        }
        connected = tls == null || tls.shake();
        interest();
        return connected;
    }

    /** Sends a line, now or when the socket takes it. */
    void send(byte[] line) throws IOException {
        outgoing.add(ByteBuffer.wrap(line));
        if (outgoing.size() == 1) {
            flush();
        }
    }

    /** Writes what waits, as far as the socket takes it. */
    void flush() throws IOException {
        if (tls != null) {
            tls.flush();
        }
        while (true) {
            ByteBuffer next = outgoing.peek();
            if (next == null) {
                break;
            }
            if (tls == null) {
                channel.write(next);
            } else {
                tls.write(next);
            }
            if (next.hasRemaining()) {
                break;
            }
            outgoing.remove();
        }
        interest();
    }

    /** Stops or goes on reading; what the hub sends meanwhile waits at the hub. */
    void pause(boolean wanted) {
        if (paused != wanted) {
            paused = wanted;
            interest();
        }
    }

    private void interest() {
        key.interestOps(
                (paused ? 0 : SelectionKey.OP_READ) | (outgoing.isEmpty() && !held() ? 0 : SelectionKey.OP_WRITE));
    }

    private boolean held() {
        return tls != null && tls.waits();
    }

    /**
     * Reads once and gives the events that are whole.
     *
     * @return null, or why the connection is over
     */
    @Nullable
    String read(Consumer<Event> events) throws IOException {
        reading.clear();
        int length = tls == null ? channel.read(reading) : tls.read(reading);
        if (length < 0) {
            return "the hub closed the connection";
        }
        framing.wrap(incoming, 0, length);
        for (Framing.Result found = framing.next(); found != Framing.Result.NONE; found = framing.next()) {
            if (found == Framing.Result.TOO_LONG) {
                return "the peer sent a line of more than " + MAX_LINE + " bytes";
            }
            try {
                Event event = ClientJson.decode(framing.frameBytes(), framing.frameStart(), framing.frameLength());
                if (event != null) {
                    events.accept(event);
                }
            } catch (ClientJson.NotAnEvent e) {
                return "the peer does not speak as a ThisCord hub does (" + e.getMessage() + "); is HOST:PORT right?";
            }
        }
        framing.retain();
        if (held() && key.isValid()) {
            interest();
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

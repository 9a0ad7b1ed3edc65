package thiscord.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;

/** One connection of the load. For the thread that runs the load. Closed with its channel. */
final class Peer {
    /** Gets each line that a peer reads; the array is read until it returns. */
    interface Listener {
        void line(Peer peer, byte[] bytes, int from, int length);
    }

    private static final int CONNECT_MILLIS = 5000;
    private static final int MOST_LINE = 1 << 20;
    private static final int MOST_WAITING = 64 * 1024;

    final int number;
    final String room;
    boolean in;
    /** True while the answer to its create is awaited. */
    boolean creating;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Framing framing = new LineFraming(MOST_LINE);
    private ByteBuffer waiting = ByteBuffer.allocate(0);

    /** Connects; blocks for five seconds at the most. */
    Peer(int number, String room, InetSocketAddress hub, Selector selector) throws IOException {
        this.number = number;
        this.room = room;
        channel = SocketChannel.open();
        try {
            channel.socket().connect(hub, CONNECT_MILLIS);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** True while so much waits to be sent that more would only pile up. */
    boolean full() {
        return waiting.remaining() > MOST_WAITING;
    }

    /** Sends a line, or keeps what the socket does not take. */
    void send(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(waiting.remaining() + bytes.length + 1);
        all.put(waiting).put(bytes).put((byte) '\n').flip();
        waiting = all;
        write();
    }

    /** The socket takes more. */
    void write() throws IOException {
        channel.write(waiting);
        int wanted = SelectionKey.OP_READ | (waiting.hasRemaining() ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /**
     * Reads once into the scratch buffer, which has an array, and hands over the whole lines.
     *
     * @throws EOFException if the hub ended the connection
     */
    void read(ByteBuffer scratch, Listener listener) throws IOException {
        scratch.clear();
        int got = channel.read(scratch);
        if (got < 0) {
            throw new EOFException("it closed the connection");
        }
        framing.wrap(scratch.array(), 0, got);
        while (framing.next() == Framing.Result.FRAME) {
            listener.line(this, framing.frameBytes(), framing.frameStart(), framing.frameLength());
        }
        framing.retain();
    }

    void close() throws IOException {
        channel.close();
    }
}

package thiscord.kit;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A peer of a local door, which speaks frames, or bytes as they are. For one thread; waits as long as its test may. */
public final class DoorPeer implements AutoCloseable {
    private final SocketChannel channel;
    private final DataInputStream in;

    /** Connects. */
    public DoorPeer(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        in = new DataInputStream(Channels.newInputStream(channel));
    }

    /** Sends a frame. */
    public DoorPeer send(String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return send(ByteBuffer.allocate(4 + body.length)
                .putInt(body.length)
                .put(body)
                .flip());
    }

    /** Sends bytes as they are. */
    public DoorPeer send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /** The next answer; {@link java.io.EOFException} if the connection ends first. */
    public String answer() throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** The answer to a request. */
    public String ask(String json) throws IOException {
        return send(json).answer();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

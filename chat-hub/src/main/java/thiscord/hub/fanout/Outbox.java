package thiscord.hub.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one session. Lives on the session's loop. Holds no memory while nothing waits. Bounded by
 * the channel's high-water mark plus one turn: whoever writes much looks at {@link #writable} first.
 *
 * <p>When nothing waits, bytes shared by many sessions go from the shared buffer straight to the socket, without a copy
 * and without passing through Netty's outbound queue; what the socket does not take is copied and queued there.
 */
public final class Outbox {
    private final Channel channel;
    private final Loop loop;
    private final @Nullable Socket socket;
    private @Nullable ByteBuf own;

    /** @param straight true if bytes may go to the socket as they are; false if something on the way changes them */
    public Outbox(Channel channel, Loop loop, boolean straight) {
        this.channel = channel;
        this.loop = loop;
        this.socket =
                straight && channel instanceof EpollSocketChannel ? (Socket) ((EpollSocketChannel) channel).fd() : null;
    }

    /** False while more waits than the peer should be sent; a change is told by the channel. */
    public boolean writable() {
        return channel.isWritable();
    }

    /** False once the connection is closed, of which the session may be yet to hear. */
    public boolean open() {
        return channel.isActive();
    }

    /** Adds a line for this session; it goes out at the end of the turn. */
    public void append(byte[] line) {
        ByteBuf buffer = own;
        if (buffer == null) {
            buffer = channel.alloc().directBuffer(Math.max(line.length, 256));
            own = buffer;
            loop.dirty(this);
        }
        buffer.writeBytes(line);
    }

    /** Adds a part of a buffer that many sessions share; it is not kept. */
    void share(ByteBuf shared, int from, int length) {
        ByteBuf buffer = own;
        if (buffer != null) {
            buffer.writeBytes(shared, from, length);
            return;
        }
        int sent = socket == null ? 0 : writeNow(socket, shared, from, length);
        if (sent >= 0 && sent < length) {
            ByteBuf rest = channel.alloc().directBuffer(length - sent);
            rest.writeBytes(shared, from + sent, length - sent);
            channel.writeAndFlush(rest, channel.voidPromise());
        }
    }

    /** How many bytes the socket took; -1 if it is broken. */
    private int writeNow(Socket to, ByteBuf shared, int from, int length) {
        ChannelOutboundBuffer queued = channel.unsafe().outboundBuffer();
        if (queued == null) {
            return -1;
        }
        if (!queued.isEmpty() || !shared.hasMemoryAddress()) {
            return 0;
        }
        try {
            return to.sendAddress(shared.memoryAddress(), from, from + length);
        } catch (IOException broken) {
            channel.close();
            return -1;
        }
    }

    /** Writes what was appended. Called by the loop at the end of a turn, and between the pages of a long answer. */
    public void flush() {
        ByteBuf buffer = own;
        if (buffer != null) {
            own = null;
            channel.writeAndFlush(buffer, channel.voidPromise());
        }
    }
}

package thiscord.mailbox.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import thiscord.protocol.FirstLine;
import thiscord.tls.ServerTls;

/**
 * What a connection speaks: TLS begins with the byte 0x16, and no request does; HTTP is known by its first line. Lives on its
 * channel's loop.
 */
final class ProtocolDetector extends ChannelInboundHandlerAdapter {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final long HANDSHAKE_MILLIS = 10_000;

    private final ServerTls tls;
    private final boolean plain;

    /** @param plain true if plain text may follow */
    ProtocolDetector(ServerTls tls, boolean plain) {
        this.tls = tls;
        this.plain = plain;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (bytes.isReadable() && bytes.getUnsignedByte(bytes.readerIndex()) == TLS_HANDSHAKE) {
            SslHandler handler = new SslHandler(tls.engine());
            handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
            context.pipeline().replace(this, "tls", handler);
            context.pipeline().fireChannelRead(bytes);
        } else if (plain || !bytes.isReadable()) {
            context.pipeline().remove(this);
            context.fireChannelRead(bytes);
        } else {
            bytes.release();
            String line = Reason.NOT_ALLOWED.line("this address takes TLS alone; connect with TLS 1.3") + "\n";
            context.writeAndFlush(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    /**
     * True if the first line of a connection is one of HTTP: a browser may have been made to send it by a page of somebody
     * else, and nothing of it is carried out.
     */
    static boolean isHttp(FirstLine line, ByteBuf bytes) {
        if (line.kind() == FirstLine.Kind.UNDECIDED) {
            bytes.forEachByte(next -> line.read(next) == FirstLine.Kind.UNDECIDED);
        }
        return line.kind() == FirstLine.Kind.HTTP;
    }

    /** Ends what this server sends. Over TLS that is said by TLS, or the peer would take the end for an attack. */
    static void endOutput(Channel channel) {
        if (channel.pipeline().get(SslHandler.class) != null) {
            channel.close();
        } else {
            ((DuplexChannel) channel).shutdownOutput();
        }
    }
}

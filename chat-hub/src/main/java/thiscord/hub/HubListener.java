package thiscord.hub;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.hub.session.Sessions;

/** A listening socket of the hub, with the options of its connections. */
final class HubListener {
    /** What the kernel holds for a reader that does not read; left to itself it would be some megabytes each. */
    private static final int KERNEL_BYTES = 256 * 1024;

    private static final WriteBufferWaterMark OUTBOX = new WriteBufferWaterMark(16 * 1024, 64 * 1024);

    private HubListener() {}

    /**
     * Binds; connections are accepted when it returns.
     *
     * @throws Failure if the address cannot be bound
     */
    static Channel listen(Address address, HubSettings settings, Loops loops, Sessions sessions) {
        ServerBootstrap bootstrap = new ServerBootstrap();
        Loops.keepAlive(bootstrap, settings.fairness().keepAlive());
        var bound = bootstrap
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.SO_SNDBUF, KERNEL_BYTES)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, OUTBOX)
                .childHandler(sessions)
                .bind(new InetSocketAddress(address.host(), address.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            String option = settings.listening().beyond().contains(address) ? "--listen" : "--port";
            throw Failure.cannotBind(address, option, bound.cause());
        }
        // Behind the part of Netty that stops accepting for a second then.
        bound.channel().pipeline().addLast(new AcceptHandler("hub"));
        return bound.channel();
    }
}

package thiscord.hub;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import thiscord.cli.AcceptFailures;

/** The last handler of a listening channel: logs why connections could not be accepted. */
final class AcceptHandler extends ChannelInboundHandlerAdapter {
    private final AcceptFailures failures;

    AcceptHandler(String server) {
        failures = new AcceptFailures(server);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failures.log(cause);
    }
}

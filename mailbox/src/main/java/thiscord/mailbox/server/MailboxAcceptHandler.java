package thiscord.mailbox.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import thiscord.cli.AcceptFailures;

/** The last handler of the listening channel: logs why connections could not be accepted. */
final class MailboxAcceptHandler extends ChannelInboundHandlerAdapter {
    private final AcceptFailures failures;

    MailboxAcceptHandler(String server) {
        failures = new AcceptFailures(server);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failures.log(cause);
    }
}

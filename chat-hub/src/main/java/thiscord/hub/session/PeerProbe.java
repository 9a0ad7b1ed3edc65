package thiscord.hub.session;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.epoll.EpollTcpInfo;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks the system whether the machine of a peer is there. A peer that went away without a word is noticed by itself only after
 * 16 minutes if something is sent to it. Not by TCP_USER_TIMEOUT: that also ends a peer that is there and reads nothing for a
 * while. With epoll alone; elsewhere each peer passes for one that answers. On the channel's loop.
 */
final class PeerProbe {
    /** How long {@link #ask} waits for the answer. */
    static final Duration WITHIN = Duration.ofSeconds(2);

    private PeerProbe() {}

    /** True if the peer has acknowledged nothing for that long, although it was asked to. */
    static boolean silent(Channel channel, Duration atLeast) {
        if (!(channel instanceof EpollSocketChannel) || !channel.isOpen()) {
            return false;
        }
        EpollTcpInfo info = ((EpollSocketChannel) channel).tcpInfo();
        return (info.retransmits() > 0 || info.probes() > 0) && info.lastAckRecv() >= atLeast.toMillis();
    }

    /** Has TCP ask now, and tells once whether the peer answers. */
    static void ask(Channel channel, Consumer<Boolean> answers) {
        if (!(channel instanceof EpollSocketChannel) || !channel.isOpen()) {
            answers.accept(channel.isOpen());
            return;
        }
        EpollSocketChannelConfig config = ((EpollSocketChannel) channel).config();
        boolean keepAlive = config.isKeepAlive();
        int idle = config.getTcpKeepIdle();
        int interval = config.getTcpKeepIntvl();
        config.setTcpKeepIdle(1).setTcpKeepIntvl(1).setKeepAlive(true);
        channel.eventLoop()
                .schedule(
                        () -> {
                            boolean there = channel.isOpen() && !silent(channel, WITHIN.dividedBy(2));
                            if (there) {
                                config.setTcpKeepIdle(idle)
                                        .setTcpKeepIntvl(interval)
                                        .setKeepAlive(keepAlive);
                            }
                            answers.accept(there);
                        },
                        WITHIN.toMillis(),
                        TimeUnit.MILLISECONDS);
    }
}

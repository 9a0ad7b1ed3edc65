package thiscord.hub.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thiscord.hub.fanout.Loop;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * Who is connected. Takes new connections in, within the limits in all and per address, before any work is done for
 * them. Thread-safe.
 */
public final class Sessions extends ChannelInitializer<Channel> {
    private final Set<Session> all = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicLong ids = new AtomicLong();
    private final Dialect[] dialects;
    private final Lobby lobby;
    private final Function<Channel, Loop> loopOf;

    /** @param dialects text at 0, JSON at 1 */
    public Sessions(Dialect[] dialects, Lobby lobby, Function<Channel, Loop> loopOf) {
        this.dialects = dialects.clone();
        this.lobby = lobby;
        this.loopOf = loopOf;
    }

    @Override
    protected void initChannel(Channel channel) {
        String full = count(channel);
        if (full == null) {
            long id = ids.incrementAndGet();
            channel.pipeline().addLast(new Connection(id, loopOf.apply(channel), dialects, lobby, this));
            return;
        }
        uncount(channel);
        channel.config().setAutoRead(false);
        Event refused = new Event.Refused(new Refusal(Reason.TOO_MANY_SESSIONS, full), null);
        byte[] line = dialects[1].encode(refused);
        channel.writeAndFlush(Unpooled.wrappedBuffer(line)).addListener(ChannelFutureListener.CLOSE);
    }

    private @Nullable String count(Channel channel) {
        int now = connected.incrementAndGet();
        InetAddress from = limited(channel);
        int same = from == null ? 0 : perAddress.merge(from, 1, Integer::sum);
        if (now > lobby.limits().sessions()) {
            return "This server has " + lobby.limits().sessions() + " sessions, which is the most; try later.";
        }
        return same > lobby.limits().sessionsPerAddress()
                ? "Your address has " + lobby.limits().sessionsPerAddress() + " sessions, which is the most."
                : null;
    }

    private void uncount(Channel channel) {
        connected.decrementAndGet();
        InetAddress from = limited(channel);
        if (from != null) {
            perAddress.computeIfPresent(from, (a, n) -> n == 1 ? null : n - 1);
        }
    }

    /** The address to count; null for loopback, which is exempt. */
    private static @Nullable InetAddress limited(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress)) {
            return null;
        }
        InetAddress from = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        return from.isLoopbackAddress() ? null : from;
    }

    void add(Session session) {
        all.add(session);
    }

    void closed(Channel channel, @Nullable Session session) {
        uncount(channel);
        if (session != null) {
            all.remove(session);
        }
    }

    /** How many are connected, those included that have not said anything. */
    public int count() {
        return connected.get();
    }

    /** Says goodbye to everybody; returns at once. */
    public void shutdown() {
        List<Session> now = new ArrayList<>(all);
        now.forEach(s -> s.loop().post(() -> s.bye(CloseReason.SHUTDOWN, "The server stops; come back in a moment.")));
    }
}

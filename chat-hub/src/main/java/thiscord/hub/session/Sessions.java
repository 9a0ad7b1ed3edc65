package thiscord.hub.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ThreadFaults;
import thiscord.hub.fanout.Loop;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * Who is connected. Takes new connections in, within the limits in all and per address, before any work is done for
 * them. Thread-safe.
 */
@Sharable
public final class Sessions extends ChannelInitializer<Channel> {
    private static final long FORGET_EVERY_SECONDS = 10;
    private static final Duration LOOK_FOR_SILENT = Duration.ofSeconds(5);

    private final Set<Connection> all = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicLong ids = new AtomicLong();
    private final Farewell farewell = new Farewell();
    private final Addresses addresses;
    private final Deadlines deadlines;
    private final Watch[] watches;
    private final Dialect[] dialects;
    private final Lobby lobby;
    private final Predicate<InetAddress> takesPlain;
    private final @Nullable Handshakes handshakes;
    private final Function<Channel, Loop> loopOf;
    private volatile boolean draining;

    /**
     * @param dialects text at 0, JSON at 1
     * @param loops all, by {@link Loop#index}
     * @param takesPlain true for an address of ours where plain text is taken
     * @param handshakes null if TLS is not spoken
     */
    public Sessions(
            Dialect[] dialects,
            Lobby lobby,
            Loop[] loops,
            Function<Channel, Loop> loopOf,
            Predicate<InetAddress> takesPlain,
            @Nullable Handshakes handshakes) {
        this.dialects = dialects.clone();
        this.lobby = lobby;
        this.loopOf = loopOf;
        this.takesPlain = takesPlain;
        this.handshakes = handshakes;
        this.addresses = new Addresses(lobby.fairness());
        this.deadlines = new Deadlines(lobby.fairness());
        this.watches = new Watch[loops.length];
        long tick = Watch.TICK.toMillis();
        for (Loop loop : loops) {
            Watch watch = new Watch();
            watches[loop.index()] = watch;
            loop.eventLoop()
                    .scheduleAtFixedRate(
                            ThreadFaults.recurring("the hub's watch of deadlines", watch::tick),
                            tick,
                            tick,
                            TimeUnit.MILLISECONDS);
        }
        Duration silence = lobby.fairness().keepAlive();
        if (!silence.isZero()) {
            long every = Math.min(LOOK_FOR_SILENT.toMillis(), silence.toMillis());
            for (Loop loop : loops) {
                Runnable look = ThreadFaults.recurring("looking for silent peers", () -> endSilent(loop, silence));
                loop.eventLoop().scheduleAtFixedRate(look, every, every, TimeUnit.MILLISECONDS);
            }
        }
        Runnable forget = ThreadFaults.recurring("forgetting addresses", () -> addresses.sweep(System.nanoTime()));
        loops[0].eventLoop().scheduleAtFixedRate(forget, FORGET_EVERY_SECONDS, FORGET_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void endSilent(Loop loop, Duration silence) {
        for (Connection connection : all) {
            if (connection.loop() == loop) {
                connection.guard(() -> connection.endIfSilent(silence));
            }
        }
    }

    @Override
    protected void initChannel(Channel channel) {
        int most = lobby.limits().sessions();
        if (draining) {
            turnAway(channel, Reason.SHUTTING_DOWN, "The server restarts; come back in a moment.");
            return;
        }
        if (connected.incrementAndGet() > most) {
            connected.decrementAndGet();
            String text = "This server has " + most + " sessions, which is the most; try later.";
            turnAway(channel, Reason.TOO_MANY_SESSIONS, text);
            return;
        }
        InetAddress from = limited(channel);
        if (from == null) {
            takeIn(channel, null, null);
            return;
        }
        long now = System.nanoTime();
        int each = lobby.limits().sessionsPerAddress();
        Addresses.Entry address = addresses.enter(from, each, now);
        if (address == null) {
            connected.decrementAndGet();
            String text = "Your address has " + each + " sessions, which is the most.";
            turnAway(channel, Reason.TOO_MANY_SESSIONS, text);
        } else if (address.connections != null && address.connections.spend(1, now) > 0) {
            uncount(address);
            turnAway(channel, Reason.TOO_FAST, "Your address connects faster than allowed; try again in a moment.");
        } else {
            takeIn(channel, address, pace(address, now));
        }
    }

    private @Nullable Pace pace(Addresses.Entry address, long now) {
        Fairness f = lobby.fairness();
        TokenBucket own = f.floodRate() == 0 ? null : new TokenBucket(f.floodRate(), f.floodBurst(), now);
        return own == null && address.lines == null
                ? null
                : new Pace(own, address.lines, f.patience().toNanos());
    }

    private void takeIn(Channel channel, Addresses.@Nullable Entry address, @Nullable Pace pace) {
        Loop loop = loopOf.apply(channel);
        Watch watch = watches[loop.index()];
        Connection connection =
                new Connection(ids.incrementAndGet(), loop, watch, pace, address, takesPlain(channel), this);
        try {
            channel.pipeline().addLast(connection);
        } catch (RuntimeException e) {
            uncount(address);
            throw e;
        }
        all.add(connection);
    }

    private boolean takesPlain(Channel channel) {
        return !(channel.localAddress() instanceof InetSocketAddress)
                || takesPlain.test(((InetSocketAddress) channel.localAddress()).getAddress());
    }

    private void turnAway(Channel channel, Reason reason, String text) {
        lobby.tally().refused(reason);
        farewell.say(channel, dialects[1].encode(new Event.Refused(new Refusal(reason, text), null)));
    }

    /** The address to count and to pace; null for one that is exempt. */
    private @Nullable InetAddress limited(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress)) {
            return null;
        }
        InetAddress from = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        return from.isLoopbackAddress() && !lobby.fairness().limitLoopback() ? null : from;
    }

    private void uncount(Addresses.@Nullable Entry address) {
        connected.decrementAndGet();
        if (address != null) {
            addresses.leave(address, System.nanoTime());
        }
    }

    /** The peer's host, for logs. */
    static String host(Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        return remote instanceof InetSocketAddress
                ? ((InetSocketAddress) remote).getHostString()
                : String.valueOf(remote);
    }

    Dialect[] dialects() {
        return dialects;
    }

    /** What they share. */
    public Lobby lobby() {
        return lobby;
    }

    @Nullable
    Handshakes handshakes() {
        return handshakes;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** Called once for each connection that was taken in. */
    void closed(Connection connection, Addresses.@Nullable Entry address, CloseReason reason) {
        all.remove(connection);
        lobby.tally().closed(reason);
        uncount(address);
    }

    /** How many are connected, those included that have not said anything. */
    public int count() {
        return connected.get();
    }

    /** Who is connected, by id; each loop tells of its own in one turn, so it is not of one moment. Does not block. */
    public CompletionStage<List<SessionView>> views() {
        Map<Loop, List<Connection>> byLoop = all.stream().collect(Collectors.groupingBy(Connection::loop));
        CompletableFuture<List<SessionView>> views = CompletableFuture.completedFuture(List.of());
        for (Map.Entry<Loop, List<Connection>> one : byLoop.entrySet()) {
            CompletableFuture<List<SessionView>> here = new CompletableFuture<>();
            one.getKey()
                    .post(() -> here.complete(
                            one.getValue().stream().map(Connection::view).toList()));
            views = views.thenCombine(
                    here,
                    (some, more) -> Stream.concat(some.stream(), more.stream())
                            .sorted(Comparator.comparing(SessionView::id))
                            .toList());
        }
        return views;
    }

    /** Ends the session of that id; its peer is told. Returns at once; false if there is none. */
    public boolean end(long id) {
        for (Connection connection : all) {
            if (connection.id() == id) {
                connection.loop().post(() -> connection.guard(connection::endByOperator));
                return true;
            }
        }
        return false;
    }

    /** From now on new connections are turned away; who is here is told that. Returns at once. */
    public void takeNoMore(String told) {
        draining = true;
        tell(told);
    }

    /** Takes {@link #takeNoMore} back. */
    public void takeAgain(String told) {
        draining = false;
        tell(told);
    }

    private void tell(String text) {
        all.forEach(one -> one.loop().post(() -> one.guard(() -> one.notice(text))));
    }

    /** Says goodbye to everybody; returns at once. */
    public void shutdown() {
        List<Connection> now = new ArrayList<>(all);
        now.forEach(connection -> connection.loop().post(connection::shutdown));
    }
}

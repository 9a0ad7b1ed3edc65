package thiscord.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/**
 * Puts a load on a hub: all join, the senders speak in turn, and what arrives is counted. One thread, the caller's, does
 * everything; no wait is longer than a bound. Time is in ns since the start.
 */
final class HubLoad {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long JOIN_WITHIN = 60 * SECOND;
    private static final long DRAIN_WITHIN = 3 * SECOND;
    private static final long GIVEN_UP_AFTER = 2 * SECOND;
    private static final int JOINING_AT_ONCE = 200;
    private static final int SCRATCH_BYTES = 256 * 1024;

    private final Load load;
    private final Consumer<String> progress;
    private final Selector selector;
    private final Stamp stamp;
    private final long epoch = System.nanoTime();
    private final ByteBuffer scratch = ByteBuffer.allocate(SCRATCH_BYTES);
    private final List<Peer> peers = new ArrayList<>();
    private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(10), 3);

    private int in;
    private int turn;
    private long sent;
    private long received;
    private long givenUp;
    private long lastReceived;
    private boolean measuring;
    private long refused;
    private String refusal = "";
    private @Nullable IOException broken;

    private HubLoad(Load load, Consumer<String> progress, Selector selector, Random random) {
        this.load = load;
        this.progress = progress;
        this.selector = selector;
        this.stamp = new Stamp(load.size(), random);
    }

    /**
     * Runs it; blocks until it is done.
     *
     * @param progress gets a line about once a second
     * @throws Failure if the hub cannot be reached, refuses a peer, or ends a connection
     */
    static Report run(Load load, Consumer<String> progress) {
        Random random = new Random();
        try (Selector selector = Selector.open()) {
            HubLoad run = new HubLoad(load, progress, selector, random);
            try {
                run.joinAll(String.format(Locale.ROOT, "bench%06x", random.nextInt(1 << 24)));
                run.speak("warming up", load.warmUpSeconds());
                return run.measure();
            } finally {
                for (Peer peer : run.peers) {
                    peer.close();
                }
            }
        } catch (IOException e) {
            throw failed(load, e);
        }
    }

    private static Failure failed(Load load, IOException e) {
        if (String.valueOf(e.getMessage()).contains("Too many open files")) {
            String line = "this process may not open " + load.connections()
                    + " connections; use fewer --rooms or --members, or raise 'ulimit -n'";
            return new Failure(ExitCode.BAD_CONFIGURATION, line, e);
        }
        return Failure.cannotReach("the hub", load.hub(), "HOST:PORT", e);
    }

    private long now() {
        return System.nanoTime() - epoch;
    }

    private void joinAll(String nick) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(load.hub().host(), load.hub().port());
        if (address.isUnresolved()) {
            throw new IOException("no such host");
        }
        long until = now() + JOIN_WITHIN;
        long tell = now() + SECOND;
        while (in < load.connections()) {
            if (now() > until) {
                throw new IOException("only " + in + " of " + load.connections() + " got into their rooms in time");
            }
            if (mayConnect()) {
                connect(nick, address);
            } else {
                select(100);
            }
            if (now() > tell) {
                progress.accept("joining: " + in + " of " + load.connections());
                tell += SECOND;
            }
        }
    }

    /** The others of a room wait for the first, who makes it. */
    private boolean mayConnect() {
        int number = peers.size();
        int first = number - number % load.members();
        return number < load.connections() && number - in < JOINING_AT_ONCE && (number == first || peers.get(first).in);
    }

    /** The first of a room makes it; whether that was needed or refused, joining is what shows. */
    private void connect(String nick, InetSocketAddress address) throws IOException {
        int number = peers.size();
        Peer peer = new Peer(number, "bench-" + (number / load.members() + 1), address, selector);
        peers.add(peer);
        peer.send(load.speech().open(nick + "-" + number));
        if (number % load.members() == 0) {
            peer.creating = true;
            peer.send(load.speech().create(peer.room));
        } else {
            peer.send(load.speech().join(peer.room));
        }
        select(0);
    }

    private Report measure() throws IOException {
        long begin = now();
        long deliveriesBefore = received;
        long messagesBefore = sent;
        long cpuBefore = cpu();
        measuring = true;
        speak("measuring", load.seconds());
        measuring = false;
        double seconds = (now() - begin) / (double) SECOND;
        long deliveries = received - deliveriesBefore;
        long messages = sent - messagesBefore;
        double loadCpu = (cpu() - cpuBefore) / (seconds * SECOND);
        for (long until = now() + DRAIN_WITHIN; received < sent * load.members() && now() < until; ) {
            select(10);
        }
        long lost = Math.max(0, sent * load.members() - received);
        return new Report(load, seconds, deliveries, messages, latency, lost, refused, refusal, loadCpu);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void speak(String what, int seconds) throws IOException {
        long begin = now();
        long until = begin + seconds * SECOND;
        long tell = begin + SECOND;
        long told = received;
        long said = 0;
        lastReceived = begin;
        for (long t = begin; t < until; t = now()) {
            if (load.rate() > 0) {
                said = sayWhatIsDue(begin, said, t);
                select(millisUntil(begin + due(said), t));
            } else {
                fillWindow(t);
                select(10);
            }
            if (t > tell) {
                progress.accept(String.format(
                        Locale.ROOT,
                        "%s: %d of %d s, %,d deliveries/s",
                        what,
                        (tell - begin) / SECOND,
                        seconds,
                        received - told));
                told = received;
                tell += SECOND;
            }
        }
    }

    private long due(long message) {
        return (long) (message * (SECOND / load.rate()));
    }

    private long sayWhatIsDue(long begin, long said, long t) throws IOException {
        long n = said;
        while (begin + due(n) <= t && say(begin + due(n))) {
            n++;
        }
        return n;
    }

    private static int millisUntil(long due, long t) {
        return due <= t ? 0 : (int) Math.min(10, (due - t) / 1_000_000);
    }

    /** Deliveries that do not come are given up after a while, or the window would be shut for good. */
    private void fillWindow(long t) throws IOException {
        if (t - lastReceived > GIVEN_UP_AFTER) {
            givenUp = sent * load.members() - received;
            lastReceived = t;
        }
        while (sent - (received + givenUp) / load.members() < load.window() && say(now())) {
            continue;
        }
    }

    /** The next sender speaks; false if it still has too much to send. */
    private boolean say(long at) throws IOException {
        int sender = turn % (load.rooms() * load.senders());
        Peer peer = peers.get(sender / load.senders() * load.members() + sender % load.senders());
        if (peer.full()) {
            return false;
        }
        turn = sender + 1;
        peer.send(load.speech().say(peer.room, stamp.text(at)));
        sent++;
        return true;
    }

    private void select(int millis) throws IOException {
        if (millis == 0) {
            selector.selectNow(this::ready);
        } else {
            selector.select(this::ready, millis);
        }
        if (broken != null) {
            throw broken;
        }
    }

    private void ready(SelectionKey key) {
        Peer peer = (Peer) key.attachment();
        try {
            if (key.isWritable()) {
                peer.write();
            }
            if (key.isReadable()) {
                peer.read(scratch, this::line);
            }
        } catch (IOException e) {
            broken = e;
        }
    }

    private void line(Peer peer, byte[] bytes, int from, int length) {
        long at = stamp.read(bytes, from, length);
        if (at >= 0) {
            long t = now();
            received++;
            lastReceived = t;
            if (measuring) {
                latency.recordValue(Math.min(Math.max(0, t - at), latency.getHighestTrackableValue()));
            }
            return;
        }
        if (!peer.in || length > 0 && (bytes[from] == '!' || bytes[from] == '{')) {
            answer(peer, new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    }

    private void answer(Peer peer, String line) {
        String no = load.speech().refused(line);
        if (peer.creating && (no != null || load.speech().created(line))) {
            peer.creating = false;
            try {
                peer.send(load.speech().join(peer.room));
            } catch (IOException e) {
                broken = e;
            }
        } else if (!peer.in && no != null) {
            throw new Failure(ExitCode.CANNOT_REACH, "the hub at " + load.hub() + " refuses: " + no);
        } else if (!peer.in && load.speech().joined(line)) {
            peer.in = true;
            in++;
        } else if (no != null) {
            refused++;
            refusal = refusal.isEmpty() ? no : refusal;
        }
    }
}

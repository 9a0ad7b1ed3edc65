package thiscord.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import thiscord.broker.gate.Gate;
import thiscord.broker.gate.Tokens;
import thiscord.broker.journal.Journal;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.protocol.event.Topics;
import thiscord.tls.ServerTls;

/**
 * Takes events in and gives them out to subscribers. In: {@code [topic, payload]}, or one frame
 * {@code {"topic":…,"payload":…}}. Out: {@code [topic, payload]}.
 *
 * <p>A payload that comes as a frame of its own is passed on unread: whoever publishes answers for it being JSON, and the
 * broker need not touch the bytes of its busiest path. The one-frame form has to be read anyway, and is checked whole.
 * What has not this form is counted and dropped.
 *
 * <p>Who subscribes to {@code #} and a prefix gets events numbered, {@code [#topic, offset, payload]}, and can ask for those
 * that it missed at the replay door.
 *
 * <p>The object may be used from any thread. Inside there is one thread that begins and ends the loop, which works on
 * ZeroMQ's I/O thread, one for the replay door, ZeroMQ's two, and one that visits the doors now and then: when a tiny event of
 * its own does not come back {@link Watch#MISSES} times in a row, ZeroMQ's I/O thread is stuck, and the sockets are made anew on
 * the same ports; so they are when one of the first two has died. The journal goes on; peers find their way back by themselves.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.broker");

    /**
     * Counts since the start.
     *
     * @param received events taken in, the dropped ones included
     * @param dropped events that had not the right form
     * @param subscriptions different prefixes that are followed now
     * @param in the door for publishers
     * @param out the door for subscribers
     * @param renewals how often the sockets were made anew
     */
    public record Stats(
            long received, long dropped, long subscriptions, Connections in, Connections out, long renewals) {
        /** These, after a station that ended with the others. */
        Stats after(Stats ended) {
            return new Stats(
                    received + ended.received,
                    dropped + ended.dropped,
                    subscriptions,
                    in.after(ended.in),
                    out.after(ended.out),
                    renewals + ended.renewals);
        }
    }

    /**
     * Counts of a door.
     *
     * @param open connections now
     * @param refusedFrames frames of a size that cannot be
     * @param cutOff connections that the broker ended
     */
    public record Connections(int open, long refusedFrames, long cutOff) {
        private Connections after(Connections ended) {
            return new Connections(open, refusedFrames + ended.refusedFrames, cutOff + ended.cutOff);
        }
    }

    private static final Connections NONE = new Connections(0, 0, 0);

    private final BrokerSettings settings;
    private final Journal journal;
    private final ReservedTopics reserved;
    /** Addresses of the gate's connections. */
    private final Map<String, Predicate<byte[]>> vouched;

    private final SelfPing ping = new SelfPing();
    private final Watch watch;
    /** Guards the next two and the closing; held while sockets are made anew. */
    private final Object lock = new Object();

    private Stats before = new Stats(0, 0, 0, NONE, NONE, 0);
    private boolean closed;
    private volatile Station station;

    private Broker(
            BrokerSettings settings,
            ReservedTopics reserved,
            Map<String, Predicate<byte[]>> vouched,
            Journal journal,
            Doors doors,
            Duration interval) {
        this.settings =
                settings.withDoors(doors.inAddress(), doors.outAddress()).withReplay(doors.replayAddress());
        this.reserved = reserved;
        this.vouched = vouched;
        this.journal = journal;
        this.station = new Station(doors, settings, reserved, journal, ping);
        this.watch = new Watch(this, interval);
    }

    /**
     * Binds the doors, opens the journal and starts the loop.
     *
     * @throws Failure if an address cannot be bound, which names the option to change, or the journal cannot be used
     */
    public static Broker start(BrokerSettings settings) {
        return start(settings, ReservedTopics.open());
    }

    /** The same with topics that not everybody may publish. */
    public static Broker start(BrokerSettings settings, ReservedTopics reserved) {
        return start(settings, reserved, Watch.INTERVAL);
    }

    /** The same with another time between visits to the own doors. */
    static Broker start(BrokerSettings settings, ReservedTopics reserved, Duration interval) {
        Path folder = settings.journal();
        Journal journal = folder == null
                ? new Journal(settings.journalLimits())
                : Journal.open(folder, settings.journalLimits(), System.currentTimeMillis());
        try {
            journal.keep(
                    settings.numbered().stream()
                            .map(prefix -> prefix.getBytes(StandardCharsets.UTF_8))
                            .toList(),
                    System.currentTimeMillis());
            Map<String, Predicate<byte[]>> vouched = new ConcurrentHashMap<>();
            Broker broker = new Broker(settings, reserved, vouched, journal, Doors.open(settings, vouched), interval);
            broker.watch.start();
            return broker;
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /** Where events come in, with the real port. */
    public Address inAddress() {
        return settings.in();
    }

    /** Where events go out, with the real port. */
    public Address outAddress() {
        return settings.out();
    }

    /** Where numbered events are asked for again, with the real port. */
    public Address replayAddress() {
        return settings.replay();
    }

    /**
     * Opens it to other machines, with TLS and a login; to be closed before the broker.
     *
     * @param tls is closed with the gate
     * @throws Failure if an address cannot be bound
     */
    public Gate openTo(List<Address> at, ServerTls tls, Tokens tokens) {
        Gate.Doors doors = new Gate.Doors(inAddress(), outAddress(), replayAddress(), vouched);
        return Gate.open(at, tls, tokens, doors, settings.maxInFrameBytes());
    }

    /** Counts; a little old. */
    public Stats stats() {
        synchronized (lock) {
            return station.stats().after(before);
        }
    }

    /**
     * Erases what is kept of rooms that there are no more, which nobody may have told while this did not run. Any thread;
     * blocks until it is on the disk. Should that fail, the log says so, and it is tried again.
     */
    public void keepOnlyRooms(Set<String> names) {
        Set<String> topics = new HashSet<>();
        names.forEach(name -> topics.add(Topics.room(name)));
        String ofRooms = Topics.room("");
        journal.erase(
                topic -> {
                    String name = new String(topic, StandardCharsets.UTF_8);
                    return name.startsWith(ofRooms) && !topics.contains(name);
                },
                System.currentTimeMillis());
    }

    /** True if an event of its own went through both sockets within that time; blocks for as long at most. */
    public boolean answers(Duration most) throws InterruptedException {
        return visit(most) != SelfPing.Outcome.SILENT;
    }

    /** Visits the own doors; for the watch. */
    SelfPing.Outcome visit(Duration patience) {
        return ping.visit(settings.in(), settings.out(), patience);
    }

    /** False if one of the broker's own threads has died; for the watch. */
    boolean isWhole() {
        return station.isWhole();
    }

    /** True while the loop itself does not turn, so that new sockets would not help; for the watch. */
    boolean isHeldUp() {
        return station.isHeldUp();
    }

    /**
     * Makes the sockets anew, on the same ports; for the watch.
     *
     * @return false if that could not be done, or not now
     */
    boolean renew() throws InterruptedException {
        synchronized (lock) {
            Station old = station;
            if (closed || !old.abandon()) {
                return false;
            }
            try {
                station = new Station(Doors.open(settings, vouched), settings, reserved, journal, ping);
            } catch (Failure e) {
                LOG.log(Level.ERROR, "broker: " + e.getMessage());
                return false;
            }
            Stats ended = old.stats();
            before = new Stats(ended.received(), ended.dropped(), 0, ended.in(), ended.out(), ended.renewals() + 1)
                    .after(before);
            return true;
        }
    }

    /**
     * Ends: gives out what has come in, waits up to half a second for subscribers to take it, frees the ports. Takes
     * 1.5 s at the most, but while the sockets are made anew. May be called twice.
     */
    @Override
    public void close() {
        watch.stop();
        synchronized (lock) {
            closed = true;
            station.close();
        }
        journal.close();
    }
}

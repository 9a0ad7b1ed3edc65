package thiscord.hub;

import io.netty.channel.Channel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.cli.ThreadFaults;
import thiscord.hub.directory.LocalDirectory;
import thiscord.hub.directory.RmiDirectory;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.fanout.Loop;
import thiscord.hub.log.MailLog;
import thiscord.hub.log.RingLogs;
import thiscord.hub.people.PeopleCopy;
import thiscord.hub.processing.Processing;
import thiscord.hub.room.ActiveRooms;
import thiscord.hub.room.RoomObserver;
import thiscord.hub.session.ControlFollower;
import thiscord.hub.session.DirectOnce;
import thiscord.hub.session.Handshakes;
import thiscord.hub.session.Lobby;
import thiscord.hub.session.MailDesk;
import thiscord.hub.session.MailRights;
import thiscord.hub.session.MentionDesk;
import thiscord.hub.session.Nicks;
import thiscord.hub.session.RoomLooks;
import thiscord.hub.session.SessionObserver;
import thiscord.hub.session.SessionView;
import thiscord.hub.session.Sessions;
import thiscord.hub.session.Tally;
import thiscord.protocol.Dialect;
import thiscord.protocol.event.Topics;
import thiscord.protocol.json.JsonDialect;
import thiscord.protocol.text.TextDialect;
import thiscord.publisher.Confirming;
import thiscord.publisher.DurablePublisher;
import thiscord.publisher.EventPublisher;
import thiscord.tls.Fingerprint;
import thiscord.tls.Listening;
import thiscord.tls.ServerTls;

/** A running chat hub. Thread-safe. */
public final class Hub implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final int BACKLOG_EVENTS = 10_000;
    private static final Duration LINGER = Duration.ofMillis(500);
    private static final Duration HEALTH_EVERY = Duration.ofSeconds(10);
    private final Loops loops;
    private final List<Channel> listeners;
    private final @Nullable Handshakes handshakes;
    private final Sessions sessions;
    private final ActiveRooms rooms;
    private final Tally tally;
    private final RoomDirectory directory;
    private final @Nullable EventPublisher publisher;
    private final @Nullable DurablePublisher outbox;
    private final Kept kept;
    private final Processing processing;

    private Hub(
            Loops loops,
            List<Channel> listeners,
            @Nullable Handshakes handshakes,
            Sessions sessions,
            ActiveRooms rooms,
            Tally tally,
            RoomDirectory directory,
            @Nullable EventPublisher publisher,
            @Nullable DurablePublisher outbox,
            Kept kept,
            Processing processing) {
        this.processing = processing;
        this.loops = loops;
        this.listeners = List.copyOf(listeners);
        this.handshakes = handshakes;
        this.sessions = sessions;
        this.rooms = rooms;
        this.tally = tally;
        this.directory = directory;
        this.publisher = publisher;
        this.outbox = outbox;
        this.kept = kept;
    }

    /**
     * Starts a hub; returns when it listens. The room service and the broker need not be there yet.
     *
     * @throws Failure if the address cannot be bound or the data folder not be used
     */
    public static Hub start(HubSettings settings) {
        String instance = Long.toString(System.currentTimeMillis(), 36);
        Kept kept = Kept.open(settings);
        Handshakes handshakes = handshakes(settings, kept);
        Processing processing = processing(settings, kept, handshakes);
        Loops loops = new Loops(settings.loops());
        Address at = settings.directory();
        RoomDirectory directory = at == null
                ? new LocalDirectory(settings.limits().rooms())
                : new RmiDirectory(at, settings.directoryTls(), settings.hubSecret(), settings.node());
        Address events = settings.events();
        EventPublisher publisher = events == null
                ? null
                : EventPublisher.connect(
                        events,
                        Confirming.asSomebodyNew(false).proving(settings.hubSecret()::orNull),
                        BACKLOG_EVENTS,
                        LINGER);
        HubEvents told = publisher == null
                ? null
                : new HubEvents(
                        settings.node(),
                        instance,
                        publisher::publish,
                        room -> publisher.publish(Topics.ERASE, Topics.eraseRoom(room)),
                        directory,
                        kept.log() != null);
        DurablePublisher outbox =
                events == null || told == null ? null : kept.publishTo(events, told, settings.hubSecret()::orNull);
        QuietEvents quiet = new QuietEvents(directory);
        RoomObserver roomObserver = told == null ? quiet : told;
        SessionObserver sessionObserver = told == null ? quiet : told;

        Dialect[] dialects = {new TextDialect(), new JsonDialect()};
        Nicks nicks = new Nicks();
        PeopleCopy people = at == null ? PeopleCopy.none() : PeopleCopy.open(settings.data(), Clock.systemUTC());
        MailLog mailLog = kept.mail();
        MailDesk mail = mailLog == null ? null : new MailDesk(mailLog, nicks, MailRights.of(people));
        MentionDesk mentions = mail == null ? null : new MentionDesk(mail, directory);
        ActiveRooms rooms = new ActiveRooms(
                loops.all(),
                dialects,
                settings.limits(),
                new RingLogs(instance),
                kept.log(),
                kept.boards(),
                roomObserver,
                mentions,
                processing);
        Tally tally = new Tally();
        Lobby lobby = new Lobby(
                settings.node(),
                settings.limits(),
                settings.fairness(),
                settings.openRooms(),
                settings.flushAfter(),
                nicks,
                rooms,
                directory,
                RoomLooks.of(directory, rooms),
                sessionObserver,
                tally,
                mail,
                people,
                mailLog == null ? new DirectOnce() : new DirectOnce(mailLog.taken()));
        Sessions sessions = new Sessions(
                dialects,
                lobby,
                loops.all(),
                channel -> loops.of(channel.eventLoop()),
                settings.listening()::takesPlain,
                handshakes);
        List<Channel> listeners = new ArrayList<>();
        try {
            for (Address address : settings.listening().addresses()) {
                listeners.add(HubListener.listen(address, settings, loops, sessions));
            }
            directory.follow(new ControlFollower(lobby));
            Hub hub = new Hub(
                    loops,
                    listeners,
                    handshakes,
                    sessions,
                    rooms,
                    tally,
                    directory,
                    publisher,
                    outbox,
                    kept,
                    processing);
            if (told != null) {
                Runnable health = ThreadFaults.recurring(
                        "telling of the hub's health", () -> told.health(settings.node(), hub.stats()));
                listeners
                        .get(0)
                        .eventLoop()
                        .scheduleAtFixedRate(health, 0, HEALTH_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            }
            LOG.log(
                    Level.DEBUG,
                    () -> "hub: listens on " + hub.address() + ", " + settings.loops() + " " + Loops.kind()
                            + (settings.loops() == 1 ? " loop" : " loops"));
            return hub;
        } catch (Failure e) {
            listeners.forEach(Channel::close);
            directory.close();
            if (publisher != null) {
                publisher.close();
            }
            if (outbox != null) {
                outbox.close(Duration.ZERO);
            }
            processing.close();
            kept.close();
            if (handshakes != null) {
                handshakes.close();
            }
            loops.close();
            throw e;
        }
    }

    private static @Nullable Handshakes handshakes(HubSettings settings, Kept kept) {
        try {
            ServerTls tls = settings.listening().open();
            return tls == null ? null : new Handshakes(tls);
        } catch (Failure e) {
            kept.close();
            throw e;
        }
    }

    private static Processing processing(HubSettings settings, Kept kept, @Nullable Handshakes handshakes) {
        try {
            return Processing.start(settings.processorsFile(), settings.limits().textChars());
        } catch (Failure e) {
            kept.close();
            if (handshakes != null) {
                handshakes.close();
            }
            throw e;
        }
    }

    /**
     * Waits until the room service has told its rooms and people, so that to create and to register work at once.
     *
     * @return false if it did not; the hub goes on trying
     */
    public boolean awaitRoomService(Duration most) {
        CompletableFuture<Boolean> begun =
                directory.begun().toCompletableFuture().copy();
        return begun.completeOnTimeout(false, most.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Where it listens for this machine, with the real port. */
    public Address address() {
        return Listening.reachable((InetSocketAddress) listeners.get(0).localAddress());
    }

    /** Where it listens for other machines, with the real ports. */
    public List<Address> beyond() {
        return Listening.beyond(listeners.stream()
                .map(one -> (InetSocketAddress) one.localAddress())
                .toList());
    }

    /** The key that it speaks TLS with, or null if it does not. */
    public @Nullable Fingerprint fingerprint() {
        return handshakes == null ? null : handshakes.fingerprint();
    }

    /** How many peers are connected. */
    public int sessions() {
        return sessions.count();
    }

    /** How many nicks are held; between a session's rename and the end of it two are its own. */
    public int nicks() {
        return sessions.lobby().nicks().size();
    }

    /** Who is connected; does not block. */
    public CompletionStage<List<SessionView>> sessionViews() {
        return sessions.views();
    }

    /** Ends the session of that id, whose peer is told; false if there is none. Returns at once. */
    public boolean endSession(long id) {
        return sessions.end(id);
    }

    /** From now on new sessions are turned away; those that are here are told that, and go on. Returns at once. */
    public void takeNoMore(String told) {
        sessions.takeNoMore(told);
    }

    /** Takes {@link #takeNoMore} back. */
    public void takeAgain(String told) {
        sessions.takeAgain(told);
    }

    /** How many are in each open room, by name. */
    public Map<String, Integer> openRooms() {
        Map<String, Integer> open = new TreeMap<>();
        rooms.all().forEach(room -> open.put(room.name(), room.size()));
        return open;
    }

    /** Looks at the files of the key now; a new one that cannot be used is told in the log. */
    public void reloadKey() {
        if (handshakes != null) {
            handshakes.lookAgain();
        }
    }

    /**
     * Reads anew which processors rooms have.
     *
     * @return how many there are
     * @throws Failure if the file can not be used; all stays as it was then
     */
    public int reloadProcessors() {
        processing.reload();
        rooms.passAnew();
        return processing.size();
    }

    /** What it has counted. */
    public HubStats stats() {
        long messages = 0;
        long behind = 0;
        long caughtUp = 0;
        for (Loop loop : loops.all()) {
            messages += loop.counts().messages();
            behind += loop.counts().behind();
            caughtUp += loop.counts().caughtUp();
        }
        return new HubStats(
                sessions.count(),
                rooms.all().size(),
                messages,
                tally.refused(),
                tally.closed(),
                behind,
                caughtUp,
                kept.mailDropped());
    }

    /** Says goodbye to every session, then ends; blocks for at most two seconds. */
    @Override
    public void close() {
        listeners.forEach(one -> one.close().awaitUninterruptibly(200));
        sessions.shutdown();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        while (sessions.count() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        directory.close();
        if (outbox != null) {
            outbox.close(LINGER);
        }
        if (publisher != null) {
            publisher.close();
        }
        processing.close();
        kept.close();
        if (handshakes != null) {
            handshakes.close();
        }
        loops.close();
        LOG.log(Level.INFO, "hub: stopped");
    }
}

package thiscord.rooms;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.ThreadFaults;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.AllowList;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.RmiProperties;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.ServiceInfo;
import thiscord.protocol.event.Topics;
import thiscord.publisher.Confirming;
import thiscord.publisher.DurablePublisher;
import thiscord.publisher.EventPublisher;
import thiscord.rmi.Exports;
import thiscord.rmi.Rebuffs;
import thiscord.rmi.RequestSockets;
import thiscord.rooms.people.HubSecret;
import thiscord.rooms.people.People;
import thiscord.rooms.people.PeopleObserver;
import thiscord.tls.ClientTls;
import thiscord.tls.Fingerprint;
import thiscord.tls.Listening;
import thiscord.tls.ServerTls;

/**
 * A running room service. Made by {@link #start}, ended by {@link #close}; both block, either may be called from any thread.
 * It has threads of its own ({@code rooms-tick}, {@code rooms-watch}, the publisher's, RMI's) and ends them all.
 */
public final class RoomServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.rooms");
    private static final int BACKLOG = 10_000;
    private static final int HEALTH_SECONDS = 10;
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** A part that was started and is to be closed. */
    @FunctionalInterface
    private interface Part {
        void close() throws IOException;
    }

    private final Deque<Part> parts = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final RoomServerSettings settings;
    private final Clock clock;
    private final Directory directory;
    private final @Nullable ServerTls tls;
    private final RequestSockets sockets;
    private final Exports exports;
    private final HubSecret hubSecret;
    private final Sessions sessions;
    private final RoomEvents events;
    private final Binding binding;

    /**
     * Starts it; when it returns, clients are served.
     *
     * @throws Failure with an exit code and a line that names the setting to change; nothing is left running then
     */
    public static RoomServer start(RoomServerSettings settings) {
        return start(settings, Clock.systemUTC());
    }

    /** The same with another clock, by which rooms end and restrictions hold. */
    public static RoomServer start(RoomServerSettings settings, Clock clock) {
        RmiProperties.forServices();
        AllowList.guardJvm();
        return new RoomServer(settings, clock);
    }

    private RoomServer(RoomServerSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        String instance = UUID.randomUUID().toString();
        boolean started = false;
        try {
            DataFolder folder = DataFolder.take(settings.data(), "rooms");
            parts.push(folder::close);
            RoomsFile file = RoomsFile.open(folder.path());
            SqliteRoomStore store = new SqliteRoomStore(file);
            hubSecret = HubSecret.open(folder.path(), settings.people(), this::ownKey);
            events = events(instance);
            RoomTable table = new RoomTable(settings.limits(), settings.keeps(), store.lastId());
            directory = directory(table, store);
            parts.push(directory::close);
            publishFrom(store.outbox());
            tls = settings.listening().open();
            parts.push(this::closeTls);
            sockets =
                    new RequestSockets("rooms", settings.limits().requests(), new Rebuffs(), settings.listening(), tls);
            parts.push(sockets::close);
            exports =
                    new Exports(settings.external() ? 0 : settings.registry().port(), sockets, AllowList.forRequests());
            parts.push(exports::close);
            People people = new People(
                    folder.path(),
                    settings.people(),
                    new SqliteAccountStore(file),
                    new Told(),
                    Clock.systemUTC(),
                    this::ownKey);
            parts.push(people::close);
            sessions = new Sessions(
                    settings.limits(),
                    directory,
                    people,
                    new AccountRemoval(table, directory, store),
                    hubSecret,
                    store.house(),
                    exports);
            binding = Binding.open(settings, exports, sockets, instance);
            RoomService door = new Door(new ServiceInfo(RoomService.PROTOCOL, instance, version()), sessions);
            binding.bind(exports.export(RoomService.class, door));
            parts.push(binding::unbind);
            answer(instance);
            startTicking();
            started = true;
        } catch (RemoteException e) {
            throw Failure.cannotBind(settings.registry(), "--registry-port", e);
        } finally {
            if (!started) {
                close();
            }
        }
        LOG.log(Level.DEBUG, () -> "rooms: " + directory.rooms() + " rooms, registry at " + registryAddress());
    }

    /** Asks itself, over a connection as its clients make them: only what answers is ready. */
    private void answer(String instance) {
        Address at = registryAddress();
        boolean plain = settings.external() || settings.listening().plainOnLoopback();
        ClientTls secured = plain ? null : ClientTls.pinned(at, Objects.requireNonNull(fingerprint()));
        String answered = "another service answers there";
        try {
            ServiceInfo info = DirectoryClient.connect(
                            at.host(), at.port(), secured == null ? null : secured::over, DirectoryClient.PATIENT)
                    .info();
            answered = info.instance().equals(instance) ? "" : answered;
        } catch (RemoteException | NotBoundException e) {
            answered = String.valueOf(e.getMessage());
        }
        if (!answered.isEmpty()) {
            throw new Failure(
                    ExitCode.UNEXPECTED, "the room service at " + at + " does not answer its own call: " + answered);
        }
    }

    /** Tells hubs and sessions what became of accounts. */
    private final class Told implements PeopleObserver {
        @Override
        public void changed(AccountState now) {
            directory.tell(Change.ACCOUNT, now.id(), now.name(), (now.disabled() ? "-" : "") + now.generation());
            sessions.accountChanged(now.name());
        }

        @Override
        public void removed(AccountState gone) {
            String name = gone.name();
            directory.tell(Change.NO_ACCOUNT, gone.id(), name, "");
            sessions.accountChanged(name);
        }
    }

    /** As a client sees it in TLS; empty if none is spoken. */
    private String ownKey() {
        Fingerprint key = fingerprint();
        return key == null ? "" : key.text();
    }

    private void closeTls() {
        if (tls != null) {
            tls.close();
        }
    }

    private RoomEvents events(String instance) {
        Address broker = settings.events();
        if (broker == null) {
            return new RoomEvents(settings.node(), instance, clock, event -> {});
        }
        EventPublisher publisher = EventPublisher.connect(
                broker, Confirming.asSomebodyNew(false).proving(hubSecret::text), BACKLOG, LINGER);
        parts.push(publisher::close);
        return new RoomEvents(
                settings.node(),
                instance,
                clock,
                publisher::publish,
                room -> publisher.publish(Topics.ERASE, Topics.eraseRoom(room)));
    }

    /** Has what is stored from now on published from there, if there is a broker. */
    private void publishFrom(EventOutbox outbox) {
        Address broker = settings.events();
        if (broker != null) {
            DurablePublisher publisher = DurablePublisher.connect(broker, outbox, hubSecret::text);
            parts.push(() -> publisher.close(LINGER));
            events.last(publisher::wake);
        }
    }

    private Directory directory(RoomTable table, RoomStore store) {
        try {
            ChangeFeed feed = new ChangeFeed(settings.limits().changes());
            return new Directory(table, feed, store, events, clock);
        } catch (RoomStore.StoreFailure e) {
            store.close();
            throw unusable(e);
        }
    }

    private Failure unusable(RoomStore.StoreFailure e) {
        return new Failure(
                ExitCode.BAD_CONFIGURATION,
                settings.data().resolve(RoomsFile.NAME) + " cannot be used (" + e.getMessage()
                        + "); move it away, or choose another folder with " + DataFolder.OPTION,
                e);
    }

    private static String version() {
        String version = RoomServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private void startTicking() {
        every("rooms-tick", 1, () -> {
            sessions.expire();
            directory.passTime();
        });
        every("rooms-watch", HEALTH_SECONDS, new Watch());
    }

    private void every(String name, int seconds, Runnable work) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, body -> new Thread(body, name));
        parts.push(() -> stop(timer));
        timer.scheduleWithFixedDelay(ThreadFaults.recurring(name, work), seconds, seconds, TimeUnit.SECONDS);
    }

    /** What it is doing is left to finish, so that it does not undo what follows; a registry may keep it for a while. */
    private static void stop(ScheduledThreadPoolExecutor timer) {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "rooms: a timer is still busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Publishes health, looks after the name in the registry, tells what the sockets had to turn away. */
    private final class Watch implements Runnable {
        private Map<String, Long> told = Map.of();

        @Override
        public void run() {
            Map<String, Long> now = rebuffs();
            events.health(directory.rooms(), sessions.people(), sessions.hubs(), sockets.open(), now);
            String news = Rebuffs.since(told, now);
            if (!news.isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        () -> "rooms: turned away in " + HEALTH_SECONDS + " s: " + news + "; see docs/OPERATIONS.md");
            }
            told = now;
            binding.watch();
        }
    }

    /**
     * Makes this room if there never was any; it belongs to who runs the service, by the nick that {@code thiscord rooms}
     * gives that user.
     *
     * @throws Failure if it cannot be stored
     */
    public void createFirst(String room) {
        try {
            directory.createFirst(
                    new RoomSpec(room, "", ""), new Who(RoomsSession.nickOf(System.getProperty("user.name", "")), ""));
        } catch (RoomStore.StoreFailure e) {
            throw unusable(e);
        }
    }

    /** What the rooms are called that there are now. */
    public Set<String> roomNames() {
        return directory.names();
    }

    /** Ends the sessions of all hubs; those that live log in again at once and tell anew who is there. */
    public void endHubSessions() {
        sessions.endHubs();
    }

    /** How often peers were turned away since the start, by kind; docs/OPERATIONS.md has the kinds. */
    public Map<String, Long> rebuffs() {
        return sockets.rebuffs().counts();
    }

    /** Where clients find it. */
    public Address registryAddress() {
        return binding.address();
    }

    /** What a hub of this process knows to be let in. */
    public String hubSecret() {
        return hubSecret.text();
    }

    /** Where other machines find it. */
    public List<Address> beyond() {
        return Listening.beyond(sockets.addresses());
    }

    /** Where it listens, the address for this machine first. */
    List<Address> addresses() {
        return sockets.addresses().stream().map(Listening::reachable).toList();
    }

    /** The key that it speaks TLS with, or null if it does not; may block for as long as it takes to make one. */
    public @Nullable Fingerprint fingerprint() {
        return tls == null ? null : tls.fingerprint();
    }

    /** Looks at the files of the key now; a new one that cannot be used is told in the log. */
    public void reloadKey() {
        if (tls != null) {
            tls.lookAgain();
        }
    }

    /** Ends sessions and threads, closes the store, gives the folder back. Twice does no harm. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, "rooms: while stopping", e);
            }
        }
    }
}

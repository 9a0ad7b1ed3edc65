package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.protocol.Keeps;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.AllowList;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RmiProperties;
import thiscord.protocol.directory.RoomService;
import thiscord.rmi.Exports;
import thiscord.rmi.Rebuffs;
import thiscord.rmi.RequestSockets;
import thiscord.rooms.people.HubSecret;
import thiscord.rooms.people.People;
import thiscord.rooms.people.PeopleObserver;
import thiscord.rooms.people.PeopleSettings;
import thiscord.tls.Listening;

/** Sessions at the moment at which they are opened. */
@Timeout(60)
class SessionsIT implements PeopleObserver {
    private final AtomicReference<Sessions> told = new AtomicReference<>();

    @TempDir
    private Path folder;

    @Override
    public void changed(AccountState now) {
        told.get().accountChanged(now.name());
    }

    @Override
    public void removed(AccountState gone) {
        told.get().accountChanged(gone.name());
    }

    private static boolean waitsFor(Object lock, Thread who) {
        ThreadInfo now = ManagementFactory.getThreadMXBean().getThreadInfo(who.getId());
        LockInfo wanted = now == null ? null : now.getLockInfo();
        return wanted != null && wanted.getIdentityHashCode() == System.identityHashCode(lock);
    }

    @Test
    void aGuestIsOutWhoseNickBecameAnAccountsAsItCameIn() throws Exception {
        RmiProperties.forServices();
        RoomLimits limits = RoomLimits.DEFAULT;
        try (RoomsFile file = RoomsFile.open(folder);
                RequestSockets sockets = new RequestSockets(
                        "rooms", limits.requests(), new Rebuffs(), Listening.on(Address.loopback(0)), null);
                Exports exports = new Exports(0, sockets, AllowList.forRequests());
                People people = new People(
                        folder,
                        PeopleSettings.DEFAULT.with(PeopleSettings.Guests.ON, false),
                        new SqliteAccountStore(file),
                        this,
                        Clock.systemUTC(),
                        () -> "")) {
            Directory directory = new Directory(
                    new RoomTable(limits, Keeps.ALL, 0),
                    new ChangeFeed(10),
                    new SqliteRoomStore(file),
                    new RoomEvents("rooms", "i", Clock.systemUTC(), event -> {}),
                    Clock.systemUTC());
            Sessions sessions = new Sessions(
                    limits,
                    directory,
                    people,
                    new AccountRemoval(new RoomTable(limits, Keeps.ALL, 0), directory, new SqliteRoomStore(file)),
                    HubSecret.open(folder, PeopleSettings.DEFAULT, () -> ""),
                    "house",
                    exports);
            told.set(sessions);
            FutureTask<PersonSession> guest =
                    new FutureTask<>(() -> sessions.person(new Login(RoomService.PROTOCOL, "alice")));
            Thread coming = new Thread(guest, "guest");

            synchronized (sessions) {
                coming.start();
                // Admitted, it waits for its place among the sessions.
                while (coming.isAlive() && !waitsFor(sessions, coming)) {
                    Thread.onSpinWait();
                }
                people.add("alice", "");
            }

            guest.get(30, TimeUnit.SECONDS);
            assertThat(sessions.people()).isZero();
        }
    }
}

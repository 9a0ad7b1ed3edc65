package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.NoSuchObjectException;
import java.rmi.NotBoundException;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.Changes;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.DirectorySockets;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Presence;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.SecretProof;
import thiscord.tls.ClientTls;

@Timeout(60)
class RoomServerIT {
    @TempDir
    private Path folder;

    private RoomServer start() {
        return RoomServer.start(RoomServerSettings.of(folder, 0));
    }

    private static RoomService connect(RoomServer server) throws Exception {
        Address at = server.registryAddress();
        return DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT);
    }

    private static PersonSession person(RoomServer server, String nick) throws Exception {
        return connect(server).login(new Login(RoomService.PROTOCOL, nick));
    }

    private static HubSession hub(RoomServer server, String node) throws Exception {
        return SecretProof.loginHub(
                connect(server), new Login(RoomService.PROTOCOL, node), server.hubSecret(), () -> SecretProof.PLAIN);
    }

    private static RoomSpec spec(String name) {
        return new RoomSpec(name, "", "");
    }

    @Test
    void whatAPersonCreatesAHubFindsAndTheOtherWayRound() throws Exception {
        try (RoomServer server = start()) {
            PersonSession alice = person(server, "alice");
            HubSession hub = hub(server, "hub");

            alice.create(new RoomSpec("Lab", "7d", "where it smokes"));
            hub.create(spec("kitchen"), "bob");

            assertThat(hub.find("lab").topic()).isEqualTo("where it smokes");
            assertThat(alice.describe("KITCHEN").createdBy()).isEqualTo("bob");
            assertThat(alice.list("")).extracting(RoomInfo::name).containsExactly("kitchen", "Lab");
        }
    }

    @Test
    void aHubListsPublicRoomsForWhoHasNoNickYet() throws Exception {
        try (RoomServer server = start()) {
            PersonSession alice = person(server, "alice");
            HubSession hub = hub(server, "hub");
            alice.create(spec("lab"));
            alice.create(new RoomSpec("den", "", "", "invited"));

            assertThat(hub.listFor("", "")).extracting(RoomInfo::name).containsExactly("lab");
            assertThat(hub.listFor("lab", "")).isEmpty();
            assertThatThrownBy(() -> hub.listFor("", "not a nick")).isInstanceOf(Refused.class);
            assertThatThrownBy(() -> hub.create(spec("cellar"), "")).isInstanceOf(Refused.class);
        }
    }

    @Test
    void refusalsCrossTheWireWithTheirReasonAndWithoutAStackTrace() throws Exception {
        try (RoomServer server = start()) {
            PersonSession alice = person(server, "alice");
            alice.create(spec("lab"));

            Refused exists = catchThrowableOfType(Refused.class, () -> alice.create(spec("LAB")));
            Refused none = catchThrowableOfType(Refused.class, () -> alice.join("nowhere"));
            Refused nick = catchThrowableOfType(Refused.class, () -> person(server, "not a nick"));

            assertThat(exists.refusal().reason()).isEqualTo(Reason.ROOM_EXISTS);
            assertThat(none.refusal().text()).isEqualTo("There is no room 'nowhere'.");
            assertThat(nick.refusal().reason()).isEqualTo(Reason.BAD_NICK);
            assertThat(none.getStackTrace())
                    .noneMatch(frame -> frame.getClassName().startsWith("thiscord.rooms.Directory"));
        }
    }

    @Test
    void aWaitingHubIsToldOfAChangeAtOnceAndOfNoneWhenTheTimeIsOver() throws Exception {
        try (RoomServer server = start()) {
            PersonSession alice = person(server, "alice");
            HubSession hub = hub(server, "hub");
            long at = hub.changes(-1, 0).upTo();
            CompletableFuture<Changes> waiting = waiting(hub, at);

            alice.create(spec("lab"));
            alice.join("lab");
            Changes first = waiting.get(9, TimeUnit.SECONDS);
            Changes both = hub.changes(at, 0);

            assertThat(first.list()).first().extracting(Change::kind).isEqualTo(Change.CREATED);
            assertThat(both.list())
                    .extracting(Change::kind)
                    .containsExactly(Change.CREATED, Change.RULED, Change.JOINED);
            assertThat(hub.changes(both.upTo(), 1)).isEqualTo(new Changes(false, both.upTo(), List.of()));
            assertThat(hub.changes(99, 0).lost()).isTrue();
        }
    }

    @Test
    void aWaitLongerThanTheResponseTimeoutIsNoTimeout() throws Exception {
        try (RoomServer server = start()) {
            Address at = server.registryAddress();
            RoomService service = DirectoryClient.connect(
                    at.host(), at.port(), new DirectoryClient.Timeouts(Duration.ofSeconds(5), Duration.ofMillis(1000)));
            HubSession hub = SecretProof.loginHub(
                    service, new Login(RoomService.PROTOCOL, "hub"), server.hubSecret(), () -> SecretProof.PLAIN);

            Changes none = hub.changes(0, 1500);

            assertThat(none.list()).isEmpty();
        }
    }

    @Test
    void aSecondWaitOfOneHubEndsTheFirstSoThatThreadsAreBounded() throws Exception {
        try (RoomServer server = start()) {
            HubSession hub = hub(server, "hub");
            CompletableFuture<Changes> first = waiting(hub, 0);
            CompletableFuture<Changes> second = waiting(hub, 0);

            Object ended = CompletableFuture.anyOf(first, second).get(8, TimeUnit.SECONDS);
            hub.create(spec("lab"), "bob");

            assertThat(((Changes) ended).list()).isEmpty();
            assertThat(first.get(8, TimeUnit.SECONDS).list().size()
                            + second.get(8, TimeUnit.SECONDS).list().size())
                    .isEqualTo(2);
        }
    }

    /** On a thread of its own: the common pool has a single one on two processors. */
    private static CompletableFuture<Changes> waiting(HubSession hub, long after) {
        return CompletableFuture.supplyAsync(
                () -> changes(hub, after, 10_000), body -> new Thread(body, "waiting").start());
    }

    private static Changes changes(HubSession hub, long after, int wait) {
        try {
            return hub.changes(after, wait);
        } catch (RemoteException | Refused e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void presenceComesWithAHubsReportAndGoesWithItsSession() throws Exception {
        try (RoomServer server = start()) {
            PersonSession alice = person(server, "alice");
            HubSession hub = hub(server, "hub");
            alice.create(spec("lab"));
            alice.join("lab");

            hub.report(List.of(new Presence("lab", "Alice", true, false), new Presence("lab", "bob", true, false)));
            List<MemberInfo> during = alice.members("lab");
            hub.logout();
            List<MemberInfo> after = alice.members("lab");

            assertThat(during)
                    .containsExactly(new MemberInfo("alice", true, true, "owner"), new MemberInfo("bob", true, false));
            assertThat(after).containsExactly(new MemberInfo("alice", false, true, "owner"));
            assertThatThrownBy(() -> hub.find("lab")).isInstanceOf(NoSuchObjectException.class);
        }
    }

    @Test
    void aHubThatFallsSilentLosesItsPresenceAndAnIdlePersonItsSession() throws Exception {
        RoomLimits d = RoomLimits.DEFAULT;
        RoomLimits brief = new RoomLimits(
                10,
                10,
                100,
                100,
                10,
                10,
                64,
                1 << 19,
                d.requestTime(),
                d.idleConnection(),
                Duration.ofMillis(1500),
                Duration.ofMillis(500));
        RoomServerSettings settings = RoomServerSettings.of(folder, 0).withLimits(brief);
        try (RoomServer server = RoomServer.start(settings)) {
            PersonSession alice = person(server, "alice");
            HubSession hub = hub(server, "hub");
            alice.create(spec("lab"));
            hub.report(List.of(new Presence("lab", "bob", true, false)));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> alice.members("lab").stream()
                            .noneMatch(m -> m.nick().equals("bob")));
            Awaitility.await()
                    .pollInterval(Duration.ofSeconds(4))
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> alice.list("")).isInstanceOf(NoSuchObjectException.class));
        }
    }

    @Test
    void sessionsAreBounded() throws Exception {
        RoomLimits d = RoomLimits.DEFAULT;
        RoomLimits few = new RoomLimits(
                10, 10, 100, 100, 2, 1, 64, 1 << 19, d.requestTime(), d.idleConnection(), d.idlePerson(), d.idleHub());
        try (RoomServer server =
                RoomServer.start(RoomServerSettings.of(folder, 0).withLimits(few))) {
            PersonSession one = person(server, "a");
            PersonSession two = person(server, "b");
            HubSession hub = hub(server, "h1");

            Refused third = catchThrowableOfType(Refused.class, () -> person(server, "c"));
            Refused second = catchThrowableOfType(Refused.class, () -> hub(server, "h2"));
            one.logout();

            assertThat(third.refusal().reason()).isEqualTo(Reason.TOO_MANY_SESSIONS);
            assertThat(second.refusal().reason()).isEqualTo(Reason.TOO_MANY_SESSIONS);
            assertThat(person(server, "c").list("")).isEmpty();
            assertThat(two.list("")).isEmpty();
            assertThat(hub.list("")).isEmpty();
        }
    }

    @Test
    void roomsAndMembershipsAreThereAfterARestartAndClientsHealByConnectingAgain() throws Exception {
        RoomServer first = start();
        PersonSession before = person(first, "alice");
        String instance = connect(first).info().instance();
        before.create(new RoomSpec("Lab", "500", "smoke"));
        before.join("lab");
        int port = first.registryAddress().port();
        first.close();

        try (RoomServer second = RoomServer.start(RoomServerSettings.of(folder, port))) {
            // A connection that was used a moment ago is taken for alive, so the first call may meet its end.
            PersonSession after = Awaitility.await()
                    .ignoreExceptionsInstanceOf(RemoteException.class)
                    .until(() -> person(second, "alice"), one -> true);

            assertThatThrownBy(() -> before.list("")).isInstanceOf(RemoteException.class);
            assertThat(connect(second).info().instance()).isNotEqualTo(instance);
            assertThat(after.describe("lab").keeps()).isEqualTo("500");
            assertThat(after.members("lab")).containsExactly(new MemberInfo("alice", false, true, "owner"));
        }
    }

    @Test
    void aSecondServiceOnTheFolderOrThePortIsRefusedByNameOfTheSetting() throws Exception {
        try (RoomServer server = start()) {
            Failure folderTaken = catchThrowableOfType(Failure.class, this::start);
            Failure portTaken = catchThrowableOfType(
                    Failure.class,
                    () -> RoomServer.start(RoomServerSettings.of(
                            folder.resolve("other"), server.registryAddress().port())));

            assertThat(folderTaken.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
            assertThat(folderTaken).hasMessageContaining("--data");
            assertThat(portTaken.exitCode()).isEqualTo(ExitCode.CANNOT_BIND);
            assertThat(portTaken).hasMessageContaining("--registry-port");
            assertThat(person(server, "alice").list("")).isEmpty();
        }
        start().close();
    }

    @Test
    void aFolderThatIsAFileIsOneLineAboutTheSetting() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        Failure failure = catchThrowableOfType(Failure.class, () -> RoomServer.start(RoomServerSettings.of(file, 0)));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(failure).hasMessageContaining("--data");
    }

    /** What a service of tomorrow could do. */
    interface Newer extends PersonSession {
        boolean fly() throws RemoteException;
    }

    @Test
    void whoAsksForWhatThisServiceDoesNotKnowIsToldWhoIsOlder() throws Exception {
        try (RoomServer server = start()) {
            Address at = server.registryAddress();

            Failure older = catchThrowableOfType(
                    Failure.class,
                    () -> RoomsSession.ask(
                            new ServiceAt(at, null, ClientTls.proven(at), folder),
                            "alice",
                            session -> newer(at).fly()));
            Refused newer = catchThrowableOfType(
                    Refused.class, () -> connect(server).login(new Login(RoomService.PROTOCOL + 1, "alice")));

            assertThat(older).hasMessageContaining("is older than this command").hasMessageContaining("update");
            assertThat(newer.refusal().reason()).isEqualTo(Reason.NOT_SUPPORTED);
            assertThat(newer.refusal().text()).contains("protocol 1 to " + RoomService.PROTOCOL, "update the older");
        }
    }

    /** A stub of the object that is bound, with a method that this does not have. */
    private static Newer newer(Address at) throws RemoteException {
        try {
            Remote door = LocateRegistry.getRegistry(at.host(), at.port(), DirectorySockets.LOOPBACK)
                    .lookup(RoomService.BOUND_AS);
            return (Newer) Proxy.newProxyInstance(
                    Newer.class.getClassLoader(), new Class<?>[] {Newer.class}, Proxy.getInvocationHandler(door));
        } catch (NotBoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nothingIsBoundFromOutside() throws Exception {
        try (RoomServer server = start()) {
            Address at = server.registryAddress();

            assertThatThrownBy(() -> LocateRegistry.getRegistry(at.host(), at.port(), DirectorySockets.LOOPBACK)
                            .rebind("evil", connect(server)))
                    .isInstanceOf(RemoteException.class);
            assertThat(LocateRegistry.getRegistry(at.host(), at.port(), DirectorySockets.LOOPBACK)
                            .list())
                    .containsExactly(RoomService.BOUND_AS);
        }
    }
}

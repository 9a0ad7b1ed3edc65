package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.rmi.NoSuchObjectException;
import java.rmi.RemoteException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Changes;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.Presence;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.SecretProof;

/** Which hub holds a node name. */
@Timeout(60)
class NodeNameIT {
    @TempDir
    private Path folder;

    private RoomServer start() {
        return RoomServer.start(RoomServerSettings.of(folder, 0));
    }

    private static HubSession hub(RoomServer server, String node, String instance) throws Exception {
        return SecretProof.loginHub(
                connect(server),
                new Login(RoomService.PROTOCOL, node, instance),
                server.hubSecret(),
                () -> SecretProof.PLAIN);
    }

    private static RoomService connect(RoomServer server) throws Exception {
        Address at = server.registryAddress();
        return DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT);
    }

    private static RoomSpec spec(String name) {
        return new RoomSpec(name, "", "");
    }

    @Test
    void aHubThatKnowsNoAccountsIsNotLetIn() throws Exception {
        try (RoomServer server = start()) {
            RoomService service = connect(server);

            Refused refused = catchThrowableOfType(
                    Refused.class,
                    () -> SecretProof.loginHub(
                            service, new Login(1, "hub"), server.hubSecret(), () -> SecretProof.PLAIN));

            assertThat(refused.refusal().reason()).isEqualTo(Reason.NOT_SUPPORTED);
            assertThat(refused.refusal().text())
                    .isEqualTo("This hub speaks protocol 1, which knows no accounts;"
                            + " update it, since rooms are opened to hubs of protocol 3.");
            assertThat(service.login(new Login(1, "alice")).list("")).isEmpty();
        }
    }

    @Test
    void aHubThatLogsInAnewReplacesItself() throws Exception {
        try (RoomServer server = start()) {
            HubSession crashed = hub(server, "hub", "");
            crashed.create(spec("lab"), "bob");
            crashed.report(List.of(new Presence("lab", "bob", true, false)));

            HubSession again = hub(server, "hub", "");

            assertThat(again.find("lab").members()).isZero();
            assertThatThrownBy(() -> crashed.find("lab")).isInstanceOf(NoSuchObjectException.class);
        }
    }

    @Test
    void ofTwoLiveHubsUnderOneNodeNameTheFirstStays() throws Exception {
        try (RoomServer server = start()) {
            HubSession first = hub(server, "hub", "one");
            Thread polling = polling(first);

            Refused refused = catchThrowableOfType(Refused.class, () -> hub(server, "HUB", "two"));

            assertThat(refused.refusal().reason()).isEqualTo(Reason.NODE_IN_USE);
            assertThat(refused).hasMessageContaining("'HUB'").hasMessageContaining("--node");
            assertThat(first.list("")).isEmpty();
            assertThat(hub(server, "hub", "one").list("")).isEmpty();
            polling.join();
            assertThatThrownBy(() -> first.list("")).isInstanceOf(NoSuchObjectException.class);
        }
    }

    /** Follows changes as a hub does, for as long as the session lives. */
    private static Thread polling(HubSession hub) throws Exception {
        long at = hub.changes(-1, 0).upTo();
        Thread thread = new Thread(
                () -> {
                    try {
                        while (hub.changes(at, 10_000).list().isEmpty()) {
                            Thread.onSpinWait();
                        }
                    } catch (RemoteException | Refused e) {
                        // The session has ended: so does the follower.
                        return;
                    }
                },
                "polling");
        thread.start();
        return thread;
    }

    @Test
    void aHubThatWasKilledAndStartedAgainTakesOverAlthoughItsOldSessionStillWaits() throws Exception {
        try (RoomServer server = start()) {
            HubSession killed = hub(server, "hub", "one");
            killed.create(spec("lab"), "bob");
            killed.report(List.of(new Presence("lab", "bob", true, false)));
            CompletableFuture<Changes> one = waiting(killed, 2);
            CompletableFuture<Changes> other = waiting(killed, 2);
            // One of them ended the other, so it has arrived and waits.
            CompletableFuture.anyOf(one, other).get(8, TimeUnit.SECONDS);

            HubSession again = hub(server, "hub", "two");

            assertThat(one.get(9, TimeUnit.SECONDS).list()).isEmpty();
            assertThat(other.get(9, TimeUnit.SECONDS).list()).isEmpty();
            assertThat(again.find("lab").members()).isZero();
            assertThatThrownBy(() -> killed.find("lab")).isInstanceOf(NoSuchObjectException.class);
        }
    }

    @Test
    void aHubWhoseProcessIsGoneIsNotAsked() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        try (RoomServer server = start()) {
            HubSession killed = hub(server, "hub", Login.instanceOf(dead.pid()));
            Thread polling = polling(killed);

            HubSession again = hub(server, "hub", "two");

            assertThat(again.list("")).isEmpty();
            polling.join();
            assertThatThrownBy(() -> killed.list("")).isInstanceOf(NoSuchObjectException.class);
        }
    }

    @Test
    void aHubWhoseProcessLivesIsAsked() throws Exception {
        try (RoomServer server = start()) {
            HubSession first =
                    hub(server, "hub", Login.instanceOf(ProcessHandle.current().pid()));
            Thread polling = polling(first);

            assertThatThrownBy(() -> hub(server, "hub", "two")).isInstanceOf(Refused.class);
            first.logout();
            polling.join();
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
}

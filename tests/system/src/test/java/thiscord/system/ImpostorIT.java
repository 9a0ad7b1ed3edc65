package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.Remote;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.kit.LinePeer;
import thiscord.kit.Processes;
import thiscord.kit.QuietPort;
import thiscord.kit.Running;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.Admission;
import thiscord.protocol.directory.AllowList;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.Changes;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.PeopleInfo;
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.ServiceInfo;
import thiscord.protocol.directory.ServiceProof;
import thiscord.rmi.Exports;
import thiscord.rmi.Rebuffs;
import thiscord.rmi.RequestLimits;
import thiscord.rmi.RequestSockets;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;
import thiscord.tls.KeyFiles;
import thiscord.tls.Listening;
import thiscord.tls.ServerTls;

/**
 * Somebody has the room service's port while that is away, or has it for good and passes everything on to the real one: a peer
 * that ends TLS with a key of its own, keeps every byte it was sent, and answers whatever a client would like to hear. The hub
 * and the commands are processes, as users start them.
 */
class ImpostorIT {
    private static final String PASSWORD = "correct horse battery";
    private static final String TEXT = "a text that must stay";

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path data;

    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private ServerSocket front;
    private ServerTls ownKey;
    private Exports exports;
    private RequestSockets sockets;

    @AfterEach
    void stop() throws IOException {
        if (front != null) {
            front.close();
            ownKey.close();
            for (Socket one : open) {
                one.close();
            }
        }
        if (exports != null) {
            exports.close();
            sockets.close();
        }
    }

    /** Takes the port, and passes what comes on in plain text. */
    private void impersonate(int port, int behind) throws IOException {
        ownKey = ServerTls.open(KeyFiles.inFolder(data.resolve("impostor")));
        front = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        thread(() -> {
            while (!front.isClosed()) {
                try {
                    Socket victim = front.accept();
                    thread(() -> pass(victim, behind));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "impostor");
        thread.setDaemon(true);
        thread.start();
    }

    private void pass(Socket victim, int behind) {
        open.add(victim);
        try {
            int first = victim.getInputStream().read();
            byte[] read = {(byte) first};
            Socket spoken = first == 0x16 ? ownKey.over(victim, new ByteArrayInputStream(read)) : victim;
            Socket on = new Socket(InetAddress.getLoopbackAddress(), behind);
            open.add(on);
            if (first != 0x16) {
                hear(read, 1);
                on.getOutputStream().write(read);
            }
            thread(() -> copy(on, spoken, false));
            copy(spoken, on, true);
        } catch (IOException goneAgain) {
            close(victim);
        }
    }

    private void hear(byte[] bytes, int count) {
        synchronized (heard) {
            heard.write(bytes, 0, count);
        }
    }

    private void copy(Socket from, Socket to, boolean listen) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] some = new byte[8192];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                if (listen) {
                    hear(some, count);
                }
                out.write(some, 0, count);
                out.flush();
            }
        } catch (IOException hungUp) {
            close(to);
        }
    }

    private static void close(Socket one) {
        try {
            one.close();
        } catch (IOException already) {
            Thread.onSpinWait();
        }
    }

    private void nothingSecretWasHeard(String... secrets) {
        synchronized (heard) {
            assertThat(heard.toString(StandardCharsets.ISO_8859_1))
                    .contains("JRMI")
                    .doesNotContain(secrets);
        }
    }

    /** Says yes to everything: what hub logins, proofs, accounts and changes would be welcome. */
    private int yesman() throws Exception {
        sockets = new RequestSockets(
                "impostor",
                new RequestLimits(200, 1 << 20, Duration.ofSeconds(20), Duration.ofSeconds(60)),
                new Rebuffs(),
                Listening.on(Address.loopback(0)),
                null);
        exports = new Exports(0, sockets, AllowList.forRequests());
        exports.registry().rebind(RoomService.BOUND_AS, exports.export(RoomService.class, yes(RoomService.class)));
        return sockets.port();
    }

    private <T extends Remote> T yes(Class<T> as) {
        return as.cast(Proxy.newProxyInstance(as.getClassLoader(), new Class<?>[] {as}, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "hashCode":
                    return System.identityHashCode(proxy);
                case "equals":
                    return proxy == arguments[0];
                case "info":
                    return new ServiceInfo(RoomService.PROTOCOL, "i", "1");
                case "prove":
                    asked.incrementAndGet();
                    return new ServiceProof("nonce", "A".repeat(43));
                case "loginHub":
                    return exports.export(HubSession.class, yes(HubSession.class));
                case "administer":
                    return exports.export(PeopleSession.class, yes(PeopleSession.class));
                case "authenticate":
                    return new Admission("alice", 1, "ticket", Long.MAX_VALUE);
                case "people":
                    return new PeopleInfo("", "on", true);
                case "accounts":
                    return List.<AccountState>of();
                case "house":
                    return "another house";
                case "changes":
                    return (long) arguments[0] < 0
                            ? new Changes(true, 0, List.of())
                            : new Changes(
                                    false,
                                    1 + (long) arguments[0],
                                    List.of(
                                            new Change(1, Change.DELETED, "lab", 1, "eve", ""),
                                            new Change(2, Change.DELETED, "lab", 2, "eve", "")));
                default:
                    return method.getReturnType() == List.class ? List.of() : null;
            }
        }));
    }

    private Running hub(int registry) {
        Running hub = processes.thiscord(
                "chat-hub",
                "--data",
                data.toString(),
                "--port",
                "0",
                "--registry",
                "127.0.0.1:" + registry,
                "--events",
                "none");
        return hub;
    }

    private static int port(Running hub) {
        return Integer.parseInt(
                hub.out().expect("^ready: hub 127\\.0\\.0\\.1:(\\d+)$").group(1));
    }

    private Running people(int registry, Path password) {
        return processes.thiscord(
                "people",
                "add",
                "alice",
                "--new-password-file",
                password.toString(),
                "--data",
                data.toString(),
                "--registry",
                "127.0.0.1:" + registry);
    }

    private boolean isKept() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(TEXT)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void whoTakesThePortWhileTheRoomServiceIsAwayHearsNoSecretAndErasesNothing() throws Exception {
        Path password = Files.writeString(data.resolve("password"), PASSWORD + "\n");
        int registry = QuietPort.any();
        String hubs;
        String administrators;
        Running hub = null;
        int hubPort;
        try (RoomServer real = RoomServer.start(RoomServerSettings.of(data, registry))) {
            hubs = real.hubSecret();
            administrators = Files.readString(data.resolve("people.admin")).strip();
            assertThat(people(registry, password).exit()).isZero();
            hub = hub(registry);
            hubPort = port(hub);
            hub.err().expect("the room service at .* answers");
            try (LinePeer bob = LinePeer.connect(hubPort).send("/nick bob", "/create lab all", "/join lab", TEXT)) {
                bob.until("[lab] bob: " + TEXT);
            }
        }
        impersonate(registry, yesman());

        hub.err().expect("no room service that knows this hub's secret");
        try (LinePeer eve = LinePeer.connect(hubPort).send("/login alice " + PASSWORD)) {
            assertThat(eve.until("! ")).contains("does not answer");
        }
        Running admin = people(registry, password);
        assertThat(admin.exit()).isEqualTo(4);
        admin.err().expect("does not know the secret");
        Running own = processes.thiscord(
                "rooms",
                "list",
                "--account",
                "alice",
                "--password-file",
                password.toString(),
                "--data",
                data.toString(),
                "--registry",
                "127.0.0.1:" + registry);
        assertThat(own.exit()).isEqualTo(4);
        hub.kill();

        assertThat(asked.get()).isGreaterThanOrEqualTo(3);
        nothingSecretWasHeard(hubs, administrators, PASSWORD);
        assertThat(isKept()).isTrue();
    }

    @Test
    void whoPassesEverythingOnToTheRealServiceGetsNoFurtherThanItsProof() throws Exception {
        Path password = Files.writeString(data.resolve("password"), PASSWORD + "\n");
        int registry = QuietPort.any();
        try (RoomServer real = RoomServer.start(RoomServerSettings.of(data, 0))) {
            impersonate(registry, real.registryAddress().port());

            Running hub = hub(registry);
            hub.err().expect("not let in by the room service .*another key than this service's");
            Running admin = people(registry, password);
            assertThat(admin.exit()).isEqualTo(1);
            admin.err().expect("another key than this service's");
            nothingSecretWasHeard(
                    real.hubSecret(),
                    Files.readString(data.resolve("people.admin")).strip(),
                    PASSWORD);
        }
    }
}

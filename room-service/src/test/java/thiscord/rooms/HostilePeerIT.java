package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.DirectorySockets;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.Presence;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.SecretProof;

/** What somebody may try who can reach the port. After each attempt the service serves on. */
@Timeout(60)
class HostilePeerIT {
    @TempDir
    private Path folder;

    private static RoomLimits limits(int connections, Duration request, Duration idle) {
        RoomLimits d = RoomLimits.DEFAULT;
        return new RoomLimits(
                10, 10, 100, 100, 10, 10, connections, 64 << 10, request, idle, d.idlePerson(), d.idleHub());
    }

    private RoomServer start(RoomLimits limits) {
        return RoomServer.start(RoomServerSettings.of(folder, 0).withLimits(limits));
    }

    private RoomServer start() {
        return start(RoomLimits.DEFAULT);
    }

    private static HubSession hub(RoomServer server) throws Exception {
        Address at = server.registryAddress();
        return SecretProof.loginHub(
                DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT),
                new Login(RoomService.PROTOCOL, "hub"),
                server.hubSecret(),
                () -> SecretProof.PLAIN);
    }

    private static Socket raw(RoomServer server) throws Exception {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), server.registryAddress().port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @SuppressWarnings("unchecked")
    private static List<Presence> holding(Object stranger) {
        List<Object> list = new ArrayList<>();
        list.add(stranger);
        return (List<Presence>) (List<?>) list;
    }

    @Test
    void aClassThatIsNotOnTheListIsRejectedBeforeItIsMade() throws Exception {
        try (RoomServer server = start()) {
            HubSession hub = hub(server);
            Registry registry = LocateRegistry.getRegistry(
                    "127.0.0.1", server.registryAddress().port(), DirectorySockets.LOOPBACK);
            Object stub = registry.lookup(RoomService.BOUND_AS);

            for (Object stranger : List.of(new HashMap<>(Map.of("a", "b")), Integer.valueOf(7), stub)) {
                assertThatThrownBy(() -> hub.report(holding(stranger)))
                        .as(stranger.getClass().toString())
                        .isInstanceOf(RemoteException.class)
                        .hasStackTraceContaining("REJECTED");
            }
            assertThatThrownBy(() -> hub.report(holding(new int[5000]))).isInstanceOf(RemoteException.class);
            assertThat(hub.list("")).isEmpty();
        }
    }

    @Test
    void aReportThatIsTooLongIsRefusedInWordsAndAHugeOneRejected() throws Exception {
        try (RoomServer server = start()) {
            HubSession hub = hub(server);
            Presence one = new Presence("lab", "bob", true, false);

            Refused over = catchThrowableOfType(
                    Refused.class,
                    () -> hub.report(Collections.nCopies(1001, one).stream().toList()));
            Refused bad = catchThrowableOfType(
                    Refused.class, () -> hub.report(List.of(new Presence("lab", "b b", true, false))));

            assertThat(over.refusal().reason()).isEqualTo(Reason.BAD_FIELD);
            assertThat(bad.refusal().reason()).isEqualTo(Reason.BAD_FIELD);
            assertThatThrownBy(() -> hub.report(new ArrayList<>(Collections.nCopies(50_000, one))))
                    .isInstanceOf(RemoteException.class);
            assertThat(hub.list("")).isEmpty();
        }
    }

    @Test
    void aStringOverTheBudgetOfBytesEndsTheConnectionAndNothingElse() throws Exception {
        try (RoomServer server = start()) {
            HubSession hub = hub(server);

            assertThatThrownBy(() -> hub.find("x".repeat(5_000_000))).isInstanceOf(RemoteException.class);
            Refused within = catchThrowableOfType(Refused.class, () -> hub.find("x".repeat(100_000)));

            assertThat(within.refusal().reason()).isEqualTo(Reason.NO_SUCH_ROOM);
            assertThat(within.refusal().text()).hasSizeLessThan(100);
            assertThat(server.rebuffs()).containsEntry("too-big", 1L);
        }
    }

    @Test
    void idleSocketsKeepNobodyOut() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (RoomServer server = start(limits(8, Duration.ofSeconds(10), Duration.ofSeconds(30)))) {
            for (int i = 0; i < 40; i++) {
                idle.add(raw(server));
            }

            assertThat(hub(server).list("")).isEmpty();
            assertThat(ended(idle.get(0))).isTrue();
            assertThat(server.rebuffs().get("idle")).isPositive();
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    /** What it says is the beginning of a call to look something up in the registry, without the name. */
    private static byte[] unfinishedCall() {
        return ByteBuffer.allocate(7 + 2 + 4 + 1 + 4 + 2 + 22 + 4 + 8)
                .put(new byte[] {'J', 'R', 'M', 'I', 0, 2, 0x4B})
                .putShort((short) 0)
                .putInt(0)
                .put((byte) 0x50)
                .putInt(0xACED0005)
                .putShort((short) 0x7722)
                .put(new byte[22])
                .putInt(2)
                .putLong(4905912898345647071L)
                .array();
    }

    @Test
    void requestsThatNeverArriveInFullKeepNobodyOut() throws Exception {
        List<Socket> half = new ArrayList<>();
        byte[] all = unfinishedCall();
        try (RoomServer server = start(limits(16, Duration.ofSeconds(60), Duration.ofSeconds(60)))) {
            HubSession hub = hub(server);
            for (int bytes : new int[] {1, 6, 9, 14, 30, all.length}) {
                for (int i = 0; i < 20; i++) {
                    Socket socket = raw(server);
                    half.add(socket);
                    socket.getOutputStream().write(all, 0, bytes);
                }

                assertThat(hub.list("")).isEmpty();
                hub = hub(server);
                assertThat(hub.list("")).isEmpty();
            }
            assertThat(server.rebuffs()).containsEntry("full", 0L).containsEntry("address", 0L);
            assertThat(server.rebuffs().get("unfinished")).isPositive();
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    /** Reads to the end, however that comes. */
    private static boolean ended(Socket socket) throws Exception {
        try (InputStream in = socket.getInputStream()) {
            in.readAllBytes();
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void aSocketThatSaysNothingAndOneThatStopsInARequestAreClosed() throws Exception {
        try (RoomServer server = start(limits(64, Duration.ofMillis(300), Duration.ofMillis(300)));
                Socket silent = raw(server);
                Socket stuck = raw(server)) {
            stuck.getOutputStream().write("JRMI".getBytes(StandardCharsets.US_ASCII));

            assertThat(ended(silent)).isTrue();
            assertThat(ended(stuck)).isTrue();
            assertThat(hub(server).list("")).isEmpty();
            assertThat(server.rebuffs().get("too-slow")).isPositive();
        }
    }

    @Test
    void noiseIsNoHarm() throws Exception {
        try (RoomServer server = start();
                Socket http = raw(server)) {
            http.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(ended(http)).isTrue();
            assertThat(hub(server).list("")).isEmpty();
        }
    }

    @Test
    void stubsNameLoopbackAndOurSocketsAndThePortOfTheRegistry() throws Exception {
        try (RoomServer server = start()) {
            int port = server.registryAddress().port();

            String stub = LocateRegistry.getRegistry("127.0.0.1", port, DirectorySockets.LOOPBACK)
                    .lookup(RoomService.BOUND_AS)
                    .toString();

            assertThat(stub).contains("UnicastRef2", "endpoint:[127.0.0.1:" + port + ",DirectorySockets(");
        }
    }

    @Test
    void aServerThatAcceptsAndNeverAnswersCostsTheTimeoutOnly() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            DirectoryClient.Timeouts brief =
                    new DirectoryClient.Timeouts(Duration.ofMillis(300), Duration.ofMillis(300));

            assertThatThrownBy(() -> DirectoryClient.connect("127.0.0.1", mute.getLocalPort(), brief))
                    .isInstanceOf(RemoteException.class);
        }
    }
}

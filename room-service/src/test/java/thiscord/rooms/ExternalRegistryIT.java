package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.rmi.registry.LocateRegistry;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.DirectorySockets;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;

/** The JDK's own rmiregistry, as a process, with nothing of ours but the protocol on its class path. */
@Timeout(120)
class ExternalRegistryIT {
    @TempDir
    private Path folder;

    /** The tool takes no port 0 and tells none, so one that was free a moment ago has to do. */
    private static int freePort() throws Exception {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static Process rmiregistry(int port) throws Exception {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "rmiregistry");
        ProcessBuilder builder = new ProcessBuilder(tool.toString(), "-J-Xmx64m", Integer.toString(port));
        Path protocol = Path.of(RoomService.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        builder.environment().put("CLASSPATH", protocol.toString());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> LocateRegistry.getRegistry("127.0.0.1", port, DirectorySockets.LOOPBACK)
                                .list()
                                .length
                        >= 0);
        return process;
    }

    private static RoomService connect(int port) throws Exception {
        return DirectoryClient.connect("127.0.0.1", port, DirectoryClient.PATIENT);
    }

    @Test
    void theServiceBindsInARegistryOfAnotherProcessAndAgainWhenThatWasRestarted() throws Exception {
        int port = freePort();
        RoomServerSettings settings = RoomServerSettings.of(folder, 0).withExternalRegistry(Address.loopback(port));
        Process registry = rmiregistry(port);
        try (RoomServer server = RoomServer.start(settings)) {
            PersonSession alice = connect(port).login(new Login(RoomService.PROTOCOL, "alice"));
            alice.create(new RoomSpec("lab", "", ""));
            assertThat(server.registryAddress().port()).isEqualTo(port);

            registry.destroyForcibly().waitFor();
            registry = rmiregistry(port);

            assertThat(alice.describe("lab").name()).isEqualTo("lab");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> connect(port).info().protocol() == RoomService.PROTOCOL);
        } finally {
            registry.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSecondServiceInTheSameRegistryIsRefused() throws Exception {
        int port = freePort();
        Process registry = rmiregistry(port);
        try (RoomServer first = RoomServer.start(
                RoomServerSettings.of(folder.resolve("a"), 0).withExternalRegistry(Address.loopback(port)))) {
            Failure failure = catchThrowableOfType(
                    Failure.class,
                    () -> RoomServer.start(RoomServerSettings.of(folder.resolve("b"), 0)
                            .withExternalRegistry(Address.loopback(port))));

            assertThat(failure).hasMessageContaining("--registry");
            assertThat(connect(first.registryAddress().port()).info().protocol())
                    .isEqualTo(RoomService.PROTOCOL);
        } finally {
            registry.destroyForcibly().waitFor();
        }
    }

    @Test
    void aRegistryThatIsNotThereIsOneLine() throws Exception {
        int nobody = freePort();

        Failure failure = catchThrowableOfType(
                Failure.class,
                () -> RoomServer.start(
                        RoomServerSettings.of(folder, 0).withExternalRegistry(Address.loopback(nobody))));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.CANNOT_REACH);
        assertThat(failure).hasMessageContaining("--registry");
    }
}

package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.cli.Privileges;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.SecretProof;

/**
 * {@code security.policy} at the top and the privileges of a room service's settings: it works under them, and what is not
 * granted is denied.
 */
@Timeout(60)
@EnabledForJreRange(max = JRE.JAVA_23)
class SecurityPolicyIT {
    @TempDir
    private Path folder;

    /** The child: serves and is served, then tries what it must not do. */
    static final class Probe {
        public static void main(String[] arguments) throws Exception {
            RoomServerSettings settings =
                    RoomServerSettings.of(Path.of(arguments[0]), 0).withEvents(Address.loopback(65_000));
            Files.readString(Path.of(arguments[1]));
            settings.privileges().enforce();
            try (RoomServer server = RoomServer.start(settings)) {
                Address at = server.registryAddress();
                PersonSession alice = DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT)
                        .login(new Login(RoomService.PROTOCOL, "alice"));
                alice.create(new RoomSpec("lab", "", ""));
                System.out.println("rooms: " + alice.list("").size());
                alice.logout();
                hub(server, Login.instanceOf(1));
                System.out.println("hubs: " + hub(server, "another").list("").size());
            }
            denied("read", () -> Files.readString(Path.of(arguments[1])));
            denied("low port", () -> new Socket(InetAddress.getLoopbackAddress(), 80));
            denied("far host", () -> new Socket(InetAddress.getByAddress(new byte[] {10, 1, 2, 3}), 8080));
            denied("near host", () -> new Socket(InetAddress.getByName("127.0.0.2"), 8080));
            denied("listen", () -> new ServerSocket(80));
            denied("write", () -> Files.writeString(Path.of(arguments[1]), "y"));
            denied("more", () -> {
                Privileges.none().data(Path.of("/")).enforce();
                return "";
            });
            denied("program", () -> new ProcessBuilder("true").start());
            System.out.println("ended");
        }

        private static HubSession hub(RoomServer server, String instance) throws Exception {
            Address at = server.registryAddress();
            return SecretProof.loginHub(
                    DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT),
                    new Login(RoomService.PROTOCOL, "hub", instance),
                    server.hubSecret(),
                    () -> SecretProof.PLAIN);
        }

        private static void denied(String what, Callable<?> attempt) throws Exception {
            try {
                attempt.call();
                System.out.println(what + ": allowed");
            } catch (SecurityException e) {
                System.out.println(what + ": denied");
            }
        }
    }

    @Test
    void theServiceWorksUnderThePolicyAndNothingElseIsGranted() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "x");
        Path data = folder.resolve("data");
        String path = System.getProperty("java.class.path");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.security.manager",
                        "-Djava.security.policy=="
                                + Path.of("..", "security.policy").toAbsolutePath(),
                        "-cp",
                        path,
                        Probe.class.getName(),
                        data.toString(),
                        secret.toString())
                .redirectError(folder.resolve("err").toFile())
                .start();
        String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        child.waitFor();

        assertThat(out.lines())
                .as(Files.readString(folder.resolve("err")))
                .containsExactly(
                        "rooms: 1",
                        "hubs: 1",
                        "read: denied",
                        "low port: denied",
                        "far host: denied",
                        "near host: denied",
                        "listen: denied",
                        "write: denied",
                        "more: denied",
                        "program: denied",
                        "ended");
        assertThat(child.exitValue()).isZero();
    }
}

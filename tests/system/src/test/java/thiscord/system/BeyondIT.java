package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.kit.Checkout;
import thiscord.kit.LinePeer;
import thiscord.kit.Lines;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** One machine as two: all planes over TLS, pinned, with and without somebody in the middle. */
class BeyondIT {
    private static final String OTHER_MACHINE = "10.99.0.1";
    private static final String OPENED = "open to other machines: %s (.+):(\\d+); the server's key is (SHA256:\\S+)";

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    @Test
    void eachPlaneTalksToTheKeyThatIsPinnedAndToNobodyInTheMiddle() throws IOException {
        Running made = processes.thiscord(
                "broker", "token", "add", "bot", "--publish", "room/", "--subscribe", "room/", "--data", data());
        Path token = Files.writeString(folder.resolve("token"), made.out().next());
        Planes up = processes.up(
                folder.resolve("data"),
                "--require-tls",
                "--listen",
                "127.0.0.2:0",
                "--rooms-listen",
                "127.0.0.2:0",
                "--events-listen",
                "127.0.0.2:0");
        // Its other addresses are of the loopback range, so that only the gate, which has no other, is told.
        var opened = up.process().out().expect(OPENED.formatted("events"));
        String key = opened.group(3);
        Address hub = Address.loopback(up.hub());
        Address rooms = Address.loopback(up.rooms());
        Address gate = new Address(opened.group(1), Integer.parseInt(opened.group(2)));

        try (LinePeer plain = LinePeer.connect(up.hub())) {
            assertThat(plain.send("hello").rest()).singleElement().asString().startsWith("! Plain text is not spoken");
        }
        assertThat(say(hub, key).exit()).isZero();
        assertThat(list(rooms, key).out().toTheEnd()).anyMatch(line -> line.startsWith("general"));
        Running follower = follow(gate, key, token);
        Running publisher = publish(gate, key, token);
        assertThat(publisher.exit()).isZero();
        follower.out().expect("\\[room/bot] .*beep.*");

        try (Middle betweenHub = new Middle(hub, folder);
                Middle betweenRooms = new Middle(rooms, folder);
                Middle betweenEvents = new Middle(gate, folder)) {
            for (Supplier<Running> tricked : List.<Supplier<Running>>of(
                    () -> say(betweenHub.address(), key),
                    () -> list(betweenRooms.address(), key),
                    () -> publish(betweenEvents.address(), key, token))) {
                Running refused = tricked.get();
                assertThat(refused.exit()).isEqualTo(4);
                assertThat(refused.err().toTheEnd())
                        .singleElement()
                        .asString()
                        .contains("shows the key " + betweenHub.key(), key);
            }
            Running trusting = say(betweenHub.address(), betweenHub.key().text());
            assertThat(trusting.exit()).as("the middle itself works").isZero();
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private Running command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--known-servers", folder.resolve("known").toString()));
        return processes.thiscord(Map.of("HOME", folder.toString()), all.toArray(new String[0]));
    }

    private Running say(Address hub, String key) {
        Running client = command("client", hub.toString(), "--fingerprint", key, "--nick", "ann", "--room", "general");
        client.type("sealed");
        client.endInput();
        return client;
    }

    private Running list(Address rooms, String key) {
        return command("rooms", "list", "--registry", rooms.toString(), "--fingerprint", key);
    }

    private Running publish(Address gate, String key, Path token) {
        return command(
                "publisher",
                "room/bot",
                "beep",
                "--confirm",
                "--address",
                gate.toString(),
                "--fingerprint",
                key,
                "--token-file",
                token.toString());
    }

    private Running follow(Address gate, String key, Path token) {
        return command(
                "subscriber",
                "room/bot",
                "--reliable",
                "--from",
                "1",
                "--address",
                gate.toString(),
                "--fingerprint",
                key,
                "--token-file",
                token.toString());
    }

    @Test
    void atAnAddressOfTheMachineItselfPlainTextIsRefusedAndTlsIsNot() {
        assumeTrue(namespaces(), "this machine lets us have no network of our own");
        List<String> server = new ArrayList<>(List.of(
                "unshare",
                "-rn",
                "sh",
                "-c",
                "ip link set lo up && ip addr add " + OTHER_MACHINE + "/32 dev lo && exec \"$@\"",
                "sh"));
        server.addAll(java());
        server.addAll(List.of(
                Processes.upArguments(folder.resolve("data"), "--guests", "on", "--listen", OTHER_MACHINE + ":0")));
        Planes up = Planes.ready(processes.start(server.toArray(new String[0])));
        var opened = up.process().out().expect(OPENED.formatted("hub"));
        String port = opened.group(2);

        assertThat(opened.group(1)).isEqualTo(OTHER_MACHINE);
        assertThat(inside(up, "bash", "-c", greet(OTHER_MACHINE, port)).toTheEnd())
                .singleElement()
                .asString()
                .startsWith("! Plain text is not spoken here");
        assertThat(inside(up, "bash", "-c", greet("127.0.0.1", "" + up.hub())).toTheEnd())
                .containsExactly("hello");
        List<String> client = new ArrayList<>(java());
        client.addAll(List.of(
                "client",
                OTHER_MACHINE + ":" + port,
                "--fingerprint",
                opened.group(3),
                "--known-servers",
                folder.resolve("known").toString(),
                "--nick",
                "ann",
                "--json"));
        assertThat(inside(up, client.toArray(new String[0])).toTheEnd()).anyMatch(line -> line.contains("welcome"));
    }

    private static String greet(String host, String port) {
        return "exec 3<>/dev/tcp/" + host + "/" + port + "; echo hello >&3; head -n 1 <&3";
    }

    private static List<String> java() {
        return List.of(
                System.getProperty("java.home") + "/bin/java",
                "-jar",
                Checkout.jar().toString());
    }

    /** Runs a command in the network of that server, with no input. */
    private Lines inside(Planes up, String... command) {
        List<String> all = new ArrayList<>(
                List.of("nsenter", "-t", Long.toString(up.process().pid()), "-U", "-n", "--preserve-credentials"));
        all.addAll(List.of(command));
        Running running = processes.start(all.toArray(new String[0]));
        running.endInput();
        assertThat(running.exit()).isZero();
        return running.out();
    }

    private boolean namespaces() {
        return Stream.of("unshare", "nsenter", "ip").allMatch(BeyondIT::isThere)
                && processes
                                .start("unshare", "-rn", "ip", "link", "set", "lo", "up")
                                .exit()
                        == 0;
    }

    private static boolean isThere(String program) {
        return Stream.of("/bin", "/usr/bin", "/sbin", "/usr/sbin")
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }
}

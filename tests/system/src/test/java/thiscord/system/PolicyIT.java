package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Checkout;
import thiscord.kit.LinePeer;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** {@code thiscord up} as the script starts it on Java 17 to 23: under security.policy, and nobody notices. */
@EnabledForJreRange(max = JRE.JAVA_23)
class PolicyIT {
    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    /** As it would be unpacked: the script, the policy, the jar, no sources. */
    private Path unpacked() throws IOException {
        Path home = Files.createDirectories(folder.resolve("a folder"));
        Files.createDirectories(home.resolve("launcher/target"));
        for (String file : List.of("thiscord", "security.policy")) {
            Files.copy(Checkout.root().resolve(file), home.resolve(file));
        }
        Files.createSymbolicLink(home.resolve("launcher/target/thiscord.jar"), Checkout.jar());
        return home.resolve("thiscord");
    }

    private Planes up(Path script) {
        return Planes.ready(run(
                script,
                Processes.upArguments(
                        folder.resolve("new/data"),
                        "--keep-events",
                        "--processors",
                        folder.resolve("processors.conf").toString())));
    }

    private Running run(Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        Map<String, String> java =
                Map.of("JAVA_HOME", System.getProperty("java.home"), "THISCORD_JAVA_OPTS", "-Xmx256m");
        return processes.start("thiscord " + arguments[0], folder, java, command);
    }

    private Running rooms(Planes up, String... arguments) {
        List<String> all = new ArrayList<>(List.of("rooms", "--registry", "127.0.0.1:" + up.rooms()));
        all.addAll(List.of(arguments));
        Running done = processes.thiscord(all.toArray(new String[0]));
        assertThat(done.exit()).isZero();
        return done;
    }

    @Test
    void aStartThatFailsSaysSoAndNothingElse() throws IOException {
        Path script = unpacked();
        Path data = Files.createDirectories(folder.resolve("data"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            Running hub = run(script, "chat-hub", "--port", port, "--data", data.toString());
            assertThat(hub.exit()).isEqualTo(3);
            assertThat(hub.err().toTheEnd())
                    .noneMatch(line -> line.contains("SEVERE"))
                    .last()
                    .asString()
                    .contains("cannot listen on 127.0.0.1:" + port);
        }
        Path up = Files.createDirectories(folder.resolve("up"));
        Files.writeString(up.resolve("ctl.sock"), "no socket");
        Running no = run(script, Processes.upArguments(up));
        assertThat(no.exit()).isEqualTo(5);
        assertThat(no.err().toTheEnd())
                .noneMatch(line -> line.contains("SEVERE"))
                .last()
                .asString()
                .contains("ctl.sock");
    }

    @Test
    void allThatUpDoesWorksUnderThePolicy() throws IOException {
        Path script = unpacked();
        Path processors = folder.resolve("processors.conf");
        String bangs = "processor bangs child /bin/sed -u s/hello/hello!/";
        Files.write(processors, List.of(bangs, "room general bangs fail-closed within 5s"));
        Planes up = up(script);
        String data = folder.resolve("new/data").toString();
        up.process().err().expect("Security Manager");
        Running listener =
                processes.thiscord("subscriber", "-v", "--address", "127.0.0.1:" + up.eventsOut(), "room/lab");
        listener.err().expect("gives events");

        try (LinePeer alice = TextPeer.in(up.hub(), "alice", "general");
                LinePeer bob = TextPeer.in(up.hub(), "bob", "general")) {
            alice.send("hello");
            bob.until("[general] alice: hello!");
            Files.write(processors, List.of(bangs, "processor other child /bin/cat", "room general other"));
            Running refused = processes.thiscord("ctl", "reload", "--data", data);
            assertThat(refused.exit()).isEqualTo(1);
            refused.err().expect("processors.conf:2: /bin/cat is new, and under security.policy");
            alice.send("hello");
            bob.until("[general] alice: hello!");
            rooms(up, "create", "lab", "--keeps", "all");
            alice.send("/join lab");
            alice.until("* joined lab");
            alice.send("stored");
            alice.until("[lab] alice: stored");
            alice.send("/board write tea");
            alice.until("alice wrote on the board");
            listener.out().expect("stored");
            bob.send("/join lab");
            bob.until("* joined lab");
            Running sessions = processes.thiscord("ctl", "sessions", "--data", data);
            String bobs = sessions.out().expect("session (\\d+), nick bob,").group(1);
            assertThat(processes.thiscord("ctl", "kick", bobs, "--data", data).exit())
                    .isZero();
            bob.until("Whoever runs this server ended your connection.");
        }
        Running overTls = processes.thiscord(
                Map.of("XDG_CONFIG_HOME", folder.toString()),
                "rooms",
                "--registry",
                "127.0.0.1:" + up.rooms(),
                "--tls",
                "list");
        assertThat(overTls.out().toTheEnd()).anyMatch(line -> line.contains("lab"));
        // Who asks a broker is no server, and may go to any address.
        Running asked = run(script, "broker", "status", "--replay", "127.0.0.1:" + up.eventsReplay());
        assertThat(asked.exit()).isZero();
        assertThat(asked.err().toTheEnd()).isEmpty();
        Path archive = folder.resolve("backup.zip");
        assertThat(processes
                        .thiscord("backup", "--data", data, archive.toString())
                        .exit())
                .isZero();
        Path handed = folder.resolve("handed.zip");
        assertThat(processes
                        .thiscord("ctl", "backup", "--to", handed.toString(), "--data", data)
                        .exit())
                .isZero();
        assertThat(processes
                        .thiscord("ctl", "export", "lab", "--data", data)
                        .out()
                        .toTheEnd())
                .singleElement()
                .asString()
                .endsWith("alice: stored");
        assertThat(processes.thiscord("ctl", "status", "--data", data).out().toTheEnd())
                .contains("hub.messages 3", "handed.files 0");
        rooms(up, "delete", "lab", "--yes");
        listener.out().expect("thiscord.room.deleted");
        up.process().signalAll("TERM");

        assertThat(up.process().exit()).isEqualTo(143);
        assertThat(up.process().err().toTheEnd()).noneMatch(line -> line.contains("access denied"));
        assertThat(archive).isNotEmptyFile();

        Planes again = up(script);
        assertThat(rooms(again, "list").out().toTheEnd()).anyMatch(line -> line.contains("general"));
        assertThat(processes.thiscord("ctl", "stop", "--data", data).exit()).isZero();
        assertThat(again.process().exit()).isZero();
        assertThat(folder.resolve("new/data/ctl.sock")).doesNotExist();
    }
}

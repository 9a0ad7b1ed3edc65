package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
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

    private Running words(Path script, String... lines) {
        return run(script, String.join(" ", lines).split(" "));
    }

    private Path token(Path script, String data) throws IOException {
        Running made = words(script, "broker token add reader --subscribe room/ --data " + data);
        assertThat(made.exit()).isZero();
        return Files.writeString(folder.resolve("token"), made.out().toTheEnd().get(0));
    }

    private void follows(Path token, String gate, String key) {
        Running reader = processes.thiscord(
                "subscriber", "-v", "--address", gate, "--fingerprint", key, "--token-file", token.toString(), "room/");
        reader.err().expect("gives events");
    }

    /** What a server that was started under the policy printed before it said ready, and a match in it. */
    private static Matcher ready(Running server, String wanted) {
        server.err().expect("Security Manager");
        return server.out().expect(wanted);
    }

    private void asked(String registry) {
        Running done = processes.thiscord(
                Map.of("XDG_CONFIG_HOME", folder.toString()), "rooms", "--registry", registry, "--tls", "list");
        assertThat(done.out().toTheEnd()).anyMatch(line -> line.contains("ROOM") || line.contains("no rooms yet"));
        assertThat(done.exit()).isZero();
    }

    private void noneDenied(Running... servers) {
        for (Running server : servers) {
            server.signalAll("TERM");
            assertThat(server.exit()).isEqualTo(143);
            assertThat(server.err().toTheEnd()).noneMatch(line -> line.contains("denied") || line.contains("SEVERE"));
        }
    }

    @Test
    void upOpensAllItsListenersAtTwoAddressesEachWithTheFilesNamedFromHere() throws IOException {
        Path script = unpacked();
        Files.createFile(folder.resolve("rules.conf"));
        Running up = words(
                script,
                "up --data rel --hub-port 0 --registry-port 0 --broker-in-port 0 --broker-out-port 0 --keep-events",
                "--durability power --max-rooms 2500 --processors rules.conf --registration open --open-rooms",
                "--listen 0.0.0.0:0 --listen [::1]:0 --rooms-listen 0.0.0.0:0 --rooms-listen [::1]:0",
                "--events-listen [::1]:0 --events-listen 127.0.0.1:0");

        Matcher where = ready(up, "ready: hub 127.0.0.1:([0-9]+), rooms (127.0.0.1:[0-9]+), events in ");
        Matcher gate = up.out().expect("events \\[0:0:0:0:0:0:0:1\\]:([0-9]+), 127.0.0.1:[0-9]+; .* (SHA256:\\S+)");
        asked(where.group(2));
        try (LinePeer alice = TextPeer.in(Integer.parseInt(where.group(1)), "alice", "general")) {
            alice.send("/register right-password");
            alice.until("alice");
            alice.send("/create lab");
            alice.until("created lab");
        }
        follows(token(script, "rel"), "[::1]:" + gate.group(1), gate.group(2));
        noneDenied(up);
    }

    @Test
    void eachPlaneAloneOpensAllItsListenersWithFilesNamedFromHere() throws IOException {
        Path script = unpacked();
        Running broker = words(
                script,
                "broker --in 127.0.0.1:0 --out 127.0.0.1:0 --replay 127.0.0.1:0 --data events --durability power",
                "--listen [::1]:0 --listen 127.0.0.1:0");
        Matcher events = ready(broker, "replay (127.0.0.1:[0-9]+)");
        Matcher gate = broker.out().expect("\\[0:0:0:0:0:0:0:1\\]:([0-9]+).* (SHA256:\\S+)");
        follows(token(script, "events"), "[::1]:" + gate.group(1), gate.group(2));
        Running rooms = words(
                script,
                "room-service --data rooms --registry-port 0 --registration open --listen 0.0.0.0:0 --listen [::1]:0",
                "--events " + events.group(1));
        String registry = ready(rooms, "ready: rooms (127.0.0.1:[0-9]+)").group(1);
        asked(registry);
        Running hub = words(
                script,
                "chat-hub --data hub --port 0 --hub-secret-file rooms/hubs.secret --listen 0.0.0.0:0 --listen [::1]:0",
                "--registry " + registry + " --events " + events.group(1));
        int port = Integer.parseInt(ready(hub, "ready: hub 127.0.0.1:([0-9]+)").group(1));
        try (LinePeer alice = LinePeer.connect(port).send("/nick alice")) {
            alice.until("* you are alice");
            alice.send("/create lab");
            alice.until("created lab");
        }
        noneDenied(hub, rooms, broker);
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
        Path up = Files.createDirectory(
                folder.resolve("up"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
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

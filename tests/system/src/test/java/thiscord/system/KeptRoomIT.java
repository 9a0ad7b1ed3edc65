package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.LinePeer;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** Rooms that keep history, as their people see them. */
class KeptRoomIT {
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]+)\"");

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private static String join(LinePeer peer, String more) throws IOException {
        return peer.send("{\"type\":\"join\",\"room\":\"general\"" + more + "}").until("\"type\":\"joined\"");
    }

    private static LinePeer hello(Planes up, String nick) throws IOException {
        return LinePeer.connect(up.hub()).hello(nick);
    }

    private static String say(String room, String text, String id) {
        return "{\"type\":\"say\",\"room\":\"" + room + "\",\"text\":\"" + text + "\",\"id\":\"" + id + "\"}";
    }

    private static String epoch(String joined) {
        Matcher epoch = EPOCH.matcher(joined);
        assertThat(epoch.find()).isTrue();
        return epoch.group(1);
    }

    @Test
    void aRoomOfUpKeepsSevenDaysSaysSoAndHasWhatWasSaidBeforeAKill() throws IOException {
        Planes first = processes.up(folder);
        String epoch;
        try (LinePeer alice = hello(first, "alice")) {
            String joined = join(alice, "");
            assertThat(joined).contains("\"keeps\":{\"what\":\"7d\"");
            epoch = epoch(joined);
            alice.send(say("general", "remember me", "c-1"));
            assertThat(alice.until("\"type\":\"message\"")).contains("\"seq\":1,");
        }
        first.process().kill();

        Planes second = processes.up(folder);

        try (LinePeer bob = hello(second, "bob")) {
            assertThat(join(bob, ",\"after\":0,\"epoch\":\"" + epoch + "\"")).contains(epoch, "\"seq\":1,");
            assertThat(bob.until("\"type\":\"message\"")).contains("remember me", "\"seq\":1,", "\"replay\":true");
            bob.send("{\"type\":\"history\",\"room\":\"general\",\"limit\":10}");
            assertThat(bob.until("\"type\":\"message\"")).contains("remember me");
        }
    }

    @Test
    void whatIsSentAgainUnderItsIdIsAnsweredWithTheFirstEchoAlsoAfterAKill() throws IOException {
        Planes first = processes.up(folder);
        try (LinePeer alice = hello(first, "alice")) {
            join(alice, "");
            alice.send(say("general", "one", "c-1"), say("general", "two", "c-2"), say("general", "one", "c-1"));
            assertThat(alice.until("\"type\":\"message\"")).contains("\"seq\":1,", "c-1");
            assertThat(alice.until("\"seq\":2,")).contains("c-2");
        }
        first.process().kill();

        Planes second = processes.up(folder);

        try (LinePeer alice = hello(second, "ALICE")) {
            join(alice, "");
            alice.send(say("general", "one", "c-1"), say("general", "three", "c-3"));
            assertThat(alice.until("\"type\":\"message\"")).contains("\"seq\":1,", "c-1", "one");
            assertThat(alice.until("\"type\":\"message\"")).contains("\"seq\":3,", "c-3");
        }
    }

    @Test
    void inARoomThatKeepsNothingWhatIsSentAgainIsAnsweredTheSameWay() throws IOException {
        Planes up = processes.up(folder);
        try (LinePeer alice = hello(up, "alice")) {
            alice.send("{\"type\":\"create\",\"room\":\"ring\",\"keeps\":\"nothing\"}")
                    .until("created");
            alice.join("ring").send(say("ring", "one", "c-1"), say("ring", "one", "c-1"), say("ring", "two", "c-2"));

            assertThat(alice.until("\"type\":\"message\"")).contains("\"seq\":1,");
            assertThat(alice.until("\"type\":\"message\"")).contains("\"seq\":1,", "\"replay\":true");
            assertThat(alice.until("\"type\":\"message\"")).contains("\"seq\":2,");
        }
    }

    @Test
    void whoComesBackAfterThousandsOfMessagesGetsThemAllInOrderAndThenLive() throws IOException {
        Planes up = processes.up(folder);
        int many = 12_000;
        try (LinePeer alice = hello(up, "alice");
                LinePeer bob = hello(up, "bob")) {
            join(alice, "");
            for (int n = 1; n <= many; n++) {
                alice.send(say("general", "m" + n + "-" + "x".repeat(n % 400), "c-" + n));
                if (n % 100 == 0) {
                    alice.until("\"seq\":" + n + ",");
                }
            }

            join(bob, ",\"after\":10");
            for (int seq = 11; seq <= many; seq++) {
                if (seq == many / 2) {
                    alice.send(say("general", "live", "live"));
                }
                assertThat(bob.until("\"type\":\"message\""))
                        .contains("\"seq\":" + seq + ",", "\"text\":\"m" + seq + "-");
            }
            assertThat(bob.until("\"type\":\"message\"")).contains("\"seq\":" + (many + 1) + ",", "live");
        }
    }

    @Test
    void aDeletedRoomLeavesNoWordInTheDataFolder() throws IOException {
        Planes up = processes.up(folder);
        try (LinePeer alice = hello(up, "alice")) {
            join(alice, "");
            alice.send(say("general", "harmless", "c"));
            alice.send("{\"type\":\"create\",\"room\":\"lab\",\"keeps\":\"all\"}")
                    .until("created");
            alice.join("lab");
            for (int n = 0; n < 300; n++) {
                alice.send(say("lab", "TOPSECRET" + n + "y".repeat(n), "s" + n));
            }
            alice.until("TOPSECRET299");
        }
        assertThat(inFolder("TOPSECRET")).isTrue();

        delete(up, "lab");

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !inFolder("TOPSECRET"));
        assertThat(inFolder("harmless")).isTrue();
    }

    @Test
    void aRoomThatWasDeletedJustBeforeAKillIsErasedAtTheNextStart() throws IOException {
        Planes first = processes.up(folder);
        try (LinePeer alice = hello(first, "alice")) {
            join(alice, "");
            alice.send(say("general", "harmless", "c")).until("harmless");
            alice.send("{\"type\":\"create\",\"room\":\"lab\",\"keeps\":\"all\"}")
                    .until("created");
            alice.join("lab").send(say("lab", "TOPSECRET", "s")).until("TOPSECRET");
        }
        first.process().kill();
        Running alone = processes.thiscord(
                "room-service", "--registry-port", "0", "--events", "none", "--data", folder.toString());
        String registry = alone.out().expect("ready: rooms ([0-9.:]+)").group(1);
        assertThat(processes
                        .thiscord("rooms", "--registry", registry, "--nick", "alice", "delete", "lab", "--yes")
                        .exit())
                .isZero();
        alone.kill();
        assertThat(inFolder("TOPSECRET")).isTrue();

        processes.up(folder);

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !inFolder("TOPSECRET"));
        assertThat(inFolder("harmless")).isTrue();
    }

    private void delete(Planes up, String room) {
        Running delete = processes.thiscord(
                "rooms", "--registry", "127.0.0.1:" + up.rooms(), "--nick", "alice", "delete", room, "--yes");
        assertThat(delete.exit()).isZero();
    }

    private boolean inFolder(String word) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void aHubWithoutADataFolderOpensNoRoomThatKeepsHistory() throws IOException {
        Planes up = processes.up(folder);
        Running bare = processes.thiscord(
                "chat-hub",
                "--node",
                "bare",
                "--port",
                "0",
                "--registry",
                "127.0.0.1:" + up.rooms(),
                "--events",
                "none",
                "--data",
                "none",
                "--hub-secret-file",
                folder.resolve("hubs.secret").toString());
        int port = Integer.parseInt(
                bare.out().expect("ready: hub 127\\.0\\.0\\.1:([0-9]+)").group(1));

        try (LinePeer alice = LinePeer.connect(port).hello("alice")) {
            String answer = "rooms-unavailable";
            // Until the hub has found the room service.
            while (answer.contains("rooms-unavailable")) {
                answer = alice.send("{\"type\":\"join\",\"room\":\"general\"}").line();
            }
            assertThat(answer).contains("not-supported", "--data");
        }
    }
}

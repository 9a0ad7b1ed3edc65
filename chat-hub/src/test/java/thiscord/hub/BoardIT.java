package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.hub.directory.HubSecret;
import thiscord.hub.log.Durability;
import thiscord.kit.LinePeer;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;

/** Boards and sums at a hub with a data folder and a room service: lab keeps all, den nothing; alice owns both. */
@Timeout(90)
class BoardIT {
    @TempDir
    Path data;

    private RoomServer rooms;
    private Hub hub;
    private PersonSession alice;

    @BeforeEach
    void start() throws Exception {
        rooms = RoomServer.start(RoomServerSettings.of(data.resolve("rooms"), 0));
        Address at = rooms.registryAddress();
        alice = DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT)
                .login(new Login(RoomService.PROTOCOL, "alice"));
        alice.create(new RoomSpec("lab", "all", ""));
        alice.create(new RoomSpec("den", "nothing", ""));
        alice.create(new RoomSpec("stays", "all", ""));
        startHub();
    }

    private void startHub() {
        hub = Hub.start(HubSettings.alone(0)
                .with(rooms.registryAddress(), null)
                .withHubSecret(HubSecret.of(rooms.hubSecret()))
                .withData(data.resolve("hub"), Durability.PROCESS));
    }

    @AfterEach
    void stop() {
        hub.close();
        rooms.close();
    }

    /** Comes in as soon as the hub has found the room service. */
    private LinePeer enter(String nick, String room) throws IOException {
        LinePeer peer = LinePeer.connect(hub.address().port());
        peer.send("/nick " + nick);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> peer.send("/join " + room)
                        .until(line -> line.startsWith("* joined") || line.startsWith("!"), "an answer")
                        .startsWith("* joined"));
        return peer;
    }

    private static String ask(LinePeer peer, String line) throws IOException {
        return peer.send(line).line();
    }

    private String file() throws IOException {
        Path boards = data.resolve("hub").resolve("boards");
        return Files.exists(boards) ? Files.readString(boards, StandardCharsets.ISO_8859_1) : "";
    }

    @Test
    void aBoardOutlivesTheHubWhereHistoryIsKeptAndElseOnlyInMemory() throws Exception {
        try (LinePeer lab = enter("alice", "lab");
                LinePeer den = enter("bob", "den")) {
            assertThat(ask(den, "/board write zqxden")).isEqualTo("* den: bob wrote on the board; /board reads it");
            assertThat(ask(den, "/board")).startsWith("* board of den (bob ").endsWith("): zqxden");
            assertThat(file()).isEmpty();

            assertThat(ask(lab, "/board write zqxlab")).isEqualTo("* lab: alice wrote on the board; /board reads it");
            assertThat(file()).contains("zqxlab").doesNotContain("zqxden");
        }

        hub.close();
        startHub();

        try (LinePeer lab = enter("carol", "lab");
                LinePeer den = enter("bob", "den")) {
            assertThat(ask(lab, "/board")).startsWith("* board of lab (alice ").endsWith("): zqxlab");
            assertThat(ask(den, "/board")).isEqualTo("* board of den: (empty)");

            hub.close();
            alice.delete("lab");
            startHub();
        }
        try (LinePeer other = enter("bob", "stays")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(file()).doesNotContain("zqx"));
            assertThat(ask(other, "/board")).isEqualTo("* board of stays: (empty)");
        }
    }

    @Test
    void whoMayNotSayAnythingMayReadTheBoardAndNeitherWriteNorCompute() throws Exception {
        try (LinePeer lab = enter("alice", "lab");
                LinePeer bob = enter("bob", "lab")) {
            lab.until("bob joined");
            ask(lab, "/board write for all");
            bob.until("alice wrote");
            alice.setRole("lab", "bob", "reader");
            bob.until("made bob a reader");
            assertThat(ask(bob, "/board")).endsWith("): for all");
            assertThat(ask(bob, "/board write mine")).startsWith("! Only a member of 'lab'");
            assertThat(ask(bob, "/calc 1+1")).startsWith("! Only a member of 'lab'");
            alice.setRole("lab", "bob", "");
            alice.mute("lab", "bob", Restriction.FOR_GOOD, "");
            bob.until("bob is muted");
            assertThat(ask(bob, "/board write mine")).startsWith("! You are muted in 'lab'");
            assertThat(ask(bob, "/board")).endsWith("): for all");
            assertThat(ask(bob, "/board write " + "é".repeat(2049)))
                    .isEqualTo("! A board holds 4096 bytes of UTF-8; that had 4098.");
            assertThat(ask(bob, "/calc " + "(".repeat(4000)))
                    .isEqualTo("! An expression has at most 500 characters; that had 4000.");
            assertThat(ask(bob, "/calc " + "(".repeat(500))).startsWith("! That was not said: too deep");
            assertThat(ask(bob, "/leave")).isEqualTo("* left lab");
            assertThat(ask(bob, "/board")).startsWith("! You are in no room.");
        }
    }

    @Test
    void aSumIsSaidOnceUnderItsId() throws Exception {
        try (LinePeer lab = enter("alice", "lab");
                LinePeer bob = LinePeer.connect(hub.address().port()).hello("bob")) {
            bob.send("{\"type\":\"join\",\"room\":\"lab\"}").until("\"joined\"");
            String sum = "{\"type\":\"calc\",\"room\":\"lab\",\"text\":\" 2 *\\n3 \",\"id\":\"c\"}";
            String first = bob.send(sum).until("\"message\"");
            String again = bob.send(sum).until("\"message\"");

            assertThat(first).contains("\"seq\":1", "\"from\":\"bob\"", "\"text\":\"2 * 3 = 6.0\"", "\"id\":\"c\"");
            assertThat(again).contains("\"seq\":1", "\"text\":\"2 * 3 = 6.0\"", "\"replay\":true");
            lab.until("[lab] bob: 2 * 3 = 6.0");
        }
    }
}

package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.hub.directory.HubSecret;
import thiscord.kit.LinePeer;
import thiscord.protocol.directory.AuditLine;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomService;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;

/** What people decide in chat: said to the room service by the hub, and kept by it. alice owns the room. */
@Timeout(60)
class DecisionsIT {
    @TempDir
    Path data;

    private final List<AutoCloseable> open = new ArrayList<>();
    private RoomServer rooms;
    private Hub hub;
    private LinePeer alice;

    @BeforeEach
    void start() throws Exception {
        rooms = RoomServer.start(RoomServerSettings.of(data, 0));
        open.add(rooms);
        hub = Hub.start(HubSettings.alone(0)
                .with(rooms.registryAddress(), null)
                .withHubSecret(HubSecret.of(rooms.hubSecret())));
        open.add(hub);
        alice = peer("alice");
        alice.send("/create lab");
        alice.until("* created lab");
        join(alice);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private LinePeer peer(String nick) throws IOException {
        LinePeer peer = LinePeer.connect(hub.address().port());
        open.add(peer);
        peer.send("/nick " + nick);
        peer.until("* you are " + nick);
        return peer;
    }

    private static void join(LinePeer peer) throws IOException {
        peer.send("/join lab");
        peer.until("* joined lab");
    }

    private PersonSession person(String nick) throws Exception {
        var at = rooms.registryAddress();
        return DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT)
                .login(new Login(RoomService.PROTOCOL, nick));
    }

    /** Order alone is measured: the notice is in the room's order, and what it tells of holds from there on. */
    @Test
    void behindTheNoticeThatSomebodyIsMutedNothingOfThatPersonComesHoweverFastTheySend() throws Exception {
        LinePeer mallory = peer("mallory");
        join(mallory);
        AtomicBoolean going = new AtomicBoolean(true);
        Thread flood = new Thread(() -> {
            try {
                for (int i = 0; going.get(); i++) {
                    mallory.send("flood " + i);
                }
            } catch (IOException ended) {
                going.set(false);
            }
        });
        Thread drain = new Thread(() -> {
            try {
                mallory.until("never said");
            } catch (IOException | AssertionError ended) {
                going.set(false);
            }
        });
        flood.start();
        drain.start();
        alice.until("flood 1000");

        alice.send("/mute mallory");
        alice.until("mallory is muted in lab by alice");
        for (int i = 0; i < 50; i++) {
            alice.send("/ping still-" + i);
            String line = alice.line();
            assertThat(line).isEqualTo("* pong still-" + i);
        }

        going.set(false);
        mallory.close();
        flood.join();
        drain.join();
    }

    @Test
    void whoIsBannedByAddressTakesAlongAllWhoComeFromThereButNotThoseWhoModerate() throws Exception {
        LinePeer eve = peer("eve");
        LinePeer carol = peer("carol");
        join(eve);
        join(carol);

        alice.send("/ban eve --address 7d out");
        assertThat(eve.until("* left lab")).containsPattern("You are banned from 'lab' by alice until .*: out\\.");
        assertThat(carol.until("* left lab"))
                .contains("Nobody may be in 'lab' from where you are")
                .doesNotContain("127.");
        assertThat(alice.until("eve is banned")).doesNotContain("127.");
        carol.send("/join lab");
        assertThat(carol.until("! ")).contains("from where you are");
        alice.send("/roles");
        alice.until("'an address of eve' has no role of its own, is banned by alice until");
        alice.until("'eve' has no role of its own, is banned by alice until");

        assertThat(person("alice").rules("lab").standings())
                .noneMatch(one -> one.nick().contains("127."));
        assertThat(person("alice").audit("lab", Long.MAX_VALUE, 0))
                .extracting(AuditLine::action, AuditLine::about, AuditLine::from)
                .contains(
                        tuple("ban-address", "an address of eve", "127.0.0.1"),
                        tuple("ban-address", "eve", "127.0.0.1"));

        alice.send("/unban eve");
        alice.until("alice ended the ban of eve");
        join(carol);
        carol.send("/roles");
        carol.until("'alice' has the role of owner");
        assertThat(person("carol").rules("lab").standings())
                .noneMatch(one -> one.nick().contains("/"));
    }

    /** The room service cannot write: who decides waits, and nobody else does. */
    @Test
    void aDecisionThatTakesLongHoldsUpNobodyButWhoDecides() throws Exception {
        LinePeer bob = peer("bob");
        join(bob);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("rooms.db"));
                Statement sql = other.createStatement()) {
            sql.execute("begin immediate");
            alice.send("/lock");
            for (int i = 0; i < 3; i++) {
                bob.send("/rooms", "/who", "still here " + i);
                bob.until("* lab (2 here");
                bob.until("* lab: 2 here");
                bob.until("still here " + i);
            }
            sql.execute("rollback");
        }

        alice.until("still here 2");
        alice.until("alice locked it");
    }

    @Test
    void whatIsWrongIsRefusedInOneLineAndNothingIsDecided() throws Exception {
        LinePeer bob = peer("bob");
        join(bob);
        for (String line :
                List.of("/mute alice", "/ban alice", "/role bob owner", "/lock", "/slow 5s", "/access unlisted")) {
            bob.send(line);
            assertThat(bob.until("! ")).contains(" of 'lab' may ", "'bob' is a member");
        }
        alice.send("/ban bob 2001-01-01");
        assertThat(alice.until("! ")).contains("in the future");
        alice.send("/slow soon");
        assertThat(alice.until("! ")).contains("A slow room has a time");
        alice.send("/lease forever");
        assertThat(alice.until("! ")).contains("A lease is a time");
        alice.send("/ban nobody-here --address");
        assertThat(alice.until("! ")).contains("It is not known where");
        alice.send("/delete");
        assertThat(alice.until("! ")).contains("It is written /delete ROOM.");
        assertThat(person("alice").rules("lab").standings()).hasSize(1);
    }
}

package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.hub.directory.HubSecret;
import thiscord.hub.session.CloseReason;
import thiscord.kit.LinePeer;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;

/** Nicks are free again, whatever their sessions did and however they ended. owner has two rooms by invitation. */
@Timeout(120)
class NicksIT {
    private static final int PEERS = 8;
    private static final int COMMANDS = 1500;
    private static final String[] NICKS = {"ann", "bea", "cid", "dan", "eva", "fay", "gil", "hal", "ida", "jon"};
    private static final String[] ROOMS = {"den", "attic", "lobby", "yard"};

    @TempDir
    private Path data;

    private RoomServer rooms;
    private Hub hub;
    private PersonSession owner;
    private final List<LinePeer> peers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        rooms = RoomServer.start(RoomServerSettings.of(data, 0));
        hub = Hub.start(HubSettings.alone(0)
                .with(rooms.registryAddress(), null)
                .withHubSecret(HubSecret.of(rooms.hubSecret())));
        Address at = rooms.registryAddress();
        owner = DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT)
                .login(new Login(RoomService.PROTOCOL, "owner"));
        owner.create(new RoomSpec("den", "", "", "invited"));
        owner.create(new RoomSpec("attic", "", "", "invited"));
        owner.create(new RoomSpec("lobby", "", ""));
        owner.create(new RoomSpec("yard", "", ""));
    }

    @AfterEach
    void stop() throws Exception {
        for (LinePeer peer : peers) {
            peer.close();
        }
        hub.close();
        rooms.close();
    }

    private LinePeer peer() throws IOException {
        LinePeer peer = LinePeer.connect(hub.address().port());
        peers.add(peer);
        return peer;
    }

    private void held(int count) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(hub.nicks()).isEqualTo(count));
    }

    @Test
    void whoIsPutOutOfEachRoomByAnotherNickGoesOnAndTheNickBeforeIsFree() throws Exception {
        owner.setRole("den", "ann", "member");
        owner.setRole("attic", "ann", "member");
        LinePeer ann = peer().send("/nick ann", "/join den", "/join attic", "/join lobby");
        ann.until("* joined lobby");

        ann.send("/nick bea", "hello", "/ping still");

        ann.until("* left den");
        ann.until("* left attic");
        ann.until("[lobby] bea: hello");
        ann.until("pong still");
        assertThat(peer().hello("ann")).isNotNull();
        held(2);
    }

    @Test
    void afterAnythingThatSessionsDidThereAreAsManyNicksAsSessions() throws Exception {
        for (int i = 0; i < NICKS.length; i += 2) {
            owner.setRole("den", NICKS[i], "member");
            owner.setRole("attic", NICKS[i + 1], "reader");
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        LinePeer[] some = new LinePeer[PEERS];
        for (int i = 0; i < COMMANDS; i++) {
            int which = random.nextInt(PEERS);
            if (some[which] == null) {
                some[which] = peer().send("/nick p" + which + "x" + i);
            }
            if (random.nextInt(40) > 0) {
                some[which].send(line(random));
            } else {
                end(some[which], random.nextInt(3));
                some[which] = null;
            }
        }

        int open = 0;
        for (LinePeer one : some) {
            if (one != null) {
                one.send("/ping done").until("pong done");
                open++;
            }
        }
        held(open);
        assertThat(hub.stats().closed()).as("seed %d", seed).doesNotContainKey(CloseReason.INTERNAL);
        for (LinePeer one : some) {
            if (one != null) {
                one.close();
            }
        }
        held(0);
    }

    private static String line(Random random) {
        String nick = NICKS[random.nextInt(NICKS.length)];
        String room = ROOMS[random.nextInt(ROOMS.length)];
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> "/nick " + nick;
            case 3, 4, 5 -> "/join " + room;
            case 6 -> "/leave " + room;
            case 7 -> "/kick " + nick;
            case 8 -> "/topic " + nick;
            default -> "hello";
        };
    }

    private static void end(LinePeer peer, int how) throws IOException {
        switch (how) {
            case 0 -> peer.send("/quit");
            case 1 -> peer.reset();
            default -> peer.close();
        }
    }
}

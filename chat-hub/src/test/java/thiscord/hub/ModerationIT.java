package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.hub.directory.HubSecret;
import thiscord.kit.LinePeer;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;

/** What is decided over RMI holds at a hub for those who are in the room and those who come. alice owns the room. */
class ModerationIT {
    @TempDir
    Path data;

    private final List<AutoCloseable> open = new ArrayList<>();
    private RoomServer rooms;
    private Hub hub;
    private PersonSession alice;

    @BeforeEach
    void start() throws Exception {
        rooms = RoomServer.start(RoomServerSettings.of(data, 0));
        open.add(rooms);
        hub = Hub.start(HubSettings.alone(0)
                .with(rooms.registryAddress(), null)
                .withHubSecret(HubSecret.of(rooms.hubSecret())));
        open.add(hub);
        alice = person("alice");
        alice.create(new RoomSpec("lab", "", ""));
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private PersonSession person(String nick) throws Exception {
        Address at = rooms.registryAddress();
        return DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT)
                .login(new Login(RoomService.PROTOCOL, nick));
    }

    private LinePeer peer(String nick) throws IOException {
        LinePeer peer = LinePeer.connect(hub.address().port());
        open.add(peer);
        return peer.hello(nick);
    }

    private static String join(LinePeer peer) throws IOException {
        return answer(peer, "{\"type\":\"join\",\"room\":\"lab\",\"id\":\"j\"}", "\"id\":\"j\"");
    }

    private static String say(LinePeer peer, String id) throws IOException {
        String line = "{\"type\":\"say\",\"room\":\"lab\",\"text\":\"hi\",\"id\":\"" + id + "\"}";
        return answer(peer, line, "\"id\":\"" + id + "\"");
    }

    private static String answer(LinePeer peer, String line, String part) throws IOException {
        return peer.send(line).until(part);
    }

    /** The time within which a hub applies what was decided, and then some for a busy machine. */
    private static void soon(Callable<Boolean> held) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(held);
    }

    @Test
    void whoIsKickedLeavesIsToldByWhomAndWhyAndMayComeBack() throws Exception {
        LinePeer bob = peer("bob");
        LinePeer carol = peer("carol");
        assertThat(join(bob)).contains("joined");
        assertThat(join(carol)).contains("joined");
        soon(() -> alice.members("lab").size() == 3);

        alice.kick("lab", "BOB", "calm down");

        assertThat(bob.until("\"type\":\"left\"")).contains("lab", "alice took you out of lab: calm down");
        assertThat(carol.until("\"left\":[\"bob\"]")).contains("presence");
        assertThat(say(bob, "s1")).contains("not-in-room");
        assertThat(join(bob)).contains("joined");
    }

    @Test
    void theNextLineOfWhoWasPutOutIsSaidNowhere() throws Exception {
        alice.create(new RoomSpec("public", "", ""));
        LinePeer bob = LinePeer.connect(hub.address().port());
        open.add(bob);
        bob.send("/nick bob", "/join public", "/join lab");
        bob.until("* joined lab");
        soon(() -> alice.members("lab").size() == 2);

        alice.kick("lab", "bob", "");
        bob.until("* left lab");
        bob.send("not for the public");

        assertThat(bob.until("! ")).contains("not said", "/join");
        bob.send("/join public", "hello");
        bob.until("[public] bob: hello");
    }

    @Test
    void whoIsBannedLeavesAndDoesNotComeBackUntilThatIsTakenBack() throws Exception {
        LinePeer bob = peer("bob");
        assertThat(join(bob)).contains("joined");

        alice.ban("lab", "bob", Restriction.FOR_GOOD, "spam");

        assertThat(bob.until("\"type\":\"left\"")).contains("You are banned from 'lab' by alice: spam.");
        soon(() -> join(bob).contains("not-allowed"));
        assertThat(join(bob)).contains("You are banned from 'lab' by alice: spam");
        alice.ban("lab", "bob", 0, "");
        soon(() -> join(bob).contains("joined"));
    }

    @Test
    void aBanHoldsWhileTheRoomServiceIsAwayAndTalkGoesOn() throws Exception {
        LinePeer carol = peer("carol");
        LinePeer bob = peer("bob");
        assertThat(join(carol)).contains("joined");
        alice.ban("lab", "bob", Restriction.FOR_GOOD, "");
        soon(() -> join(bob).contains("not-allowed"));

        rooms.close();

        assertThat(join(bob)).contains("not-allowed");
        assertThat(say(carol, "s1")).contains("\"type\":\"message\"");
    }

    @Test
    void whoIsMutedOrAReaderHearsAndSaysNothing() throws Exception {
        LinePeer bob = peer("bob");
        LinePeer carol = peer("carol");
        assertThat(join(bob)).contains("joined");
        assertThat(join(carol)).contains("joined");

        alice.mute("lab", "bob", System.currentTimeMillis() + 3_600_000, "hush");
        alice.setRole("lab", "carol", "reader");

        int[] tries = {0};
        soon(() -> say(bob, "b" + tries[0]++).contains("not-allowed"));
        soon(() -> say(carol, "c" + tries[0]++).contains("not-allowed"));
        assertThat(say(bob, "b"))
                .contains("You are muted in 'lab' by alice until 2")
                .contains("Z: hush");
        assertThat(say(carol, "c")).contains("Only a member of 'lab' may say something; 'carol' is a reader.");
        String topic = "{\"type\":\"topic\",\"room\":\"lab\",\"topic\":\"cats\",\"id\":\"t\"}";
        assertThat(answer(carol, topic, "\"id\":\"t\"")).contains("not-allowed");
        LinePeer owner = peer("alice");
        assertThat(join(owner)).contains("joined");
        owner.say("lab", "can you hear me?");
        assertThat(bob.until("can you hear me?")).contains("message");
        assertThat(carol.until("can you hear me?")).contains("message");
        alice.mute("lab", "bob", 0, "");
        soon(() -> say(bob, "b" + tries[0]++).contains("\"type\":\"message\""));
    }

    @Test
    void aSlowRoomMakesMembersWaitAndRepeatsTheEchoOfWhatIsSentAgain() throws Exception {
        LinePeer bob = peer("bob");
        assertThat(join(bob)).contains("joined");
        alice.setSlow("lab", 3600);

        int[] tries = {0};
        soon(() -> say(bob, "b" + tries[0]++).contains("too-fast"));
        assertThat(say(bob, "last")).contains("This room is slow: one message in 3600 s");
        assertThat(say(bob, "b" + Math.max(0, tries[0] - 2))).contains("\"type\":\"message\"", "\"replay\":true");
        LinePeer owner = peer("alice");
        assertThat(join(owner)).contains("joined");
        assertThat(say(owner, "a1") + say(owner, "a2")).doesNotContain("too-fast");
    }

    @Test
    void aLockedRoomLetsNobodyInAndNobodyOut() throws Exception {
        LinePeer bob = peer("bob");
        LinePeer carol = peer("carol");
        assertThat(join(bob)).contains("joined");

        alice.setLocked("lab", true);

        soon(() -> join(carol).contains("locked") || leaves(carol));
        assertThat(say(bob, "s")).contains("\"type\":\"message\"");
    }

    private static boolean leaves(LinePeer peer) throws IOException {
        answer(peer, "{\"type\":\"leave\",\"room\":\"lab\",\"id\":\"l\"}", "\"id\":\"l\"");
        return false;
    }

    @Test
    void aRoomThatBecomesByInvitationIsLeftByWhoHasNoneAndFoundByWhoHas() throws Exception {
        LinePeer bob = peer("bob");
        LinePeer carol = peer("carol");
        assertThat(join(bob)).contains("joined");
        assertThat(join(carol)).contains("joined");
        alice.setRole("lab", "carol", "member");

        alice.setAccess("lab", "invited");

        assertThat(bob.until("\"type\":\"left\"")).contains("'lab' is by invitation, and 'bob' has none");
        assertThat(join(bob)).contains("no-such-room");
        assertThat(say(carol, "s")).contains("\"type\":\"message\"");
        String list = "{\"type\":\"rooms\",\"id\":\"r\"}";
        assertThat(answer(bob, list, "\"id\":\"r\"")).doesNotContain("lab");
        assertThat(answer(carol, list, "\"id\":\"r\"")).contains("lab");
        assertThat(answer(carol, "{\"type\":\"nick\",\"nick\":\"carla\"}", "\"type\":\"left\""))
                .contains("'carla' has none");
    }

    @Test
    void whoMakesARoomAtTheHubOwnsItAndAHubThatStartsLaterKnowsTheRules() throws Exception {
        LinePeer bob = peer("bob");
        String create = "{\"type\":\"create\",\"room\":\"den\",\"id\":\"c\"}";
        soon(() -> answer(bob, create, "\"id\":\"c\"").contains("created"));

        person("bob").setAccess("den", "unlisted");
        person("bob").ban("den", "eve", Restriction.FOR_GOOD, "");
        hub.close();
        hub = Hub.start(HubSettings.alone(0)
                .with(rooms.registryAddress(), null)
                .withHubSecret(HubSecret.of(rooms.hubSecret())));
        open.add(hub);
        LinePeer eve = peer("eve");

        String join = "{\"type\":\"join\",\"room\":\"den\",\"id\":\"j\"}";
        soon(() -> answer(eve, join, "\"id\":\"j\"").contains("not-allowed"));
        assertThat(answer(eve, "{\"type\":\"rooms\",\"id\":\"r\"}", "\"id\":\"r\""))
                .contains("lab")
                .doesNotContain("den");
    }
}

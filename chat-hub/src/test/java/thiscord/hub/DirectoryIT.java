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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.hub.directory.HubSecret;
import thiscord.kit.LinePeer;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;

/** A hub and a real room service over RMI: what one is told the other knows, and each outlives the other. */
class DirectoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path data;

    private final List<AutoCloseable> open = new ArrayList<>();

    private RoomServer rooms(int port) {
        RoomServer server = RoomServer.start(RoomServerSettings.of(data, port));
        open.add(server);
        return server;
    }

    private Hub hub(Address registry) {
        Hub hub = Hub.start(HubSettings.alone(0)
                .with(registry, null)
                .withHubSecret(HubSecret.in(data.resolve(RoomService.HUBS_SECRET))));
        open.add(hub);
        return hub;
    }

    private LinePeer peer(Hub hub, String nick) throws IOException {
        LinePeer peer = LinePeer.connect(hub.address().port());
        open.add(peer);
        return peer.hello(nick);
    }

    private PersonSession person(Address registry, String nick) throws Exception {
        RoomService service = DirectoryClient.connect(registry.host(), registry.port(), DirectoryClient.PATIENT);
        return service.login(new Login(RoomService.PROTOCOL, nick));
    }

    /** Joins as soon as the hub has found the room service. */
    private static void joinWhenThere(LinePeer peer, String room) {
        until(() -> peer.send("{\"type\":\"join\",\"room\":\"" + room + "\"}")
                .until(line -> line.contains("\"joined\"") || line.contains("\"refused\""), "an answer")
                .contains("\"type\":\"joined\""));
    }

    private static void until(Callable<Boolean> held) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(held);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void aRoomMadeOnOneSideIsThereOnTheOther() throws Exception {
        RoomServer rooms = rooms(0);
        Hub hub = hub(rooms.registryAddress());
        PersonSession carol = person(rooms.registryAddress(), "carol");
        LinePeer alice = peer(hub, "alice");

        carol.create(new RoomSpec("lab", "", "cats"));
        joinWhenThere(alice, "lab");
        alice.send("{\"type\":\"create\",\"room\":\"den\"}");
        alice.until("\"type\":\"created\"");

        assertThat(carol.describe("den").createdBy()).isEqualTo("alice");
        carol.setTopic("lab", "dogs");
        assertThat(alice.until("\"type\":\"topic\"")).contains("dogs", "carol");
        alice.send("{\"type\":\"topic\",\"room\":\"lab\",\"topic\":\"birds\"}");
        alice.until("birds");
        assertThat(carol.describe("lab").topic()).isEqualTo("birds");
    }

    @Test
    void aFieldThatIsTooLongIsRefusedAndNothingElseInBothDialects() throws Exception {
        RoomServer rooms = rooms(0);
        person(rooms.registryAddress(), "bob").create(new RoomSpec("general", "", ""));
        Hub hub = hub(rooms.registryAddress());
        LinePeer alice = peer(hub, "alice");
        joinWhenThere(alice, "general");
        LinePeer bob = LinePeer.connect(hub.address().port()).send("/nick bob").send("/join general");
        open.add(bob);
        bob.until("* joined general");
        for (int length : new int[] {201, 3900}) {
            String x = "A".repeat(length);
            for (String field : List.of(
                    "\"create\",\"room\":\"x\",\"keeps\":\"%s\"",
                    "\"create\",\"room\":\"%s\"",
                    "\"join\",\"room\":\"%s\"",
                    "\"topic\",\"room\":\"%s\",\"topic\":\"x\"",
                    "\"hello\",\"nick\":\"%s\"",
                    "\"hello\",\"nick\":\"carl\",\"password\":\"%s\"",
                    "\"hello\",\"nick\":\"carl\",\"ticket\":\"%s\"",
                    "\"hello\",\"nick\":\"carl\",\"key\":\"%s\"",
                    "\"hello\",\"nick\":\"carl\",\"invitation\":\"%s\"")) {
                alice.send("{\"type\":" + field.formatted(x) + ",\"id\":\"q\"}");
                assertThat(alice.until("\"id\":\"q\""))
                        .as(field)
                        .contains("\"refused\"")
                        .doesNotContain("internal", "unavailable");
            }
            for (String command : List.of(
                    "/create x %s",
                    "/create %s",
                    "/role bob %s",
                    "/role %s owner",
                    "/kick bob %s",
                    "/ban bob %s",
                    "/mute bob %s",
                    "/lease %s",
                    "/slow %s",
                    "/access %s",
                    "/invite %s",
                    "/redeem %s",
                    "/login bob %s")) {
                bob.send(command.formatted(x));
                assertThat(bob.until(line -> line.startsWith("!") || line.startsWith("*"), "an answer"))
                        .as(command)
                        .doesNotContain("internal", "does not answer", "incident");
            }
        }
        alice.send("{\"type\":\"create\",\"room\":\"after\"}");
        alice.until("\"type\":\"created\"");
    }

    @Test
    void whoHasNoNickYetIsToldOfPublicRoomsAndWhileTheRoomServiceIsAwayOfThoseThatAreOpen() throws Exception {
        RoomServer rooms = rooms(0);
        Hub hub = hub(rooms.registryAddress());
        PersonSession carol = person(rooms.registryAddress(), "carol");
        for (String name : List.of("attic", "barn", "cellar")) {
            carol.create(new RoomSpec(name, "", ""));
        }
        carol.create(new RoomSpec("hidden", "", "", "unlisted"));
        LinePeer alice = peer(hub, "alice").join("cellar").join("attic");
        LinePeer nobody = LinePeer.connect(hub.address().port());
        open.add(nobody);

        assertThat(listed(nobody, "/rooms")).isEqualTo(List.of("attic", "barn", "cellar"));
        assertThat(listed(nobody, "/rooms attic")).isEqualTo(List.of("barn", "cellar"));
        rooms.close();
        until(() -> alice.send("{\"type\":\"join\",\"room\":\"nowhere\"}")
                .until("refused")
                .contains("rooms-unavailable"));
        assertThat(listed(nobody, "/rooms")).isEqualTo(List.of("attic", "cellar"));
        assertThat(listed(nobody, "/rooms attic")).isEqualTo(List.of("cellar"));
    }

    /** The names that a text session is told; an unknown command ends the answer. */
    private static List<String> listed(LinePeer peer, String command) throws IOException {
        peer.send(command, "/nonsense");
        List<String> names = new ArrayList<>();
        peer.until(
                line -> {
                    for (String name : List.of("attic", "barn", "cellar", "hidden")) {
                        if (line.matches("\\W*" + name + "\\b.*")) {
                            names.add(name);
                        }
                    }
                    return line.startsWith("! ");
                },
                "the end of the list");
        return names;
    }

    @Test
    void theVeryFirstCommandWaitsUntilTheRoomServiceWasAsked() throws Exception {
        RoomServer rooms = rooms(0);

        LinePeer alice = peer(hub(rooms.registryAddress()), "alice").send("{\"type\":\"create\",\"room\":\"lab\"}");

        assertThat(alice.line()).contains("\"type\":\"created\"");
    }

    @Test
    void membershipsAgree() throws Exception {
        RoomServer rooms = rooms(0);
        Hub hub = hub(rooms.registryAddress());
        PersonSession carol = person(rooms.registryAddress(), "carol");
        carol.create(new RoomSpec("lab", "", ""));
        LinePeer alice = peer(hub, "alice");
        joinWhenThere(alice, "lab");

        carol.join("lab");

        until(() -> carol.members("lab").stream().map(MemberInfo::nick).toList().equals(List.of("alice", "carol")));
        alice.send("{\"type\":\"who\",\"room\":\"lab\"}");
        assertThat(alice.until("\"type\":\"members\"")).contains("\"here\":[\"alice\"]", "\"away\":[\"carol\"]");
        alice.send("{\"type\":\"leave\",\"room\":\"lab\"}");
        until(() -> carol.members("lab").size() == 1);
    }

    @Test
    void whoBecomesOrCeasesToBeAMemberOverRmiIsTakenInAndOut() throws Exception {
        RoomServer rooms = rooms(0);
        Hub hub = hub(rooms.registryAddress());
        PersonSession alsoAlice = person(rooms.registryAddress(), "alice");
        alsoAlice.create(new RoomSpec("lab", "", ""));
        person(rooms.registryAddress(), "carol").create(new RoomSpec("den", "", ""));
        LinePeer alice = peer(hub, "alice");
        joinWhenThere(alice, "lab");

        alsoAlice.join("den");
        assertThat(alice.until("\"type\":\"joined\"")).contains("\"room\":\"den\"");
        alsoAlice.leave("den");

        assertThat(alice.until("\"type\":\"left\"")).contains("\"room\":\"den\"");
    }

    @Test
    void aDeletedRoomEndsForThoseWhoAreInIt() throws Exception {
        RoomServer rooms = rooms(0);
        Hub hub = hub(rooms.registryAddress());
        PersonSession carol = person(rooms.registryAddress(), "carol");
        carol.create(new RoomSpec("lab", "", ""));
        LinePeer alice = peer(hub, "alice");
        joinWhenThere(alice, "lab");

        carol.delete("lab");

        assertThat(alice.until("\"type\":\"left\"")).contains("lab", "deleted");
        alice.say("lab", "anyone?");
        assertThat(alice.until("refused")).contains("not-in-room");
        alice.send("{\"type\":\"join\",\"room\":\"lab\"}");
        assertThat(alice.until("refused")).contains("no-such-room");
    }

    @Test
    void talkGoesOnWithoutTheRoomServiceAndAllHealsWhenItIsBack() throws Exception {
        RoomServer first = rooms(0);
        Address registry = first.registryAddress();
        Hub hub = hub(registry);
        LinePeer alice = peer(hub, "alice");
        PersonSession carol = person(registry, "carol");
        carol.create(new RoomSpec("lab", "", ""));
        carol.create(new RoomSpec("den", "", ""));
        carol.create(new RoomSpec("doomed", "", ""));
        joinWhenThere(alice, "lab");
        joinWhenThere(alice, "doomed");

        first.close();

        alice.say("lab", "still here");
        assertThat(alice.until("\"type\":\"message\"")).contains("still here");
        until(() -> alice.send("{\"type\":\"join\",\"room\":\"nowhere\"}")
                .until("refused")
                .contains("rooms-unavailable"));
        LinePeer bob = peer(hub, "bob").join("lab");
        bob.say("lab", "me too");
        assertThat(alice.until("\"type\":\"message\"")).contains("me too");

        RoomServer second = rooms(registry.port());
        joinWhenThere(alice, "den");
        PersonSession again = person(second.registryAddress(), "carol");
        until(() ->
                again.members("lab").stream().map(MemberInfo::nick).toList().equals(List.of("alice", "bob", "carol")));
        again.delete("doomed");
        assertThat(alice.until("\"type\":\"left\"")).contains("doomed");
    }

    @Test
    void aHubThatStartsFirstFindsTheRoomServiceWhenItComes() throws Exception {
        RoomServer before = rooms(0);
        Address registry = before.registryAddress();
        before.close();
        Hub hub = hub(registry);
        LinePeer alice = peer(hub, "alice").send("{\"type\":\"create\",\"room\":\"lab\"}");
        assertThat(alice.line()).contains("rooms-unavailable");

        rooms(registry.port());

        until(() -> alice.send("{\"type\":\"create\",\"room\":\"lab\"}")
                .until(line -> line.contains("created") || line.contains("refused"), "an answer")
                .contains("\"type\":\"created\""));
    }

    @Test
    void aSessionThatTheRoomServiceEndedIsNotTheUsersAffair() throws Exception {
        RoomServer rooms = rooms(0);
        Address registry = rooms.registryAddress();
        Hub hub = hub(registry);
        LinePeer alice = peer(hub, "alice").send("{\"type\":\"create\",\"room\":\"lab\"}");
        assertThat(alice.line()).contains("\"type\":\"created\"");

        for (int i = 0; i < 20; i++) {
            rooms.endHubSessions();
            alice.send("{\"type\":\"create\",\"room\":\"lab" + i + "\"}");
            assertThat(alice.line()).contains("\"type\":\"created\"");
        }
    }

    @Test
    void ofTwoHubsUnderOneNodeNameTheSecondSaysSoAndComesInWhenTheFirstHasGone() throws Exception {
        RoomServer rooms = rooms(0);
        Hub first = hub(rooms.registryAddress());
        LinePeer alice = peer(first, "alice").send("{\"type\":\"create\",\"room\":\"lab\"}");
        assertThat(alice.line()).contains("\"type\":\"created\"");

        Hub second = hub(rooms.registryAddress());
        LinePeer bob = peer(second, "bob").send("{\"type\":\"create\",\"room\":\"den\"}");

        assertThat(bob.line()).contains("rooms-unavailable", "does not let this server in");
        alice.send("{\"type\":\"create\",\"room\":\"den\"}");
        assertThat(alice.line()).contains("\"type\":\"created\"");
        first.close();
        joinWhenThere(bob, "lab");
    }

    @Test
    void aHubThatEndsTakesItsPresenceWithIt() throws Exception {
        RoomServer rooms = rooms(0);
        PersonSession carol = person(rooms.registryAddress(), "carol");
        carol.create(new RoomSpec("lab", "", ""));
        Hub hub = hub(rooms.registryAddress());
        joinWhenThere(peer(hub, "alice"), "lab");
        until(() -> carol.members("lab").size() == 2);

        hub.close();

        until(() -> carol.members("lab").stream().map(MemberInfo::nick).toList().equals(List.of("carol")));
    }
}

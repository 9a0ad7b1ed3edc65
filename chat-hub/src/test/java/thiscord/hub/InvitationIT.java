package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.hub.directory.HubSecret;
import thiscord.hub.log.Durability;
import thiscord.kit.LinePeer;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.InvitationInfo;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.people.Invitation;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;
import thiscord.rooms.people.PasswordHash;
import thiscord.rooms.people.PeopleSettings;

/** Invitations at a hub with a room service of its own that lets no guests in. */
@Timeout(60)
class InvitationIT {
    private static final String SECRET = "correct horse";

    @TempDir
    private Path data;

    private RoomServer rooms;
    private Hub hub;
    private PersonSession alice;

    @BeforeEach
    void start() throws Exception {
        PeopleSettings closed =
                PeopleSettings.DEFAULT.withHash(new PasswordHash(64, 1)).with(PeopleSettings.Guests.OFF, false);
        rooms = RoomServer.start(RoomServerSettings.of(data.resolve("rooms"), 0).withPeople(closed));
        Address at = rooms.registryAddress();
        RoomService door = DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT);
        String file =
                Files.readString(data.resolve("rooms").resolve("people.admin")).strip();
        SecretProof.administer(door, login(), file, () -> SecretProof.PLAIN).add("alice", SECRET);
        alice = door.loginAccount(login(), Credential.password("alice", SECRET));
        alice.create(new RoomSpec("lab", "", "", "invited"));
        hub = Hub.start(HubSettings.alone(0)
                .with(at, null)
                .withHubSecret(HubSecret.of(rooms.hubSecret()))
                .withData(data.resolve("hub"), Durability.PROCESS));
        // Until the hub has heard of it, guests are let in.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ask("{\"type\":\"hello\",\"nick\":\"early\"}").contains("not-allowed"));
    }

    private static Login login() {
        return new Login(RoomService.PROTOCOL, "alice");
    }

    @AfterEach
    void stop() {
        hub.close();
        rooms.close();
    }

    private InvitationInfo invite(int uses) throws Exception {
        return alice.makeInvitation("lab", "member", uses, System.currentTimeMillis() + 3_600_000);
    }

    private static String hello(String nick, String secret) {
        return "{\"type\":\"hello\",\"nick\":\"" + nick + "\",\"invitation\":\"" + secret + "\"}";
    }

    private String ask(String line) throws Exception {
        try (LinePeer peer = LinePeer.connect(hub.address().port())) {
            peer.send(line);
            return peer.line();
        }
    }

    @Test
    void whoIsInvitedComesInAndMayComeBackAndNobodyElse() throws Exception {
        InvitationInfo made = invite(1);

        assertThat(ask("{\"type\":\"hello\",\"nick\":\"bob\"}")).contains("not-allowed");
        for (int round = 0; round < 2; round++) {
            try (LinePeer bob = LinePeer.connect(hub.address().port())) {
                bob.send(hello("bob", made.secret()));
                assertThat(bob.line()).contains("\"welcome\"", "\"nick\":\"bob\"");
                bob.send("{\"type\":\"join\",\"room\":\"lab\"}");
                assertThat(bob.line()).contains("\"joined\"");
                bob.send("{\"type\":\"nick\",\"nick\":\"bobby\"}");
                assertThat(bob.line()).contains("not-allowed");
                assertThat(ask(hello("bob", made.secret()))).contains("nick-in-use");
                assertThat(ask(hello("alice", made.secret()))).contains("nick-registered");
            }
        }
        assertThat(ask(hello("carol", made.secret()))).contains("bad-invitation", "used up");
        InvitationInfo second = invite(1);
        alice.revokeInvitation("lab", second.id());
        assertThat(ask(hello("carol", second.secret()))).contains("bad-invitation", "revoked");
        assertThat(alice.invitations("lab"))
                .extracting(InvitationInfo::usesLeft, InvitationInfo::secret)
                .containsExactly(tuple(0, ""));
    }

    @Test
    void anAccountTakesUpAnInvitationAndARoomThatIsOpenKnowsAtOnce() throws Exception {
        InvitationInfo made = invite(2);
        try (LinePeer owner = LinePeer.connect(hub.address().port());
                LinePeer bob = LinePeer.connect(hub.address().port())) {
            owner.send(hello("alice", made.secret())
                    .replace("\"invitation\"", "\"password\":\"" + SECRET + "\",\"invitation\""));
            assertThat(owner.line()).contains("\"welcome\"", "\"account\":\"alice\"");
            owner.send("{\"type\":\"join\",\"room\":\"lab\"}");
            assertThat(owner.line()).contains("\"joined\"");

            bob.send(hello("bob", made.secret()));
            assertThat(bob.line()).contains("\"welcome\"");
            bob.send("{\"type\":\"join\",\"room\":\"lab\"}");
            assertThat(bob.line()).contains("\"joined\"");
            assertThat(List.of(owner.line(), owner.line()).toString()).contains("came by an invitation of alice");
        }
        assertThat(alice.invitations("lab"))
                .extracting(InvitationInfo::usesLeft)
                .containsExactly(1);
    }

    @Test
    void anInvitationIsTakenUpWhileConnectedByWhoIsInAlreadyAndInTextByAStrangerUnderANick() throws Exception {
        alice.create(new RoomSpec("den", "", "", "invited"));
        InvitationInfo toDen = alice.makeInvitation("den", "reader", 1, System.currentTimeMillis() + 3_600_000);
        String line = new Invitation(
                        List.of("127.0.0.1:1"),
                        "",
                        "lab",
                        "member",
                        1,
                        toDen.expires(),
                        invite(1).secret())
                .line();
        try (LinePeer bob = LinePeer.connect(hub.address().port())) {
            bob.send("/redeem " + line);
            assertThat(bob.line()).startsWith("! ").doesNotContain("secret");
            bob.send("/redeem " + line + " bob");
            assertThat(bob.line()).startsWith("* you are bob on ");
            bob.send("/join lab");
            assertThat(bob.line()).startsWith("* joined lab");
            bob.send("/redeem " + toDen.secret());
            // A guest whom nothing but an invitation lets in, with a role from another one.
            assertThat(bob.line()).startsWith("! 'bob' has a role here");
        }
        try (LinePeer owner = LinePeer.connect(hub.address().port())) {
            owner.send("/login alice " + SECRET, "/redeem " + toDen.secret(), "/redeem " + "x".repeat(200));
            assertThat(owner.line()).startsWith("* you are alice on ");
            assertThat(owner.line()).isEqualTo("* den: the invitation is taken up; /join den enters it");
            assertThat(owner.line()).startsWith("! The secret of an invitation is not that long");
        }
        assertThat(alice.invitations("den"))
                .extracting(InvitationInfo::usesLeft)
                .containsExactly(1);
    }

    @Test
    void guessingIsLimitedByAddress() throws Exception {
        String answer = "";
        for (int i = 0; i < 100 && !answer.contains("too-fast"); i++) {
            answer = ask(hello("mallory", Invitation.newSecret()));
        }

        assertThat(answer).contains("too-fast", "failed to log in too often");
        assertThat(ask(hello("mallory", Invitation.newSecret()))).contains("too-fast");
        assertThat(ask(hello("bob", invite(1).secret())))
                .as("a right one cannot be guessed, so it is looked at first")
                .contains("welcome");
    }
}

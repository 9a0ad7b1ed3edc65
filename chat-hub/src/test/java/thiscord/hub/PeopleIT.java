package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.hub.directory.HubSecret;
import thiscord.hub.log.Durability;
import thiscord.kit.LinePeer;
import thiscord.kit.SilentPeer;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.people.Ed25519;
import thiscord.protocol.people.LoginProof;
import thiscord.protocol.people.Ticket;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;
import thiscord.rooms.people.PasswordHash;
import thiscord.rooms.people.PeopleSettings;

/** Accounts at a hub with a room service of its own: nicks, logins, tickets, mail, and what holds while that is away. */
@Timeout(120)
class PeopleIT {
    private static final PeopleSettings OPEN =
            PeopleSettings.DEFAULT.withHash(new PasswordHash(64, 1)).with(PeopleSettings.Guests.LOOPBACK, true);

    private static final String SECRET = "correct horse";
    private static final Pattern TICKET = Pattern.compile("\"ticket\":\"([^\"]+)\"");
    private static final Pattern NONCE = Pattern.compile("\"nonce\":\"([^\"]+)\"");

    @TempDir
    private Path data;

    private RoomServer rooms;
    private Hub hub;

    @BeforeEach
    void start() {
        rooms = rooms(0, OPEN);
        hub = hub(rooms.registryAddress());
    }

    private RoomServer rooms(int port, PeopleSettings people) {
        return RoomServer.start(
                RoomServerSettings.of(data.resolve("rooms"), port).withPeople(people));
    }

    private Hub hub(Address registry) {
        return Hub.start(HubSettings.alone(0)
                .with(registry, null)
                .withHubSecret(HubSecret.in(data.resolve("rooms").resolve(RoomService.HUBS_SECRET)))
                .withData(data.resolve("hub"), Durability.PROCESS));
    }

    @AfterEach
    void stop() {
        hub.close();
        rooms.close();
    }

    private PeopleSession admin() throws Exception {
        Address at = rooms.registryAddress();
        String secret =
                Files.readString(data.resolve("rooms").resolve("people.admin")).strip();
        return SecretProof.administer(
                DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT),
                new Login(RoomService.PROTOCOL, "administrator"),
                secret,
                () -> SecretProof.PLAIN);
    }

    /** Makes an account and waits until the hub has heard of it. */
    private void account(String name) throws Exception {
        admin().add(name, SECRET);
        known(name);
    }

    private void known(String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> ask(hello(name)).contains("nick-registered"));
    }

    private LinePeer peer() throws Exception {
        return LinePeer.connect(hub.address().port());
    }

    /** The answer to one line on a connection of its own. */
    private String ask(String line) throws Exception {
        try (LinePeer peer = peer()) {
            peer.send(line);
            return peer.line();
        }
    }

    private static String hello(String nick) {
        return "{\"type\":\"hello\",\"nick\":\"" + nick + "\"}";
    }

    private static String hello(String nick, String how, String secret) {
        return "{\"type\":\"hello\",\"nick\":\"" + nick + "\",\"" + how + "\":\"" + secret + "\"}";
    }

    private static String found(Pattern pattern, String line) {
        Matcher found = pattern.matcher(line);
        assertThat(found.find()).as(line).isTrue();
        return found.group(1);
    }

    @Test
    void aRegisteredNickIsWornByItsAccountAlone() throws Exception {
        account("alice");

        for (String nick : new String[] {"ALICE", "\u0430lice", "a1ice"}) {
            assertThat(ask(hello(nick))).as(nick).contains("\"reason\":\"nick-registered\"");
            assertThat(ask("/nick " + nick)).as(nick).startsWith("! '" + nick);
        }
        assertThat(ask(hello("x".repeat(300), "password", SECRET))).contains("bad-nick");
        assertThat(ask(hello("alice", "password", "x".repeat(300)))).contains("bad-field");
        assertThat(ask(hello("alice", "password", "wrong horse"))).contains("\"reason\":\"bad-login\"");
        try (LinePeer alice = peer()) {
            alice.send("/login alice " + SECRET);
            assertThat(alice.line()).isEqualTo("* you are alice on hub");
            assertThat(ask(hello("alice", "password", SECRET))).contains("nick-in-use");
        }
        assertThat(ask(hello("bob")).contains("welcome")).isTrue();
    }

    @Test
    void anAccountTakesThePlaceOfItsOwnSessionWhoseMachineVanished() throws Exception {
        account("alice");
        try (SilentPeer ghost = SilentPeer.connect(hub.address().port());
                LinePeer alice = peer()) {
            assertThat(ghost.ask(hello("alice", "password", SECRET))).contains("welcome");
            assertThat(ask(hello("alice", "password", SECRET))).contains("nick-in-use");
            ghost.vanish();

            alice.send(hello("alice", "password", SECRET));
            assertThat(alice.line()).contains("welcome", "\"account\":\"alice\"");
            alice.send("{\"type\":\"ping\",\"id\":\"p\"}");
            assertThat(alice.line()).contains("pong");
        }
    }

    @Test
    void anAccountWearsItsNickAsItIsRegisteredSoThatItLooksLikeNoOther() throws Exception {
        account("alice");
        account("aiice");
        String ticket = found(TICKET, ask(hello("aIice", "password", SECRET)));

        assertThat(ask(hello("aIice", "ticket", ticket))).contains("welcome", "\"nick\":\"aiice\"");
        try (LinePeer aiice = peer()) {
            aiice.send("/login aIice " + SECRET);
            assertThat(aiice.line()).isEqualTo("* you are aiice on hub");
            aiice.send("/nick aIice");
            aiice.send("/nick zoe");
            assertThat(aiice.line()).contains("aiice").doesNotContain("aIice");
            assertThat(aiice.line()).contains("zoe");
        }
    }

    @Test
    void aSessionEndsWithItsThirdTicketThatIsNone() throws Exception {
        account("alice");
        try (LinePeer guessing = peer()) {
            for (int i = 0; i < 10; i++) {
                guessing.send(hello("alice", "ticket", "guess"));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(guessing.line()).contains("\"reason\":\"bad-login\"");
            }
            assertThat(guessing.line()).contains("\"type\":\"bye\"", "Too many tickets");
        }
    }

    @Test
    void whoIsHereIsNotMistakenForAnother() throws Exception {
        try (LinePeer bob = peer()) {
            bob.send(hello("bob1"));
            assertThat(bob.line()).contains("welcome");

            assertThat(ask(hello("bobl"))).contains("nick-in-use", "looks like 'bob1', who is here");
            bob.send("{\"type\":\"nick\",\"nick\":\"bobl\"}");
            assertThat(bob.line()).as("its own look-alike").contains("renamed");
        }
    }

    @Test
    void aKeyAnswersAChallengeAndOnlyOnce() throws Exception {
        KeyPair pair = Ed25519.newPair();
        admin().add("carol", "");
        admin().addKey("carol", Ed25519.text(pair.getPublic()));
        known("carol");
        try (LinePeer carol = peer()) {
            carol.send(hello("carol", "key", Ed25519.text(pair.getPublic())));
            String nonce = found(NONCE, carol.line());
            String proof = LoginProof.sign(pair.getPrivate(), nonce, "carol");
            String answer = "{\"type\":\"proof\",\"signature\":\"" + proof + "\"}";

            carol.send(answer);
            assertThat(carol.line()).contains("welcome", "\"account\":\"carol\"", "\"expires\":\"20");
            carol.send(answer);
            assertThat(carol.line()).contains("There is no challenge");
            carol.send(hello("carol", "key", Ed25519.text(pair.getPublic())));
            assertThat(found(NONCE, carol.line())).isNotEqualTo(nonce);
            carol.send(answer);
            assertThat(carol.line()).contains("bad-login");
        }
    }

    @Test
    void forgedForeignExpiredAndOldTicketsAreNone() throws Exception {
        account("alice");
        account("bob");
        String ticket = found(TICKET, ask(hello("alice", "password", SECRET)));
        long now = System.currentTimeMillis();
        String body = new String(
                Base64.getUrlDecoder().decode(ticket.substring(0, ticket.indexOf('.'))), StandardCharsets.UTF_8);
        String later = body.substring(0, body.lastIndexOf('\n') + 1) + (now + 9_000_000_000L);
        String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(later.getBytes(StandardCharsets.UTF_8))
                + ticket.substring(ticket.indexOf('.'));
        String foreign = new Ticket("alice", 1, now, now + 3_600_000)
                .signed(Ed25519.newPair().getPrivate());
        KeyPair ours = Ed25519.readPem(Files.readString(data.resolve("rooms").resolve("tickets.key")));
        String expired = new Ticket("alice", 1, now - 7_200_000, now - 1).signed(ours.getPrivate());

        for (String bad : new String[] {forged, foreign, expired, "", ".", "x".repeat(5000)}) {
            assertThat(ask(hello("alice", "ticket", bad))).contains("\"reason\":\"bad-login\"");
        }
        assertThat(ask(hello("bob", "ticket", ticket))).contains("bad-login");
        assertThat(ask(hello("alice", "ticket", ticket))).contains("welcome", "\"account\":\"alice\"");

        try (LinePeer alice = peer()) {
            alice.send(hello("alice", "ticket", ticket));
            assertThat(alice.line()).contains("welcome");
            admin().setPassword("alice", "another horse");
            assertThat(alice.until("bye")).contains("Your account was changed; log in again.");
        }
        assertThat(ask(hello("alice", "ticket", ticket)))
                .as("of the generation before")
                .contains("bad-login");
        admin().setDisabled("alice", true);
        assertThat(ask(hello("alice", "password", "another horse"))).contains("not-allowed", "is disabled");
    }

    @Test
    void aGuestMakesItsNickAnAccountAndStays() throws Exception {
        try (LinePeer dora = peer()) {
            dora.send("/nick dora");
            dora.line();
            dora.send("/register short");
            assertThat(dora.line()).startsWith("! A password has 8 to 256");
            dora.send("/register " + SECRET);
            assertThat(dora.line()).isEqualTo("* you are dora on hub");
            known("dora");
            dora.send("/ping still");
            assertThat(dora.line()).isEqualTo("* pong still");
            admin().remove("dora");
            assertThat(dora.until("*")).contains("log in again");
        }
        try (LinePeer eve = peer()) {
            eve.send("/nick eve");
            eve.line();
            admin().add("eve", SECRET);
            assertThat(eve.until("*")).contains("belongs to an account now");
        }
    }

    @Test
    void mailForAnAccountIsForThatAccountAlone() throws Exception {
        try (LinePeer bob = peer()) {
            bob.send(hello("bob"));
            bob.line();
            bob.send("{\"type\":\"msg\",\"to\":\"alice\",\"text\":\"before\"}");
            assertThat(bob.line()).contains("\"waits\":true");
            admin().add("alice", SECRET);
            // The hub hears of accounts in their order; asking for this one would take its mail, as long as it is none.
            account("witness");
            bob.send("{\"type\":\"msg\",\"to\":\"alice\",\"text\":\"after\"}");
            assertThat(bob.line()).contains("\"waits\":true");
        }
        assertThat(ask(hello("alice"))).contains("nick-registered");
        try (LinePeer alice = peer()) {
            alice.send(hello("alice", "password", SECRET));
            assertThat(alice.line()).contains("welcome");
            assertThat(alice.line()).contains("\"text\":\"before\"", "\"mail\":");
            assertThat(alice.line()).contains("\"text\":\"after\"");
        }
    }

    @Test
    void withoutTheRoomServiceNicksStayKeptAndTicketsAreGood() throws Exception {
        account("alice");
        String ticket = found(TICKET, ask(hello("alice", "password", SECRET)));
        Address registry = rooms.registryAddress();
        rooms.close();

        for (int round = 0; round < 2; round++) {
            assertThat(ask(hello("\u0430lice"))).contains("nick-registered");
            assertThat(ask(hello("alice", "ticket", ticket))).contains("welcome", "\"account\":\"alice\"");
            assertThat(ask(hello("alice", "password", SECRET)))
                    .contains("\"reason\":\"rooms-unavailable\"", "logins cannot be checked but by ticket");
            hub.close();
            hub = hub(registry);
        }

        rooms = rooms(registry.port(), OPEN.with(PeopleSettings.Guests.OFF, false));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> ask(hello("bob")).contains("Guests may not come in here"));
        assertThat(ask("/join general")).contains("! Guests may not come in here");
        assertThat(ask(hello("alice", "ticket", ticket))).contains("welcome");
    }
}

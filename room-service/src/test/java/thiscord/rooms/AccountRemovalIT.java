package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.AccountSession;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.people.Ed25519;
import thiscord.rooms.people.PasswordHash;
import thiscord.rooms.people.PeopleSettings;
import thiscord.rooms.people.SecretFiles;

/** What an account had goes with it, and what was replaced is in no file any more. */
@Timeout(60)
class AccountRemovalIT {
    private static final PeopleSettings CHEAP =
            PeopleSettings.DEFAULT.withHash(new PasswordHash(64, 1)).with(PeopleSettings.Guests.LOOPBACK, true);

    private static final String SECRET = "correct horse";

    @TempDir
    private Path folder;

    private RoomServer server;
    private RoomService service;

    @BeforeEach
    void start() throws Exception {
        start(CHEAP);
    }

    private void start(PeopleSettings people) throws Exception {
        server = RoomServer.start(RoomServerSettings.of(folder, 0).withPeople(people));
        Address at = server.registryAddress();
        service = DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Login login(String nick) {
        return new Login(RoomService.PROTOCOL, nick);
    }

    private PeopleSession admin() throws Exception {
        String secret = Files.readString(folder.resolve(SecretFiles.ADMIN)).strip();
        return SecretProof.administer(service, login("administrator"), secret, () -> SecretProof.PLAIN);
    }

    private AccountSession alice(String password) throws Exception {
        return service.loginAccount(login("alice"), Credential.password("alice", password));
    }

    /** Something that is to be refused. */
    @FunctionalInterface
    private interface Trying {
        void run() throws Exception;
    }

    private static Reason refused(Trying call) {
        Refused refused = catchThrowableOfType(Refused.class, call::run);
        assertThat(refused).as("refused").isNotNull();
        return refused.refusal().reason();
    }

    private boolean filesContain(String text) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What Argon2 stores of the account's password. */
    private String storedHash() throws Exception {
        try (RoomsFile copy = RoomsFile.open(folder)) {
            String[] hash = new String[1];
            copy.each("select hash from account where name = 'alice'", row -> hash[0] = row.getString(1));
            return hash[0].substring(hash[0].lastIndexOf('$'));
        }
    }

    @Test
    void aPasswordOrKeyThatWasReplacedOrRemovedIsInNoFileAnyMore() throws Exception {
        PeopleSession admin = admin();
        admin.add("alice", SECRET);
        String first = storedHash();
        String key = Ed25519.text(Ed25519.newPair().getPublic());
        admin.addKey("alice", key);
        assertThat(filesContain(first)).isTrue();
        assertThat(filesContain(key)).isTrue();

        admin.setPassword("alice", "another horse battery");
        assertThat(filesContain(first)).isFalse();
        admin.removeKey("alice", key);
        assertThat(filesContain(key)).isFalse();
        String second = storedHash();
        admin.remove("alice");
        assertThat(filesContain(second)).isFalse();
    }

    @Test
    void whatARemovedAccountHadIsNotTheNextOnesOfThatName() throws Exception {
        admin().add("alice", SECRET);
        AccountSession alice = alice(SECRET);
        PersonSession bob = service.login(login("bob"));
        alice.create(new RoomSpec("lab", "", ""));
        alice.create(new RoomSpec("den", "", "", "invited"));
        bob.create(new RoomSpec("cave", "", ""));
        bob.setRole("cave", "alice", "moderator");
        alice.join("cave");
        String secret = alice.makeInvitation("cave", "member", 5, System.currentTimeMillis() + 3_600_000)
                .secret();

        admin().remove("Alice");

        PersonSession next = service.login(login("alice"));
        assertThat(next.rules("lab").standings()).noneMatch(one -> one.nick().equals("alice"));
        assertThat(refused(() -> next.delete("lab"))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(refused(() -> next.describe("den"))).isEqualTo(Reason.NO_SUCH_ROOM);
        assertThat(refused(() -> next.setSlow("cave", 10))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(bob.members("cave")).noneMatch(one -> one.nick().equals("alice"));
        bob.setRole("cave", "alice", "moderator");
        HubSession hub = SecretProof.loginHub(service, login("hub"), server.hubSecret(), () -> SecretProof.PLAIN);
        assertThat(refused(() -> hub.redeem(secret, "eve", "192.0.2.7", false))).isEqualTo(Reason.BAD_INVITATION);
    }
}

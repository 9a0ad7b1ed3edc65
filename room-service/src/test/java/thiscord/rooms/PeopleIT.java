package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.AccountInfo;
import thiscord.protocol.directory.AccountSession;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.Admission;
import thiscord.protocol.directory.Change;
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
import thiscord.protocol.people.LoginProof;
import thiscord.protocol.people.Ticket;
import thiscord.rooms.people.PasswordHash;
import thiscord.rooms.people.PeopleSettings;
import thiscord.rooms.people.SecretFiles;

/** Accounts over RMI: who is let in, who is not, and that attacks on them are bounded. */
@Timeout(60)
class PeopleIT {
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

    private void restart(PeopleSettings people) throws Exception {
        server.close();
        start(people);
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

    private AccountSession withKey(KeyPair pair, String name, String nonce) throws Exception {
        String proof = LoginProof.sign(pair.getPrivate(), nonce, name);
        return service.loginAccount(login(name), Credential.key(name, Ed25519.text(pair.getPublic()), nonce, proof));
    }

    @Test
    void anAccountLogsInWithItsPasswordAndActsUnderItsNick() throws Exception {
        admin().add("Alice", SECRET);

        AccountSession alice = alice(SECRET);

        assertThat(alice.create(new RoomSpec("lab", "", "")).createdBy()).isEqualTo("Alice");
        assertThat(alice.account().password()).isTrue();
        assertThat(refused(() -> alice("wrong horse"))).isEqualTo(Reason.BAD_LOGIN);
        assertThat(refused(() -> service.loginAccount(login("bob"), Credential.password("bob", SECRET))))
                .isEqualTo(Reason.BAD_LOGIN);
        assertThat(Credential.password("alice", SECRET).toString()).doesNotContain("horse");
        restart(CHEAP);
        assertThat(alice(SECRET).account().name()).isEqualTo("Alice");
    }

    @Test
    void aRegisteredNickAndItsLookAlikesAreNotForGuests() throws Exception {
        PersonSession guest = service.login(login("alice"));
        admin().add("alice", SECRET);

        for (String nick : List.of("alice", "ALICE", "\u0430lice", "a1ice", "al\u0456ce")) {
            assertThat(refused(() -> service.login(login(nick)))).as(nick).isEqualTo(Reason.NICK_REGISTERED);
            assertThat(refused(() -> admin().add(nick, SECRET))).as(nick).isEqualTo(Reason.NICK_REGISTERED);
        }
        assertThat(catchThrowableOfType(Exception.class, () -> guest.list(""))).isNotNull();
        assertThat(service.login(login("alicia")).list("")).isEmpty();
        admin().remove("alice");
        assertThat(service.login(login("\u0430lice")).list("")).isEmpty();
    }

    @Test
    void guestsRegisterWhereTheyMayAndAreKeptOutWhereTheyMayNot() throws Exception {
        PersonSession bob = service.login(login("bob"));

        assertThat(refused(() -> bob.register("short"))).isEqualTo(Reason.BAD_FIELD);
        assertThat(bob.register(SECRET).account()).isEqualTo("bob");
        assertThat(service.loginAccount(login("bob"), Credential.password("bob", SECRET))
                        .account()
                        .name())
                .isEqualTo("bob");

        restart(CHEAP.with(PeopleSettings.Guests.LOOPBACK, false));
        assertThat(refused(() -> service.login(login("eve")).register(SECRET))).isEqualTo(Reason.NOT_ALLOWED);
        restart(CHEAP.with(PeopleSettings.Guests.OFF, false));
        assertThat(refused(() -> service.login(login("eve")))).isEqualTo(Reason.NOT_ALLOWED);
    }

    @Test
    void onlyAnAdministratorManagesAccounts() throws Exception {
        admin().add("alice", SECRET);
        Credential alice = Credential.password("alice", SECRET);

        Refused lacking = catchThrowableOfType(Refused.class, () -> service.administer(login("alice"), alice));
        assertThat(lacking.refusal().reason()).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(lacking).hasMessageContaining("administrator");
        Credential guess = new Credential(Credential.PROOF, "", "guess", "n", "s", SecretProof.PLAIN);
        assertThat(refused(() -> service.administer(login("eve"), guess))).isEqualTo(Reason.BAD_LOGIN);

        admin().setAdmin("alice", true);
        PeopleSession managing = service.administer(login("alice"), alice);
        assertThat(managing.add("bob", "").password()).isFalse();
        assertThat(managing.list("")).extracting(AccountInfo::name).containsExactly("alice", "bob");
        admin().setAdmin("alice", false);
        assertThat(refused(() -> managing.remove("bob"))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(SecretFiles.ADMIN))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tickets.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aKeyAnswersOneChallengeOnce() throws Exception {
        KeyPair pair = Ed25519.newPair();
        String open = Ed25519.text(pair.getPublic());
        admin().add("alice", "");
        admin().addKey("alice", open);
        String nonce = service.challenge(login("alice"), open);

        assertThat(withKey(pair, "alice", nonce).account().keys()).containsExactly(open);
        assertThat(refused(() -> withKey(pair, "alice", nonce))).as("replayed").isEqualTo(Reason.BAD_LOGIN);
        String ofBob = service.challenge(login("bob"), open);
        assertThat(refused(() -> withKey(pair, "alice", ofBob))).isEqualTo(Reason.BAD_LOGIN);
        String fresh = service.challenge(login("alice"), open);
        restart(CHEAP);
        assertThat(refused(() -> withKey(pair, "alice", fresh)))
                .as("of the run before")
                .isEqualTo(Reason.BAD_LOGIN);
        assertThat(refused(() -> alice(""))).as("no password").isEqualTo(Reason.BAD_LOGIN);

        AccountSession last = withKey(pair, "alice", service.challenge(login("alice"), open));
        last.removeKey(open);
        String late = service.challenge(login("alice"), open);
        assertThat(refused(() -> withKey(pair, "alice", late))).isEqualTo(Reason.BAD_LOGIN);
    }

    @Test
    void ticketsAreVoidWithTheNextGenerationAndHubsHearOfIt() throws Exception {
        HubSession hub = SecretProof.loginHub(service, login("hub"), server.hubSecret(), () -> SecretProof.PLAIN);
        long from = hub.changes(-1, 0).upTo();
        admin().add("alice", SECRET);
        Admission first = hub.authenticate(Credential.password("alice", SECRET), "192.0.2.7");
        AccountSession before = alice(SECRET);

        assertThat(service.loginAccount(login("alice"), Credential.ticket("alice", first.ticket()))
                        .account()
                        .name())
                .isEqualTo("alice");
        before.changePassword(SECRET, "another horse");

        assertThat(refused(() -> service.loginAccount(login("alice"), Credential.ticket("alice", first.ticket()))))
                .isEqualTo(Reason.BAD_LOGIN);
        assertThat(catchThrowableOfType(Exception.class, before::account))
                .as("its session ended")
                .isNotNull();
        assertThat(refused(() -> alice(SECRET))).isEqualTo(Reason.BAD_LOGIN);
        admin().setDisabled("alice", true);
        assertThat(refused(() -> alice("another horse"))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(hub.accounts("")).extracting(AccountState::disabled).containsExactly(true);
        admin().remove("alice");
        admin().add("alice", SECRET);
        assertThat(hub.accounts("").get(0).generation()).isGreaterThan(first.generation() + 2);
        assertThat(hub.changes(from, 0).list())
                .extracting(Change::kind)
                .containsExactly("account", "account", "account", "no-account", "account");
        assertThat(Ed25519.publicKey(hub.people().ticketKey())).isNotNull();
    }

    @Test
    void aTicketOpensNothingThatOutlastsIt() throws Exception {
        String key = Ed25519.text(Ed25519.newPair().getPublic());
        String second = Ed25519.text(Ed25519.newPair().getPublic());
        admin().add("alice", "");
        admin().addKey("alice", key);
        admin().add("root", SECRET);
        admin().setAdmin("root", true);
        HubSession hub = SecretProof.loginHub(service, login("hub"), server.hubSecret(), () -> SecretProof.PLAIN);
        Credential ofRoot = Credential.ticket(
                "root",
                hub.authenticate(Credential.password("root", SECRET), "192.0.2.7")
                        .ticket());
        KeyPair ours = Ed25519.readPem(Files.readString(folder.resolve("tickets.key")));
        long now = System.currentTimeMillis();
        long generation = hub.accounts("").get(0).generation();
        String ticket = new Ticket("alice", generation, now, now + 60_000).signed(ours.getPrivate());

        AccountSession alice = service.loginAccount(login("alice"), Credential.ticket("alice", ticket));

        assertThat(alice.create(new RoomSpec("lab", "", "")).createdBy()).isEqualTo("alice");
        assertThat(refused(() -> alice.addKey(second))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(refused(() -> alice.removeKey(key))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(refused(() -> alice.changePassword("", SECRET))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(refused(alice::ticket)).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(alice.account().keys()).containsExactly(key);
        assertThat(refused(() -> service.administer(login("root"), ofRoot))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(refused(() -> hub.authenticate(ofRoot, "192.0.2.7")))
                .as("renewed")
                .isEqualTo(Reason.NOT_ALLOWED);
    }

    @Test
    void guessingIsSlowedByNameAndByAddressAndTheRightOneWaitsToo() throws Exception {
        restart(CHEAP.withAttempts(3, 600));
        admin().add("alice", SECRET);
        for (int i = 0; i < 3; i++) {
            assertThat(refused(() -> alice("guess " + SECRET))).isEqualTo(Reason.BAD_LOGIN);
        }

        Refused late = catchThrowableOfType(Refused.class, () -> alice(SECRET));

        assertThat(late.refusal().reason()).isEqualTo(Reason.TOO_FAST);
        assertThat(late).hasMessageMatching(".*try again in [0-9]+ seconds\\.");
        HubSession hub = SecretProof.loginHub(service, login("hub"), server.hubSecret(), () -> SecretProof.PLAIN);
        assertThat(refused(() -> hub.authenticate(Credential.password("alice", SECRET), "192.0.2.7")))
                .as("the name from elsewhere")
                .isEqualTo(Reason.TOO_FAST);
        assertThat(refused(() -> hub.authenticate(Credential.password("nobody", SECRET), "192.0.2.7")))
                .as("another name from elsewhere")
                .isEqualTo(Reason.BAD_LOGIN);
    }

    @Test
    void aFloodOfPasswordsIsCutOffWhileRoomsGoOn() throws Exception {
        restart(CHEAP.withHash(new PasswordHash(4096, 2)).withAttempts(100_000, 1));
        admin().add("alice", SECRET);
        PersonSession bob = service.login(login("bob"));
        ExecutorService flood = Executors.newFixedThreadPool(40);
        try {
            List<Future<Reason>> guesses = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String guess = "guess number " + i;
                guesses.add(flood.submit(() -> refused(() -> alice(guess))));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(bob.create(new RoomSpec("r" + i, "", "")).name()).isEqualTo("r" + i);
            }
            List<Reason> answers = new ArrayList<>();
            for (Future<Reason> guess : guesses) {
                answers.add(guess.get());
            }

            assertThat(answers).containsOnly(Reason.BAD_LOGIN, Reason.TOO_FAST);
        } finally {
            flood.shutdownNow();
        }
        assertThat(alice(SECRET).account().name()).isEqualTo("alice");
    }

    @Test
    void whatIsTooLongIsRefusedBeforeItIsLookedAtAndNoNickLooksLikeAnAddress() throws Exception {
        String huge = "x".repeat(300);

        assertThat(refused(() -> admin().add(huge, SECRET))).isEqualTo(Reason.BAD_NICK);
        assertThat(refused(() -> admin().add("10.0.0.1", SECRET))).isEqualTo(Reason.BAD_NICK);
        assertThat(refused(() -> service.login(login("10.0.0.1")))).isEqualTo(Reason.BAD_NICK);
        assertThat(refused(() -> admin().add("alice", huge))).isEqualTo(Reason.BAD_FIELD);
        assertThat(refused(() -> admin().addKey("alice", huge))).isEqualTo(Reason.BAD_FIELD);
        assertThat(refused(() -> service.challenge(login("alice"), huge))).isEqualTo(Reason.BAD_FIELD);
        assertThat(refused(() -> service.loginAccount(login("alice"), Credential.password("y".repeat(90), huge))))
                .isEqualTo(Reason.BAD_NICK);
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Credential.password("x", huge.repeat(3))))
                .isNotNull();
        HubSession hub = SecretProof.loginHub(service, login("hub"), server.hubSecret(), () -> SecretProof.PLAIN);
        assertThat(refused(() -> hub.authenticate(Credential.password("alice", SECRET), huge)))
                .isEqualTo(Reason.BAD_FIELD);
    }

    @Test
    void aHashOfOtherParametersIsMadeAnewAtTheNextLogin() throws Exception {
        admin().add("alice", SECRET);
        restart(CHEAP.withHash(new PasswordHash(128, 1)));
        alice(SECRET);
        restart(CHEAP);
        alice(SECRET);
        server.close();

        try (RoomsFile file = RoomsFile.open(folder)) {
            List<String> hashes = new ArrayList<>();
            file.each("select hash from account", row -> hashes.add(row.getString(1)));
            assertThat(hashes).singleElement().asString().startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        }
        start(CHEAP);
    }
}

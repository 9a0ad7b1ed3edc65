package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.directory.ServiceProof;
import thiscord.protocol.directory.UnprovenService;
import thiscord.rooms.people.PasswordHash;
import thiscord.rooms.people.PeopleSettings;
import thiscord.rooms.people.SecretFiles;

/** Who knows the secrets of the data folder is let in with them, and they are never shown. */
@Timeout(60)
class SecretsIT {
    private static final PeopleSettings CHEAP =
            PeopleSettings.DEFAULT.withHash(new PasswordHash(64, 1)).with(PeopleSettings.Guests.LOOPBACK, true);

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

    @Test
    void onlyWhoHasTheSecretOfTheFolderIsAHubAndItIsKeptAndNobodyCanShutHubsOut() throws Exception {
        Path file = folder.resolve(RoomService.HUBS_SECRET);
        String secret = Files.readString(file).strip();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(secret).matches("[0-9a-f]{64}");
        Refused old = catchThrowableOfType(Refused.class, () -> service.loginHub(login("hub")));
        assertThat(old.refusal().reason()).isEqualTo(Reason.NOT_SUPPORTED);
        assertThat(old.refusal().text()).contains("hubs.secret").contains("update");
        Credential wrong = proof("0".repeat(64));
        Refused no = catchThrowableOfType(Refused.class, () -> service.loginHub(login("hub"), wrong));
        assertThat(no.refusal().reason()).isEqualTo(Reason.BAD_LOGIN);
        assertThat(no.refusal().text()).contains("hubs.secret").contains("--hub-secret-file");
        Credential empty = new Credential(Credential.PROOF, "", "", "", "");
        assertThat(refused(() -> service.loginHub(login("hub"), empty))).isEqualTo(Reason.BAD_LOGIN);
        Credential asPassword = Credential.password("hub", secret);
        assertThat(refused(() -> service.loginHub(login("hub"), asPassword))).isEqualTo(Reason.BAD_LOGIN);
        for (int i = 3; i < CHEAP.addressBurst(); i++) {
            refused(() -> service.loginHub(login("hub"), wrong));
        }
        assertThat(refused(() -> service.loginHub(login("hub"), wrong))).isEqualTo(Reason.TOO_FAST);
        SecretProof.loginHub(service, login("hub"), secret, () -> SecretProof.PLAIN)
                .logout();

        restart(CHEAP);

        SecretProof.loginHub(service, login("hub"), secret, () -> SecretProof.PLAIN)
                .logout();
    }

    /** As a hub that knows another secret would make it, and goes on although the service's answer is not right for it. */
    private Credential proof(String secret) throws Exception {
        String nonce = "n".repeat(SecretProof.LEAST_NONCE);
        ServiceProof asked = service.prove(login("hub"), SecretProof.HUBS, nonce, SecretProof.PLAIN);
        String code =
                SecretProof.ofClient(secret, SecretProof.HUBS, login("hub"), nonce, asked.nonce(), SecretProof.PLAIN);
        return new Credential(Credential.PROOF, "", nonce, asked.nonce(), code, SecretProof.PLAIN);
    }

    @Test
    void aSecretIsNeverTakenAsItIsAndAProofIsGoodForOneLoginOfThatNodeOverThatConnection() throws Exception {
        String secret = server.hubSecret();
        String admin = Files.readString(folder.resolve(SecretFiles.ADMIN)).strip();

        Refused shown =
                catchThrowableOfType(Refused.class, () -> service.loginHub(login("hub"), Credential.file(secret)));
        assertThat(shown.refusal().reason()).isEqualTo(Reason.NOT_SUPPORTED);
        assertThat(shown.refusal().text()).contains("hubs.secret").contains("Update");
        assertThat(refused(() -> service.administer(login("eve"), Credential.file(admin))))
                .isEqualTo(Reason.NOT_SUPPORTED);

        Credential right = proof(secret);
        assertThat(refused(() -> service.loginHub(login("other"), right))).isEqualTo(Reason.BAD_LOGIN);
        assertThat(refused(() -> service.administer(login("hub"), right))).isEqualTo(Reason.BAD_LOGIN);
        Credential elsewhere = new Credential(
                Credential.PROOF, "", right.secret(), right.nonce(), right.signature(), "SHA256:elsewhere");
        assertThat(refused(() -> service.loginHub(login("hub"), elsewhere))).isEqualTo(Reason.BAD_LOGIN);
        service.loginHub(login("hub"), right).logout();
        assertThat(refused(() -> service.loginHub(login("hub"), right))).isEqualTo(Reason.BAD_LOGIN);

        // What the service says of itself is no proof of somebody else.
        ServiceProof own = service.prove(login("hub"), SecretProof.HUBS, right.secret(), SecretProof.PLAIN);
        Credential reflected =
                new Credential(Credential.PROOF, "", right.secret(), own.nonce(), own.code(), SecretProof.PLAIN);
        assertThat(refused(() -> service.loginHub(login("hub"), reflected))).isEqualTo(Reason.BAD_LOGIN);
        assertThat(refused(() -> service.prove(login("hub"), SecretProof.HUBS, "short", SecretProof.PLAIN)))
                .isEqualTo(Reason.BAD_FIELD);
        assertThat(refused(() -> service.prove(login("hub"), SecretProof.HUBS, right.secret(), "SHA256:another")))
                .isEqualTo(Reason.BAD_FIELD);
        assertThatThrownBy(() -> SecretProof.loginHub(service, login("hub"), "0".repeat(64), () -> SecretProof.PLAIN))
                .isInstanceOf(UnprovenService.class)
                .hasMessageContaining("nothing was shown");
    }
}

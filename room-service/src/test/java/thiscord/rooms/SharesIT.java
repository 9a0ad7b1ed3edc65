package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.rules.RoomRules;
import thiscord.rooms.people.PasswordHash;
import thiscord.rooms.people.PeopleSettings;
import thiscord.rooms.people.SecretFiles;

/** One guest, one address or one guesser takes nothing that others need. */
@Timeout(60)
class SharesIT {
    private static final int PEOPLE = 100;
    private static final String SECRET = "correct horse";

    @TempDir
    private Path folder;

    private RoomServer server;
    private RoomService service;

    @BeforeEach
    void start() throws Exception {
        RoomLimits d = RoomLimits.DEFAULT;
        RoomLimits limits = new RoomLimits(
                        40,
                        10,
                        100,
                        100,
                        PEOPLE,
                        8,
                        64,
                        1 << 19,
                        d.requestTime(),
                        d.idleConnection(),
                        d.idlePerson(),
                        d.idleHub())
                .withRoomsPerPerson(10);
        server = RoomServer.start(RoomServerSettings.of(folder, 0)
                .withLimits(limits)
                .withPeople(PeopleSettings.DEFAULT.withHash(new PasswordHash(8, 1))));
        service = connect(server.registryAddress());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static RoomService connect(Address at) throws Exception {
        return DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT);
    }

    private PersonSession guest(String nick) throws Exception {
        return service.login(new Login(RoomService.PROTOCOL, nick));
    }

    private PeopleSession admin() throws Exception {
        String secret = Files.readString(folder.resolve(SecretFiles.ADMIN)).strip();
        return SecretProof.administer(
                service, new Login(RoomService.PROTOCOL, "admin"), secret, () -> SecretProof.PLAIN);
    }

    private static Login login(String name) {
        return new Login(RoomService.PROTOCOL, name);
    }

    private static Reason reason(Refused refused) {
        return refused == null ? null : refused.refusal().reason();
    }

    @Test
    void sessionsOfOneNickAndOfOneAddressLeavePlacesForOthers() throws Exception {
        List<PersonSession> held = new ArrayList<>();
        Refused nick = null;
        while (nick == null && held.size() < PEOPLE) {
            nick = catchThrowableOfType(Refused.class, () -> held.add(guest("mallory")));
        }
        assertThat(reason(nick)).isEqualTo(Reason.TOO_MANY_SESSIONS);
        assertThat(guest("alice").list("")).isEmpty();

        Refused address = null;
        for (int i = 0; address == null && i < PEOPLE; i++) {
            String another = "mallory" + i;
            address = catchThrowableOfType(Refused.class, () -> held.add(guest(another)));
        }
        assertThat(reason(address)).isEqualTo(Reason.TOO_MANY_SESSIONS);
        assertThat(held.size()).isLessThan(PEOPLE);
        assertThat(admin().list("")).isEmpty();
        assertThat(SecretProof.loginHub(service, login("hub"), server.hubSecret(), () -> SecretProof.PLAIN)
                        .list(""))
                .isEmpty();
    }

    @Test
    void roomsOfOneNickAndOfGuestsLeavePlacesForOthersAndAdministratorsDecideAboutAll() throws Exception {
        PeopleSession admin = admin();
        admin.add("anna", SECRET);
        Refused nick = null;
        for (int n = 0; n < 4; n++) {
            PersonSession mallory = guest("mallory" + n);
            for (int i = 0; i <= 10; i++) {
                RoomSpec spec = new RoomSpec("r" + n + "-" + i, "", "", "invited");
                nick = catchThrowableOfType(Refused.class, () -> mallory.create(spec));
            }
            assertThat(reason(nick)).isEqualTo(Reason.TOO_MANY_ROOMS);
        }
        PersonSession anna = service.loginAccount(login("anna"), Credential.password("anna", SECRET));
        assertThat(anna.create(new RoomSpec("annas", "", "", "invited")).name()).isEqualTo("annas");

        PersonSession all = admin.rooms();
        List<String> names = all.list("").stream().map(RoomInfo::name).toList();
        assertThat(names).hasSize(39).contains("annas", "r0-0");
        all.delete("r0-0");
        all.setRole("r0-1", "bob", "owner");
        all.ban("r0-2", "mallory0", Long.MAX_VALUE, "");
        all.setRole("r0-1", "mallory0", "");
        guest("bob").delete("r0-1");
        all.setRole("annas", "bob", "moderator");
        assertThat(all.audit("r0-2", Long.MAX_VALUE, 0))
                .anyMatch(line -> line.by().equals(RoomRules.ADMINISTRATOR)
                        && line.action().equals("ban")
                        && line.about().equals("mallory0"));
        assertThat(reason(catchThrowableOfType(Refused.class, () -> all.join("annas"))))
                .isEqualTo(Reason.NOT_ALLOWED);
        assertThat(reason(catchThrowableOfType(Refused.class, () -> guest("an administrator"))))
                .isEqualTo(Reason.BAD_NICK);
    }

    @Test
    void whoGuessesAtAnAddressLocksNobodyElseOutThere() throws Exception {
        PeopleSession admin = admin();
        for (String name : List.of("anna", "bert", "carl")) {
            admin.add(name, SECRET);
        }
        int tooFast = 0;
        for (int i = 0; i < 60; i++) {
            String name = "nobody" + i;
            Refused wrong = catchThrowableOfType(
                    Refused.class, () -> service.loginAccount(login(name), Credential.password(name, "wrong one")));
            tooFast += reason(wrong) == Reason.TOO_FAST ? 1 : 0;
        }
        assertThat(tooFast).isPositive();

        for (String name : List.of("anna", "bert", "carl", "anna", "anna", "anna", "anna")) {
            service.loginAccount(login(name), Credential.password(name, SECRET)).logout();
        }
        assertThat(admin().list("")).hasSize(3);
    }

    @Test
    void throughATunnelAtAnotherPortAllCallsGoThroughTheTunnel() throws Exception {
        Address to = server.registryAddress();
        ServerSocket tunnel = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"));
        Thread forward = new Thread(() -> forward(tunnel, to));
        forward.setDaemon(true);
        forward.start();

        RoomService far = connect(new Address("127.0.0.2", tunnel.getLocalPort()));
        PersonSession alice = far.login(login("alice"));
        // The service does not listen at this address: whoever went to the port of the stub would be refused.
        assertThat(alice.create(new RoomSpec("lab", "", "")).name()).isEqualTo("lab");
        tunnel.close();
    }

    private static void forward(ServerSocket tunnel, Address to) {
        try {
            while (true) {
                Socket in = tunnel.accept();
                Socket out = new Socket(to.host(), to.port());
                for (Socket[] way : List.of(new Socket[] {in, out}, new Socket[] {out, in})) {
                    Thread copy = new Thread(() -> copy(way[0], way[1]));
                    copy.setDaemon(true);
                    copy.start();
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // One of them has ended.
        }
    }
}

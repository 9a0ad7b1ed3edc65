package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.RemoteException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.Address;
import thiscord.cli.Main;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.rmi.Rebuff;
import thiscord.tls.ClientTls;
import thiscord.tls.Fingerprint;
import thiscord.tls.KeyFiles;
import thiscord.tls.Listening;
import thiscord.tls.UntrustedServer;

/** RMI inside TLS, at two addresses of a service that takes no plain text, as none does beyond loopback. */
@Timeout(60)
class TlsIT {
    private static final Duration HANDSHAKE = Duration.ofSeconds(2);

    @TempDir
    private static Path folder;

    private static RoomServer server;
    private static Address here;
    private static Address there;
    private static Fingerprint key;

    @BeforeAll
    static void start() {
        RoomLimits d = RoomLimits.DEFAULT;
        RoomLimits limits = new RoomLimits(
                10, 10, 100, 100, 10, 10, 40, 64 << 10, HANDSHAKE, d.idleConnection(), d.idlePerson(), d.idleHub());
        Listening strict = new Listening(
                Address.loopback(0), List.of(new Address("127.0.0.2", 0)), KeyFiles.inFolder(folder), false, false);
        server = RoomServer.start(
                RoomServerSettings.of(folder, 0).withLimits(limits).withListening(strict));
        here = server.registryAddress();
        there = server.addresses().get(1);
        key = server.fingerprint();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RoomService service(Address at, Fingerprint pinned) throws Exception {
        return DirectoryClient.connect(
                at.host(), at.port(), ClientTls.pinned(at, pinned)::over, DirectoryClient.PATIENT);
    }

    private static Socket shaken(Address at) throws IOException {
        return ClientTls.pinned(at, key).over(new Socket(at.host(), at.port()));
    }

    private static long counted(Rebuff kind) {
        return server.rebuffs().getOrDefault(kind.wire(), 0L);
    }

    @Test
    void everyCallGoesThroughTlsAtEachAddress() throws Exception {
        for (Address at : List.of(here, there)) {
            PersonSession alice = service(at, key).login(new Login(RoomService.PROTOCOL, "alice"));
            String room = "room" + at.port();
            alice.create(new RoomSpec(room, "nothing", ""));

            assertThat(alice.list("")).anyMatch(one -> one.name().equals(room));

            alice.logout();
        }
    }

    @Test
    void plainTextIsTurnedAway() {
        long before = counted(Rebuff.PLAIN_TEXT);

        assertThatThrownBy(() -> DirectoryClient.connect(here.host(), here.port(), DirectoryClient.PATIENT))
                .isInstanceOf(RemoteException.class);

        assertThat(counted(Rebuff.PLAIN_TEXT)).isGreaterThan(before);
    }

    @Test
    void anotherKeyIsRefusedByTheClient() {
        Fingerprint other = Fingerprint.parse("SHA256:" + "A".repeat(43));

        assertThatThrownBy(() -> service(here, other))
                .isInstanceOf(RemoteException.class)
                .satisfies(e -> assertThat(UntrustedServer.reason(e)).contains(key.text(), other.text()));
    }

    @Test
    void aRequestOverItsBytesIsCutOffInsideTlsToo() throws Exception {
        long before = counted(Rebuff.TOO_BIG);
        try (Socket socket = shaken(here)) {
            OutputStream out = socket.getOutputStream();
            out.write(new byte[] {'J', 'R', 'M', 'I', 0, 2, 0x4B});
            socket.getInputStream().read();
            out.write(new byte[] {0, 1, 'h', 0, 0, 0, 1, 0x50, (byte) 0xAC, (byte) 0xED, 0, 5, 0x77, 34});
            out.write(new byte[34]);

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            out.write(new byte[16 << 10]);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        await().untilAsserted(() ->
                assertThat(counted(Rebuff.TOO_BIG) + counted(Rebuff.REGISTRY)).isGreaterThan(before));
    }

    @Test
    void aHandshakeHasTheTimeOfARequestHoweverItTrickles() throws Exception {
        long before = counted(Rebuff.TOO_SLOW) + counted(Rebuff.TLS);
        try (Socket socket = new Socket(here.host(), here.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC});

            await().atMost(HANDSHAKE.multipliedBy(10)).untilAsserted(() -> {
                out.write(0);
                assertThat(counted(Rebuff.TOO_SLOW) + counted(Rebuff.TLS)).isGreaterThan(before);
            });
        }
    }

    @Test
    void halfHandshakesMakeRoomForWholeOnes() throws Exception {
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Socket socket = new Socket(here.host(), here.port());
                half.add(socket);
                socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1});
            }

            assertThat(service(here, key).info().protocol()).isEqualTo(RoomService.PROTOCOL);
        } finally {
            for (Socket one : half) {
                one.close();
            }
        }
    }

    @Test
    void theCommandPinsOrRemembersAndSaysWhy() throws Exception {
        Path known = folder.resolve("known_servers");

        Ran first = rooms("--tls", "--known-servers", known.toString());
        Ran second = rooms("--tls", "--known-servers", known.toString());
        Files.writeString(known, here + " SHA256:" + "A".repeat(43) + "\n");
        Ran changed = rooms("--tls", "--known-servers", known.toString());
        Ran pinned = rooms("--fingerprint", key.text(), "--known-servers", known.toString());

        assertThat(first.code()).isZero();
        assertThat(first.err())
                .isEqualTo("rooms: met " + here + " for the first time; its key is " + key + ", remembered in " + known
                        + "\n");
        assertThat(second).isEqualTo(new Ran(0, first.out(), ""));
        assertThat(changed.code()).isEqualTo(4);
        assertThat(changed.err())
                .hasLineCount(1)
                .contains("somebody may be in between", key.text(), "take the line of " + here);
        assertThat(pinned).isEqualTo(second);
    }

    private record Ran(int code, String out, String err) {}

    private static Ran rooms(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new RoomsCommand());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("list", "--registry", here.toString(), "--nick", "alice"));
        all.addAll(List.of(arguments));
        return new Ran(Main.run(line, all.toArray(new String[0])), out.toString(), err.toString());
    }
}

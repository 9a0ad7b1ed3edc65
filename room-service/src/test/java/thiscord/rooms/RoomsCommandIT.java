package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.Main;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;

@Timeout(60)
class RoomsCommandIT {
    @TempDir
    private Path folder;

    private RoomServer server;
    private String registry;

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void start() {
        server = RoomServer.start(RoomServerSettings.of(folder, 0));
        registry = server.registryAddress().toString();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Ran rooms(String... arguments) {
        return as("alice", arguments);
    }

    private Ran as(String nick, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new RoomsCommand());
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--registry";
        all[arguments.length + 1] = registry;
        all[arguments.length + 2] = "--nick";
        all[arguments.length + 3] = nick;
        return new Ran(Main.run(line, all), out.toString(), err.toString());
    }

    @Test
    void aRoomIsMadeJoinedShownAndDeleted() {
        assertThat(rooms("create", "Lab", "--keeps", "7d", "--topic", "smoke"))
                .isEqualTo(new Ran(0, "created 'Lab', which keeps 7d.\n", ""));
        assertThat(rooms("join", "lab").out()).isEqualTo("alice is a member of 'Lab'.\n");
        assertThat(rooms("topic", "lab", "more", "smoke").code()).isZero();
        assertThat(rooms("list").out()).isEqualTo("ROOM  MEMBERS  KEEPS  TOPIC\nLab   1        7d     more smoke\n");
        assertThat(rooms("members", "lab").out())
                .isEqualTo("NICK   PRESENT  LASTING  ROLE\nalice  no       yes      owner\n");
        assertThat(rooms("show", "lab").out()).contains("topic    more smoke", "keeps    7d. ");
        assertThat(rooms("leave", "lab").code()).isZero();
        assertThat(rooms("delete", "lab", "--yes").out()).isEqualTo("'lab' deleted.\n");
        assertThat(rooms("list").out()).contains("no rooms yet");
    }

    @Test
    void programsGetOneObjectALine() {
        rooms("create", "lab");
        rooms("join", "lab");

        assertThat(rooms("list", "--json").out())
                .startsWith("{\"room\":\"lab\",\"id\":1,\"members\":1,\"topic\":\"\",\"keeps\":\"nothing\"")
                .endsWith("\"access\":\"public\",\"locked\":false,\"slowSeconds\":0}\n");
        assertThat(rooms("members", "lab", "--json").out())
                .isEqualTo("{\"nick\":\"alice\",\"present\":false,\"lasting\":true,\"role\":\"owner\"}\n");
        assertThat(rooms("delete", "lab", "--yes", "--json").out())
                .isEqualTo("{\"done\":\"deleted\",\"room\":\"lab\"}\n");
    }

    @Test
    void roomsEndAddressesAreBannedUntilADateAndTheLogSaysWhoDidIt() {
        assertThat(rooms("create", "den", "--lifetime", "7d").out())
                .startsWith("created 'den', which keeps nothing and ends at ")
                .endsWith("Z.\n");
        assertThat(rooms("lease", "den", "none").out()).isEqualTo("'den' is public.\n");
        assertThat(rooms("lease", "den", "2h").out()).startsWith("'den' is public, ends at ");
        assertThat(as("bob", "lease", "den", "more", "2h").out()).isEqualTo("Its owners are asked.\n");
        assertThat(rooms("ban", "den", "192.0.2.7/24", "--until", "2130-12-24", "--why", "spam")
                        .out())
                .isEqualTo(
                        "'192.0.2.0/24' has no role of its own, is banned by alice until 2130-12-24 00:00Z: spam.\n");
        assertThat(rooms("ban", "den", "eve", "--until", "2130-12-24T18:00Z").out())
                .isEqualTo("'eve' has no role of its own, is banned by alice until 2130-12-24 18:00Z.\n");
        assertThat(rooms("ban", "den", "eve", "--until", "2001-01-01").code()).isEqualTo(2);
        assertThat(rooms("ban", "den", "eve", "--until", "2130-01-01", "--for", "1d")
                        .err())
                .contains("--for and --until say the same");
        assertThat(rooms("roles", "den").out()).contains("192.0.2.0/24");
        assertThat(as("bob", "roles", "den").out()).doesNotContain("192.0.2");

        assertThat(rooms("audit", "den").out().lines().map(line -> line.replaceFirst("^20[0-9: -]*Z", "WHEN")))
                .containsExactly(
                        "WHEN               ROOM  WHO    FROM       WHAT     ABOUT",
                        "WHEN  den   alice  127.0.0.1  created  -",
                        "WHEN  den   alice  127.0.0.1  lease    -",
                        "WHEN  den   alice  127.0.0.1  lease    -",
                        "WHEN  den   alice  127.0.0.1  ban      192.0.2.0/24",
                        "WHEN  den   alice  127.0.0.1  ban      eve");
        assertThat(as("bob", "audit", "den").err()).contains("Only a moderator of 'den' may see what was decided when");
        assertThat(rooms("audit", "--json", "--since", "1h").out().lines())
                .hasSize(5)
                .allMatch(line -> line.contains("\"room\":\"den\""));
        assertThat(rooms("unban", "den", "192.0.2.0/24").out()).isEqualTo("'192.0.2.0/24' has no role of its own.\n");
    }

    @Test
    void ownersAndModeratorsDecideAndOthersAreToldWhichRoleIsMissing() {
        rooms("create", "Lab", "--access", "unlisted");

        assertThat(rooms("role", "lab", "mo", "moderator"))
                .isEqualTo(new Ran(0, "'mo' has the role of moderator.\n", ""));
        assertThat(as("mo", "ban", "lab", "eve", "--why", "spam").out())
                .isEqualTo("'eve' has no role of its own, is banned by mo: spam.\n");
        assertThat(as("mo", "mute", "lab", "bob", "--for", "2h").out())
                .startsWith("'bob' has no role of its own, is muted by mo until 2")
                .endsWith("Z.\n");
        assertThat(as("mo", "invite", "lab", "bob").out()).startsWith("'bob' has the role of member, is muted");
        assertThat(as("mo", "roles", "lab").out().lines().map(line -> line.replaceAll("2[0-9: -]*Z", "LATER")))
                .containsExactly(
                        "NICK   ROLE       BANNED       MUTED",
                        "alice  owner      -            -",
                        "bob    member     -            by mo until LATER",
                        "eve    -          by mo: spam  -",
                        "mo     moderator  -            -");
        assertThat(as("mo", "unban", "lab", "eve").out()).isEqualTo("'eve' has no role of its own.\n");
        assertThat(as("mo", "unmute", "lab", "bob").out()).isEqualTo("'bob' has the role of member.\n");
        assertThat(as("mo", "lock", "lab").out()).isEqualTo("'Lab' is unlisted, locked.\n");
        assertThat(as("mo", "slow", "lab", "90s").out())
                .isEqualTo("'Lab' is unlisted, locked, slow: one message in 90 s.\n");
        assertThat(as("mo", "slow", "lab", "0").code()
                        + as("mo", "unlock", "lab").code())
                .isZero();
        assertThat(rooms("access", "lab", "invited").out()).isEqualTo("'Lab' is invited.\n");

        Ran stranger = as("eve", "show", "lab");
        assertThat(stranger.code()).isEqualTo(1);
        assertThat(stranger.err()).contains("refused (no-such-room): There is no room 'lab'.");
        assertThat(as("eve", "list").out()).contains("no rooms yet");
        assertThat(as("eve", "roles", "lab").err()).contains("There is no room 'lab'.");
        assertThat(as("mo", "delete", "lab", "--yes").err())
                .endsWith("refused (not-allowed): Only an owner of 'Lab' may delete it; 'mo' is a moderator.\n");
        assertThat(as("bob", "kick", "lab", "mo").err()).contains("Only a moderator of 'Lab' may take somebody out");
        assertThat(rooms("ban", "lab", "eve", "--for", "soon").code()).isEqualTo(2);
    }

    @Test
    void programsGetDecisionsAsObjects() {
        rooms("create", "lab");
        as("bob", "join", "lab");

        assertThat(rooms("ban", "lab", "eve", "--why", "spam", "--json").out())
                .isEqualTo("{\"nick\":\"eve\",\"role\":\"\",\"ban\":{\"by\":\"alice\",\"why\":\"spam\"}}\n");
        assertThat(rooms("mute", "lab", "eve", "--for", "1d", "--json").out())
                .contains("\"mute\":{\"by\":\"alice\",\"why\":\"\",\"until\":\"2");
        assertThat(rooms("roles", "lab", "--json").out().lines())
                .hasSize(2)
                .first()
                .isEqualTo("{\"nick\":\"alice\",\"role\":\"owner\"}");
        assertThat(rooms("kick", "lab", "bob", "--json").out())
                .isEqualTo("{\"done\":\"kicked\",\"room\":\"lab\",\"nick\":\"bob\"}\n");
        assertThat(rooms("slow", "lab", "5m", "--json").out()).contains("\"slowSeconds\":300");
    }

    @Test
    void moreRoomsThanAPageAreAllListed() throws Exception {
        PersonSession alice = DirectoryClient.connect(
                        "127.0.0.1", server.registryAddress().port(), DirectoryClient.PATIENT)
                .login(new Login(RoomService.PROTOCOL, "alice"));
        int count = PersonSession.PAGE + 3;
        for (int i = 0; i < count; i++) {
            alice.create(new RoomSpec("room" + i, "", ""));
        }

        assertThat(rooms("list", "--json").out().lines()).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void refusalsEndWithOneAndOneLineWithTheReason() {
        Ran ran = rooms("join", "nowhere");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .endsWith("refused (no-such-room): There is no room 'nowhere'.\n")
                .containsOnlyOnce("\n");
        assertThat(rooms("create", "no spaces").err()).contains("bad-room-name");
    }

    @Test
    void deleteWithoutATerminalWantsYes() {
        rooms("create", "lab");

        Ran ran = rooms("delete", "lab");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--yes");
        assertThat(rooms("show", "lab").code()).isZero();
    }

    @Test
    void nobodyThereEndsWithFour() throws Exception {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            registry = "127.0.0.1:" + probe.getLocalPort();
        }

        Ran ran = rooms("list");

        assertThat(ran.code()).isEqualTo(4);
        assertThat(ran.err()).contains("--registry").containsOnlyOnce("\n");
    }

    @Test
    void aWrongCommandLineEndsWithTwo() {
        assertThat(rooms("create").code()).isEqualTo(2);
        registry = "127.0.0.1:99999";
        assertThat(rooms("list").code()).isEqualTo(2);
    }
}

package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.kit.LinePeer;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** {@code thiscord up}: how it starts, what stops it from starting, how it ends. */
class UpIT {
    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    @Test
    void firstStartHasARoomAndSaysWhatToTypeNext() throws IOException {
        Planes up = processes.up(folder.resolve("new/data"));

        assertThat(up.process().out().soFar().get(0)).startsWith("ready: ");
        up.process().out().expect("thiscord client 127\\.0\\.0\\.1:" + up.hub());
        up.process().out().expect("nc 127\\.0\\.0\\.1 " + up.hub());
        up.process().out().expect("thiscord rooms --registry 127\\.0\\.0\\.1:" + up.rooms() + " list");
        up.process().out().expect("thiscord subscriber --address 127\\.0\\.0\\.1:" + up.eventsOut());
        try (LinePeer alice = TextPeer.in(up.hub(), "alice", "general")) {
            alice.send("hi");

            alice.until("[general] alice: hi");
        }
    }

    @Test
    void aRoomThatWasDeletedDoesNotComeBackWithTheNextStart() {
        Planes first = processes.up(folder);
        Running deleted =
                processes.thiscord("rooms", "--registry", "127.0.0.1:" + first.rooms(), "delete", "general", "--yes");
        assertThat(deleted.exit()).isZero();
        first.process().kill();

        Planes second = processes.up(folder);

        assertThat(roomsOf(second)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalEndsItWithAWordToThoseWhoTalk(String signal, int code) throws IOException {
        Planes up = processes.up(folder);
        try (LinePeer alice = TextPeer.in(up.hub(), "alice", "general")) {
            up.process().signal(signal);

            assertThat(up.process().exit()).isEqualTo(code);
            assertThat(alice.rest()).last().asString().startsWith("* ");
        }
        assertThat(up.process().err().toTheEnd())
                .noneMatch(line -> line.contains("WARNING") || line.contains("SEVERE"));
    }

    @Test
    void roomsMadeBeforeAKillAreThereAfterIt() {
        Planes first = processes.up(folder);
        Running create = processes.thiscord(
                "rooms", "--registry", "127.0.0.1:" + first.rooms(), "create", "lab", "--keeps", "7d");
        assertThat(create.exit()).isZero();

        first.process().kill();
        Planes second = processes.up(folder);

        assertThat(roomsOf(second))
                .hasSize(2)
                .anyMatch(line -> line.contains("\"room\":\"lab\"") && line.contains("7d"));
    }

    @Test
    void aSecondOneOnTheSameFolderNamesTheSettingAndHarmsNothing() throws IOException {
        Planes first = processes.up(folder);

        Running second = processes.thiscord(Processes.upArguments(folder));

        assertThat(second.exit()).isEqualTo(5);
        assertThat(second.out().toTheEnd()).isEmpty();
        assertThat(second.err().toTheEnd()).singleElement().asString().contains(folder.toString(), "in use", "--data");
        try (LinePeer alice = TextPeer.in(first.hub(), "alice", "general")) {
            alice.send("still here");
            alice.until("[general] alice: still here");
        }
        assertThat(roomsOf(first)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--hub-port", "--registry-port", "--broker-in-port", "--broker-out-port"})
    void aTakenPortNamesItsOption(String option) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Running up =
                    processes.thiscord(Processes.upArguments(folder, option, Integer.toString(taken.getLocalPort())));

            assertThat(up.exit()).isEqualTo(3);
            assertThat(up.out().toTheEnd()).isEmpty();
            assertThat(up.err().toTheEnd())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + taken.getLocalPort(), "with " + option + " ");
        }
        assertThat(roomsOf(processes.up(folder))).hasSize(1);
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamedAndLeftAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "precious");

        Running up = processes.thiscord(Processes.upArguments(file));

        assertThat(up.exit()).isEqualTo(5);
        assertThat(up.err().toTheEnd()).singleElement().asString().contains(file.toString(), "--data");
        assertThat(file).hasContent("precious");
    }

    @Test
    void aFolderThatMayNotBeUsedIsNamed() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        if (Files.isReadable(closed)) {
            closed = Path.of("/proc/self/thiscord"); // for root, who may do anything but this
        }

        Running up = processes.thiscord(Processes.upArguments(closed));

        assertThat(up.exit()).isEqualTo(5);
        assertThat(up.err().toTheEnd()).singleElement().asString().contains(closed.toString(), "--data");
    }

    @Test
    void aDatabaseThatIsNoneIsNamedAndLeftAlone() throws IOException {
        Path database = Files.writeString(
                folder.resolve("rooms.db"), "this was never a database, but somebody's letter\n".repeat(40));
        List<String> before = Files.readAllLines(database);

        Running up = processes.thiscord(Processes.upArguments(folder));

        assertThat(up.exit()).isEqualTo(5);
        assertThat(up.err().toTheEnd()).singleElement().asString().contains(database.toString(), "--data");
        assertThat(Files.readAllLines(database)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "--hub-port, 70000, 2",
        "--flush-after, 1y, 2",
        "--flush-after, 11s, 2",
        "--no-such, 1, 2",
        "--flood-rate, -1, 2"
    })
    void aWrongSettingIsOneLine(String option, String value, int code) {
        Running up = processes.thiscord(Processes.upArguments(folder, option, value));

        assertThat(up.exit()).isEqualTo(code);
        assertThat(up.err().toTheEnd()).singleElement().asString().startsWith("thiscord up: ");
    }

    @Test
    void helpGoesAsDeepAsTheCommandsDo() {
        Running mute = processes.thiscord("help", "rooms", "mute");
        Running unknown = processes.thiscord("help", "rooms", "moot");

        assertThat(mute.exit()).isZero();
        assertThat(mute.out().toTheEnd()).anyMatch(line -> line.startsWith("Usage: thiscord rooms mute"));
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err().toTheEnd()).singleElement().asString().contains("'moot'");
    }

    @Test
    void openRoomsAreMadeByJoiningThem() throws IOException {
        Planes up = processes.up(folder, "--open-rooms");

        try (LinePeer alice = TextPeer.in(up.hub(), "alice", "den")) {
            alice.send("mine");
            alice.until("[den] alice: mine");
        }

        assertThat(roomsOf(up)).anyMatch(line -> line.contains("\"room\":\"den\""));
    }

    @Test
    void withoutThatAnUnknownRoomIsRefused() throws IOException {
        Planes up = processes.up(folder);

        try (LinePeer alice = LinePeer.connect(up.hub()).send("/join den")) {
            assertThat(alice.until("! ")).contains("den");
        }
    }

    private List<String> roomsOf(Planes up) {
        Running list = processes.thiscord("rooms", "--registry", "127.0.0.1:" + up.rooms(), "--json", "list");
        assertThat(list.exit()).isZero();
        return list.out().toTheEnd();
    }
}

package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.DoorPeer;
import thiscord.kit.HostilePeer;
import thiscord.kit.LinePeer;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** The local door of {@code thiscord up}: exports, backups, a drain, a kill in the middle. */
class DoorIT {
    private static final Pattern FILE = Pattern.compile("\"file\":\"([^\"]+)\"");

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private DoorPeer door() throws IOException {
        return new DoorPeer(data().resolve("ctl.sock"));
    }

    private static String export(DoorPeer door, String room) throws IOException {
        return door.ask("{\"command\":\"export\",\"room\":\"" + room + "\",\"form\":\"json\"}");
    }

    private static Path file(String answer) {
        Matcher file = FILE.matcher(answer);
        assertThat(file.find()).as(answer).isTrue();
        return Path.of(file.group(1));
    }

    private List<String> ran(String... arguments) {
        Running command = processes.thiscord(arguments);
        List<String> lines = command.out().toTheEnd();
        assertThat(command.exit()).as(() -> command.err().soFar().toString()).isZero();
        return lines;
    }

    private static LinePeer talker(Planes up) throws IOException {
        LinePeer alice = LinePeer.connect(up.hub()).hello("alice").join("general");
        for (int n = 1; n <= 300; n++) {
            alice.say("general", "m" + n);
        }
        alice.until("\"seq\":300,");
        alice.send("{\"type\":\"create\",\"room\":\"lab\",\"keeps\":\"all\"}").until("\"type\":\"created\"");
        alice.join("lab").say("lab", "in the lab").until("in the lab");
        return alice;
    }

    @Test
    void whatTheServerHasIsHandedOverAndAKillLeavesNothingThatStays() throws IOException {
        String data = data().toString();
        Planes up = processes.up(data());
        try (LinePeer alice = talker(up);
                DoorPeer door = door()) {
            assertThat(ran("ctl", "export", "general", "--json", "--data", data))
                    .hasSize(300)
                    .isEqualTo(ran("export", "general", "--json", "--data", data));
            assertThat(export(door, "genral")).contains("\"error\":\"not_found\"", "there is no room");
            Path backup = folder.resolve("backup.zip");
            assertThat(ran("ctl", "backup", "--to", backup.toString(), "--data", data))
                    .contains("file " + backup, "bytes " + Files.size(backup));
            try (ZipFile zip = new ZipFile(backup.toFile())) {
                assertThat(zip.stream().map(Object::toString)).contains("messages.db", "rooms.db");
            }

            Path general = file(export(door, "general"));
            assertThat(general).content().hasLineCount(300);
            ran("rooms", "--registry", "127.0.0.1:" + up.rooms(), "delete", "general", "--yes");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(general));
            assertThat(export(door, "general")).contains("\"error\":\"not_found\"");

            alice.say("lab", "in the lab again").until("in the lab again");
            Path left = file(export(door, "lab"));
            up.process().kill();
            assertThat(left).exists();
            assertThatThrownBy(door::answer).isInstanceOf(IOException.class);
        }

        Planes again = processes.up(data());

        try (Stream<Path> handed = Files.list(data().resolve(".door"))) {
            assertThat(handed).isEmpty();
        }
        try (DoorPeer door = door()) {
            assertThat(file(export(door, "lab"))).content().hasLineCount(2).contains("in the lab again");
        }
        aDrainEndsInTimeThoughSomebodyStays(again);
    }

    private void aDrainEndsInTimeThoughSomebodyStays(Planes up) throws IOException {
        try (LinePeer alice = TextPeer.in(up.hub(), "alice", "lab")) {
            assertThat(ran("ctl", "drain", "--within", "1s", "--data", data().toString()))
                    .contains("draining true", "seconds 1", "sessions 1");

            assertThat(up.process().exit()).isZero();
            assertThat(alice.rest()).last().asString().startsWith("* The server stops");
        }
    }

    @Test
    void aDrainTakesNobodyInTellsThoseWhoAreThereAndEndsWhenTheyAreGone() throws IOException {
        Planes up = processes.up(data());
        try (HostilePeer stranger = HostilePeer.connect(up.rooms());
                DoorPeer door = door()) {
            stranger.send("GET / HTTP/1.1\r\n\r\n");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !door.ask("{\"command\":\"status\"}").contains("\"rebuffs\":{}"));
            assertThat(door.ask("{\"command\":\"undrain\"}")).contains("\"error\":\"not_found\"");
            try (LinePeer alice = TextPeer.in(up.hub(), "alice", "general");
                    LinePeer bob = LinePeer.connect(up.hub()).hello("bob").join("general");
                    LinePeer script = LinePeer.connect(up.hub())) {
                assertThat(script.send("hello").line()).isEqualTo("hello");

                assertThat(door.ask("{\"command\":\"drain\",\"seconds\":3600}")).contains("\"draining\":true");

                alice.until("* The server restarts within 3600 s");
                assertThat(bob.until("\"type\":\"notice\"")).contains("come back in a moment");
                assertThat(door.ask("{\"command\":\"status\"}")).contains("\"drainSecondsLeft\":35");
                try (LinePeer late = LinePeer.connect(up.hub())) {
                    assertThat(late.rest()).singleElement().asString().contains("shutting-down");
                }
                alice.send("still here");
                bob.until("still here");
                assertThat(script.send("again").line()).isEqualTo("again");

                assertThat(door.ask("{\"command\":\"undrain\"}")).contains("\"draining\":false");

                alice.until("* The server does not restart after all");
                assertThat(door.ask("{\"command\":\"status\"}")).doesNotContain("drainSecondsLeft");
                LinePeer.connect(up.hub()).hello("late").close();
                door.ask("{\"command\":\"drain\",\"seconds\":3600}");
                alice.send("last words");
                bob.until("last words");
            }
            assertThat(up.process().exit()).isZero();
        }
    }
}

package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.LinePeer;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Tmux;

/** An evening in a real terminal, at a real server. */
@Timeout(180)
class TerminalIT {
    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private Tmux client(Planes up) throws IOException {
        return new Tmux(
                100,
                60,
                Processes.commandLine(
                        "client",
                        "127.0.0.1:" + up.hub(),
                        "--nick=ann",
                        "--room=general",
                        "--state=" + folder.resolve("state"),
                        "--config=none"));
    }

    private static LinePeer bob(Planes up) throws IOException {
        return LinePeer.connect(up.hub()).hello("bob").join("lab");
    }

    private static void say(LinePeer bob, int from, int to) throws IOException {
        for (int i = from; i <= to; i++) {
            bob.say("lab", "m" + i).until("\"text\":\"m" + i + "\"");
        }
    }

    /** Another server on the same data and the same ports. */
    private Planes again(Planes before) {
        return processes.up(
                folder.resolve("data"),
                "--hub-port",
                "" + before.hub(),
                "--registry-port",
                "" + before.rooms(),
                "--broker-in-port",
                "" + before.eventsIn(),
                "--broker-out-port",
                "" + before.eventsOut(),
                "--broker-replay-port",
                "" + before.eventsReplay());
    }

    private static List<String> shown(Tmux terminal, String pattern) throws IOException {
        return terminal.lines().stream()
                .filter(line -> line.matches(pattern))
                .map(line -> line.substring(line.lastIndexOf(": ") + 2))
                .toList();
    }

    @Test
    void whatIsDecidedIsASlashCommandAndAHubThatIsKilledLosesNothingTypedOrSaid() throws IOException {
        Planes up = processes.up(folder.resolve("data"));
        try (Tmux terminal = client(up)) {
            terminal.awaitLastLine("general>");
            terminal.enter("/create lab all");
            terminal.awaitLine("* created lab");
            terminal.enter("/join lab");
            terminal.awaitLastLine("lab>");
            try (LinePeer bob = bob(up)) {
                decides(terminal);
                bob.until("ann took you out of lab: go home");
                bob.join("lab");
                terminal.awaitStatus("1:general 2:lab | 2 here");
                say(bob, 1, 5);
                terminal.awaitLine("bob: m5");
                terminal.type("half a li");
                terminal.awaitLastLine("lab> half a li");

                up.process().kill();
            }
            terminal.awaitStatus("1:general 2:lab | 2 here | not connected");
            terminal.awaitLastLine("lab> half a li");
            terminal.enter("ne");
            terminal.awaitLine("* waits for the hub: half a line");
            terminal.type("and another");
            terminal.awaitLastLine("lab> and another");

            Planes second = again(up);
            try (LinePeer bob = bob(second)) {
                say(bob, 6, 7);
                terminal.awaitLine("* the hub is back");
                terminal.awaitLine("bob: m7");
                terminal.awaitLine("] ann: half a line");
                terminal.awaitStatus("1:general 2:lab | 2 here");
                terminal.awaitLastLine("lab> and another");

                assertThat(shown(terminal, ".*\\] (ann|bob): .*"))
                        .containsExactlyInAnyOrder("m1", "m2", "m3", "m4", "m5", "m6", "m7", "half a line")
                        .filteredOn(text -> text.startsWith("m"))
                        .isSorted();
                assertThat(shown(terminal, "\\* .*the hub.*"))
                        .as("quietly")
                        .hasSize(3)
                        .contains("half a line");
                assertThat(kept(bob))
                        .containsExactlyInAnyOrder("m1", "m2", "m3", "m4", "m5", "m6", "m7", "half a line");
            }
            readsWhatIsKept(terminal);
            terminal.press("C-d");
            terminal.awaitLine("ended with 0");
        }
    }

    private static void decides(Tmux terminal) throws IOException {
        String[][] decisions = {
            {"/topic shop talk", "shop talk"},
            {"/members", "* lab: 2 here: ann, bob"},
            {"/mute bob 2130-12-24 too loud", "* lab: bob is muted in lab by ann until 2130-12-24 00:00Z: too loud"},
            {"/unmute bob", "* lab: ann lets bob speak again."},
            {"/role bob moderator", "* lab: ann made bob a moderator."},
            {"/roles", "* lab: 'bob' has the role of moderator."},
            {"/lock", "* lab: ann locked it"},
            {"/unlock", "* lab: ann unlocked it."},
            {"/slow 10s", "* lab: ann made it slow"},
            {"/slow 0", "* lab: ann ended slow mode."},
            {"/access invited", "* lab: ann made it a room by invitation."},
            {"/invite carol", "* lab: ann invited carol."},
            {"/ban carol 2130-12-24", "* lab: carol is banned from lab by ann"},
            {"/unban carol", "* lab: ann ended the ban of carol."},
            {"/lease 7d", "* lab: ann set its end to "},
            {"/lease none", "* lab: ann took its end away"},
            {"/kick bob go home", "* lab: ann took out bob: go home"}
        };
        for (String[] decision : decisions) {
            terminal.enter(decision[0]);
            terminal.awaitLine(decision[1]);
        }
    }

    /** What another one reads in the room's history. */
    private static List<String> kept(LinePeer bob) throws IOException {
        bob.send("{\"type\":\"history\",\"room\":\"lab\",\"limit\":100,\"id\":\"h\"}");
        List<String> texts = new ArrayList<>();
        String line = bob.until("\"replay\":true");
        while (!line.contains("\"type\":\"history\"")) {
            texts.add(line.replaceFirst(".*\"text\":\"([^\"]*)\".*", "$1"));
            line = bob.line();
        }
        return texts;
    }

    private static void readsWhatIsKept(Tmux terminal) throws IOException {
        terminal.press("C-u");
        terminal.awaitLastLine("lab>");
        terminal.enter("/history 50");
        List<String> twice = Stream.concat(
                        IntStream.range(1, 8).boxed(), IntStream.range(1, 8).boxed())
                .map(i -> "m" + i)
                .toList();
        terminal.await("history", () -> shown(terminal, ".*\\] bob: .*").equals(twice));
        terminal.enter("/search M5");
        terminal.awaitLine("--- 1 found in all that lab keeps (8 read) ---");
        assertThat(shown(terminal, ".*\\] bob: m5")).hasSize(3);
    }
}

package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.kit.Tmux;
import thiscord.protocol.Command;
import thiscord.protocol.Event;

/** Lines for screen readers and for terminals that can do no more. */
@Timeout(60)
class PlainIT {
    private static final List<String> NOTHING_KEPT = List.of("--config", "none", "--state", "none");

    private static List<String> commandLine(ScriptedHub hub, String... more) {
        List<String> arguments = new ArrayList<>(List.of(hub.address().toString(), "--nick", "ann"));
        arguments.addAll(NOTHING_KEPT);
        arguments.addAll(List.of(more));
        return ClientMain.commandLine(arguments.toArray(new String[0]));
    }

    @Test
    void showsLinesOfAllRoomsAndObeysCommandsWithoutMovingTheCursor() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            Process client = new ProcessBuilder(commandLine(hub, "--plain", "-r", "general", "-r", "lab")).start();
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.admit("e", 0);
            peer.message("general", 1, "bob", "one \u001b[2J");
            peer.message("lab", 1, "bob", "two, ann");
            write(client, "hello\n/join lab\nhello lab\n/quiet\n/nonsense\n");
            assertThat(peer.echo(2).room()).isEqualTo("general");
            assertThat(peer.echo(2).room()).isEqualTo("lab");
            client.getOutputStream().close();
            peer.expect(Command.Quit.class);
            peer.tell(new Event.Bye("goodbye"));
            peer.close();

            assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
            String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(client.exitValue()).isZero();
            assertThat(output.codePoints().filter(Character::isISOControl).filter(c -> c != '\n'))
                    .isEmpty();
            assertThat(output.lines())
                    .contains(
                            "00:00 [general] bob: one \u241b[2J",
                            "00:00 [lab] bob: two, ann",
                            "* now talking in lab",
                            "* lab is quiet now: not counted, no bell, no notice",
                            "! There is no command '/nonsense'. /help lists them.");
        }
    }

    @Test
    void aDumbTerminalGetsPlainLines() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            try (Tmux terminal = ClientMain.inTerminal(List.of("TERM=dumb"), hub, "-n", "ann", "-r", "lab")) {
                ScriptedHub.Peer peer = hub.welcomed();
                peer.admit("e", 0);
                peer.message("lab", 1, "bob", "hello");
                terminal.awaitLine("[lab] bob: hello");
                terminal.enter("typed");
                assertThat(peer.echo(2).text()).isEqualTo("typed");
                terminal.awaitLine("[lab] ann: typed");
                assertThat(terminal.lines()).noneMatch(shown -> shown.contains("lab>"));
            }
        }
    }

    @Test
    void whoTypesWhileTheOutputGoesElsewhereGetsPlainLines() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            List<String> line = new ArrayList<>(List.of("sh", "-c", "\"$0\" \"$@\" | cat"));
            line.addAll(commandLine(hub, "-r", "lab"));
            try (Tmux terminal = new Tmux(80, 24, line)) {
                ScriptedHub.Peer peer = hub.welcomed();
                peer.admit("e", 0);
                terminal.enter("/quiet");
                terminal.awaitLine("* lab is quiet now");
                terminal.enter("typed");
                assertThat(peer.echo(1).text()).isEqualTo("typed");
                terminal.awaitLine("[lab] ann: typed");
                assertThat(terminal.lines()).noneMatch(shown -> shown.contains("lab>"));
            }
        }
    }

    private static void write(Process client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }
}

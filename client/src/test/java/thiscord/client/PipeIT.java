package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** The client in a pipe, as a process of its own. */
@Timeout(120)
class PipeIT {
    private static Process client(String... arguments) throws IOException {
        return new ProcessBuilder(ClientMain.commandLine(arguments)).start();
    }

    private static void input(Process process, String text) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String errors(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static int exit(Process process) throws InterruptedException {
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the client did not end");
        }
        return process.exitValue();
    }

    @Test
    void saysItsInputAsItIsAndEndsWithTheReceipt() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            Process client = client(hub.address().toString(), "--room", "lab", "-n", "ann");
            input(client, "hi\n\n/var/log is full\nlast without an end");
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.echo(1);
            peer.echo(2);
            peer.echo(3);
            peer.expect(Command.Quit.class);
            peer.close();

            assertThat(exit(client)).isZero();
            assertThat(output(client).lines().skip(1))
                    .containsExactly("[lab] ann: hi", "[lab] ann: /var/log is full", "[lab] ann: last without an end");
            assertThat(errors(client)).isEmpty();
        }
    }

    @Test
    void resendsOverACutConnectionBeforeItEnds() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            Process client = client(hub.address().toString(), "--room", "lab", "-n", "ann");
            input(client, "hi\n");
            ScriptedHub.Peer first = hub.welcomed();
            first.admit("e", 0);
            Command.Say said = first.expect(Command.Say.class);
            first.close();
            ScriptedHub.Peer second = hub.welcomed();
            second.admit("e", 0);
            assertThat(second.echo(1)).isEqualTo(said);
            second.expect(Command.Quit.class);
            second.close();

            assertThat(exit(client)).isZero();
            assertThat(errors(client)).contains("lost the hub").hasLineCount(1);
        }
    }

    @Test
    void aHubThatStaysAwayEndsItAfterTheTimeout() throws Exception {
        ScriptedHub hub = new ScriptedHub();
        Process client = client(hub.address().toString(), "--room", "lab", "--timeout", "1s");
        ScriptedHub.Peer peer = hub.welcomed();
        peer.admit("e", 0);
        input(client, "hi\n");
        peer.expect(Command.Say.class);
        hub.close();
        peer.close();

        assertThat(exit(client)).isEqualTo(4);
        assertThat(errors(client)).contains("--timeout");
    }

    @Test
    void aRefusedJoinIsOneLineAndExitCode4() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            Process client = client(hub.address().toString(), "--room", "genral");
            ScriptedHub.Peer peer = hub.welcomed();
            Command.Join join = peer.expect(Command.Join.class);
            peer.tell(new Event.Refused(new Refusal(Reason.NO_SUCH_ROOM, "There is no room 'genral'."), join.id()));
            peer.expect(Command.Quit.class);
            peer.close();

            assertThat(exit(client)).isEqualTo(4);
            assertThat(errors(client))
                    .isEqualToIgnoringNewLines("client: cannot enter genral: There is no room 'genral'.");
        }
    }

    @Test
    void jsonPrintsWhatComesAndTakesCommands() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            Process client = client(hub.address().toString(), "--room", "lab", "-n", "ann", "--json");
            input(
                    client,
                    "{\"type\":\"action\",\"room\":\"lab\",\"text\":\"waves\",\"id\":\"mine\"}\nplain\n{broken\n");
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            assertThat(peer.echo(1)).isEqualTo(new Command.Say("lab", "waves", true, "mine"));
            peer.echo(2);
            peer.expect(Command.Quit.class);
            peer.close();

            assertThat(exit(client)).as("one line was refused").isEqualTo(4);
            assertThat(output(client))
                    .contains(
                            "\"type\":\"action\"", "\"id\":\"mine\"", "\"text\":\"plain\"", "\"reason\":\"not-json\"");
        }
    }

    @Test
    void sigintEndsItWith130() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            Process client = client(hub.address().toString(), "--room", "lab");
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            input(client, "hi\n");
            peer.expect(Command.Say.class);

            new ProcessBuilder("kill", "-INT", "" + client.pid()).start().waitFor();

            assertThat(exit(client)).isEqualTo(130);
        }
    }
}

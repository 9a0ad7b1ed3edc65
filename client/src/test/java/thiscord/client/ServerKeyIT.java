package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Tmux;
import thiscord.tls.KeyFiles;
import thiscord.tls.ServerTls;

/** A hub that comes back with another key, before a person's eyes. */
@Timeout(120)
class ServerKeyIT {
    @TempDir
    Path folder;

    @Test
    void stopsTheClientWithBothFingerprintsAndLeavesWhatIsTyped() throws Exception {
        ServerTls right = ServerTls.open(KeyFiles.inFolder(folder.resolve("right")));
        ScriptedHub hub = new ScriptedHub(0, right);
        try (right;
                ServerTls wrong = ServerTls.open(KeyFiles.inFolder(folder.resolve("wrong")));
                Tmux terminal = ClientMain.inTerminal(
                        hub, "-n", "ann", "-r", "lab", "--tls", "--known-servers", folder + "/known")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            terminal.awaitLine("* met " + hub.address() + " for the first time");
            terminal.awaitLastLine("lab>");
            terminal.type("half");
            terminal.awaitLastLine("lab> half");

            hub.close();
            try (ScriptedHub other = new ScriptedHub(hub.address().port(), wrong)) {
                peer.close();
                assertThatThrownBy(other::welcomed).as("nothing was said to it").isInstanceOf(IOException.class);
                terminal.awaitStatus("1:lab | 1 here | ended: Ctrl-D leaves");
                assertThat(String.join("\n", terminal.lines()))
                        .contains(
                                "* the connection has ended: the server at " + other.address(),
                                right.fingerprint().text(),
                                wrong.fingerprint().text());
                terminal.awaitLastLine("lab> half");
            }

            terminal.press("Enter");
            terminal.awaitLine("* not done: the connection has ended; Ctrl-D leaves");
            terminal.awaitLastLine("lab>");
            terminal.press("C-d");
            terminal.awaitLine("not said: half");
            terminal.awaitLine("ended with 4");
        }
    }
}

package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.LinePeer;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** A hub in a process of its own, and the process of a processor. */
@Timeout(180)
class ProcessorsIT {
    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private Running hub(String... lines) throws Exception {
        Path file = Files.write(folder.resolve("rooms.conf"), List.of(lines));
        return processes.thiscord(
                "chat-hub",
                "--port",
                "0",
                "--registry",
                "none",
                "--events",
                "none",
                "--open-rooms",
                "--processors",
                file.toString());
    }

    @Test
    void theProcessEndsWhenTheHubIsKilled() throws Exception {
        Path pid = folder.resolve("pid");
        Running hub = hub("processor cat child /bin/sh -c 'echo $$ >" + pid + "; exec cat'", "room lab cat");
        int port = Integer.parseInt(
                hub.out().expect("^ready: hub 127\\.0\\.0\\.1:(\\d+)$").group(1));
        try (LinePeer peer = TextPeer.in(port, "alice", "lab")) {
            peer.send("hello");
            peer.until("[lab] alice: hello");
        }
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

        hub.signal("KILL");

        await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
    }

    @Test
    void aFileThatIsWrongEndsTheStartWithItsLine() throws Exception {
        Running hub = hub("# who reads along", "room lab cat");

        assertThat(hub.exit()).isEqualTo(5);
        hub.err().expect("rooms\\.conf:2: no line above says what the processor 'cat' is");
    }
}

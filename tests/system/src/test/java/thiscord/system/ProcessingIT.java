package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import thiscord.kit.Checkout;
import thiscord.kit.LinePeer;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** Socket, pipeline, its process and a processor over RMI: four programs, each of which may be killed. */
@Timeout(180)
class ProcessingIT {
    private static final String HELLO =
            "HELLO [CRC32 c1446436, SHA-256 3733cd977ff8eb18b987357e22ced99f46097f31ecb239e878ae63760e83e4d5]";

    @RegisterExtension
    private final Processes processes = new Processes();

    private Running checksum;

    private int serve(String port) {
        checksum = processes.thiscord("processing", "serve", "checksum", "--port", port);
        return port(checksum.out().expect("^ready: processor checksum@127\\.0\\.0\\.1:(\\d+)$"));
    }

    private static int port(Matcher ready) {
        return Integer.parseInt(ready.group(1));
    }

    private static List<String> ask(LinePeer peer, String line) throws IOException {
        peer.send(line);
        return List.of(peer.line(), peer.line());
    }

    @Test
    void aLineGoesThroughProcessAndProcessorAndEachMayBeKilledMeanwhile() throws Exception {
        int rpc = serve("0");
        String child = Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:TieredStopAtLevel=1 -jar '"
                + Checkout.jar() + "' processing child upper";
        Running pipeline = processes.thiscord(
                "processing",
                "pipeline",
                "--port",
                "0",
                "--child",
                child,
                "--deadline",
                "60s",
                "--rpc",
                "checksum@127.0.0.1:" + rpc);
        int port = port(pipeline.out().expect("^ready: pipeline 127\\.0\\.0\\.1:(\\d+)$"));

        try (LinePeer one = LinePeer.connect(port);
                LinePeer two = LinePeer.connect(port)) {
            assertThat(ask(one, "hello")).containsExactly("Data received", HELLO);

            checksum.signal("STOP");
            one.send("hello");
            assertThat(one.line()).isEqualTo("Data received");
            checksum.kill();
            assertThat(one.line()).startsWith("error: checksum@127.0.0.1:" + rpc + " ");
            assertThat(ask(two, "hello").get(1)).startsWith("error: checksum@127.0.0.1:" + rpc + " ");
            serve(Integer.toString(rpc));
            assertThat(ask(one, "hello")).containsExactly("Data received", HELLO);

            checksum.kill();
            serve(Integer.toString(rpc));
            // Nobody noticed: what was looked up before is no object there any more.
            assertThat(ask(one, "hello")).containsExactly("Data received", HELLO);

            ProcessHandle.of(pipeline.pid()).orElseThrow().descendants().forEach(ProcessHandle::destroyForcibly);
            // It may be asked before its end is seen.
            assertThat(ask(one, "hello").get(1))
                    .isIn(HELLO, "error: the process ended before it answered; it is started again");

            one.send("exit");
            assertThat(one.rest()).isEmpty();
            assertThat(ask(two, "hello")).containsExactly("Data received", HELLO);
        }
    }

    @Test
    void whatCannotBeServedOrCalledIsOneLine() {
        Running abroad = processes.thiscord("processing", "serve", "checksum", "--host", "0.0.0.0");
        Running unknown = processes.thiscord("processing", "serve", "nothing");
        Running far = processes.thiscord(
                "processing", "pipeline", "--port", "0", "--child", "cat", "--rpc", "checksum@192.0.2.1:4000");

        assertThat(abroad.exit()).isEqualTo(2);
        assertThat(abroad.err().toTheEnd())
                .singleElement()
                .asString()
                .contains("--host is an address of loopback, such as 127.0.0.1, not 0.0.0.0");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(far.exit()).isEqualTo(2);
        assertThat(far.err().toTheEnd())
                .singleElement()
                .asString()
                .contains("processors are on this machine, such as checksum@127.0.0.1:12347");
    }
}

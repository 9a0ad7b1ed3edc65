package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Checkout;
import thiscord.kit.LinePeer;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** {@code thiscord export}, beside a hub that runs and after it was killed. */
class ExportIT {
    private static final int MANY = 1500;

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private Running export(String... more) {
        List<String> arguments = new ArrayList<>(List.of("export", "--data", data().toString()));
        arguments.addAll(List.of(more));
        return processes.thiscord(arguments.toArray(new String[0]));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static List<String> done(Running export) {
        List<String> lines = export.out().toTheEnd();
        assertThat(export.exit()).isZero();
        return lines;
    }

    private static String refused(Running export, int exit) {
        assertThat(export.exit()).isEqualTo(exit);
        assertThat(export.out().toTheEnd()).isEmpty();
        assertThat(export.err().toTheEnd()).hasSize(1);
        return export.err().soFar().get(0);
    }

    @Test
    void whatWasDeliveredIsInWhileTheHubRunsAndAfterItWasKilled() throws IOException {
        Planes up = processes.up(data());
        try (LinePeer alice = LinePeer.connect(up.hub()).hello("alice")) {
            alice.join("general").send("{\"type\":\"create\",\"room\":\"ring\",\"keeps\":\"nothing\"}");
            alice.say("general", "\\u001b[2J\\u202eevil\\nsecond line");
            for (int n = 2; n <= MANY; n++) {
                alice.say("general", "m" + n);
                if (n % 100 == 0) {
                    alice.until("\"seq\":" + n + ",");
                }
            }
        }

        List<String> json = done(export("General", "--json"));
        assertThat(json).hasSize(MANY);
        for (int seq = 2; seq <= MANY; seq++) {
            assertThat(json.get(seq - 1)).contains("\"seq\":" + seq + ",", "\"text\":\"m" + seq + "\"");
        }
        up.process().kill();
        List<String> text = done(export("general"));
        assertThat(text).hasSize(MANY + 1);
        assertThat(text.get(0))
                .matches("\\[general \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ] alice: \u241b\\[2J<U\\+202E>evil");
        assertThat(done(export("general", "--after", "" + (MANY - 3), "--since", "1h")))
                .hasSize(3);

        toAFileThatIsNotOverwritten();
        aReaderThatHasSeenEnoughEndsItQuietly();
        assertThat(refused(export("genral"), 1)).contains("there is no room 'genral'");
        assertThat(refused(export("ring"), 1)).contains("keeps nothing");
    }

    private void toAFileThatIsNotOverwritten() throws IOException {
        Path file = folder.resolve("out.jsonl");
        String[] out = {"general", "--json", "--out", file.toString()};
        done(export(out));
        assertThat(file).content().hasLineCount(MANY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private void aReaderThatHasSeenEnoughEndsItQuietly() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String line = "(" + java + " --enable-native-access=ALL-UNNAMED -jar " + Checkout.jar()
                + " export general --json" + " --data " + data() + "; echo exit $? >&2) | head -n 1";
        Running piped = processes.start("sh", "-c", line);
        assertThat(piped.out().toTheEnd()).hasSize(1);
        assertThat(piped.err().toTheEnd()).containsExactly("exit 0");
    }
}

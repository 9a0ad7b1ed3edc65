package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;
import thiscord.kit.Tools;

/** People have another Java than the server: older or newer, they are understood, refusals included. */
class JavaVersionsIT {
    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    @Test
    void anOlderAndANewerJavaUnderstandEachOther() {
        Path own = Path.of(System.getProperty("java.home"));
        Path other = Tools.otherJava();

        understand(own, other, folder.resolve("own"));
        understand(other, own, folder.resolve("other"));
    }

    private void understand(Path server, Path person, Path data) {
        Planes up = Planes.ready(processes.thiscord(server, Map.of(), Processes.upArguments(data)));
        Running made = rooms(person, up, "create", "lab");
        Running again = rooms(person, up, "create", "lab");
        Running list = rooms(person, up, "list");

        assertThat(made.exit()).isZero();
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err().toTheEnd()).singleElement().asString().contains("refused (room-exists)");
        assertThat(list.out().toTheEnd()).anyMatch(line -> line.contains("lab"));
        up.process().signal("TERM");
        assertThat(up.process().exit()).isEqualTo(143);
    }

    private Running rooms(Path java, Planes up, String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "rooms";
        all[1] = "--registry";
        all[2] = "127.0.0.1:" + up.rooms();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        Running done = processes.thiscord(java, Map.of(), all);
        done.exit();
        return done;
    }
}

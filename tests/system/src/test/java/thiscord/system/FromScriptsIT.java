package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Checkout;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;
import thiscord.kit.Tools;

/** Every program of docs/FROM-SCRIPTS.md, against servers with their defaults but for the ports. */
@Timeout(120)
class FromScriptsIT {
    private static final Pattern PROGRAM = Pattern.compile("(?s)```python\n(.*?)```");

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path data;

    private final String python = Tools.pythonWithZeroMq();

    /** Starts a program of the page, by its place there. */
    private Running start(int which, Object... arguments) throws IOException {
        List<String> programs = PROGRAM.matcher(Files.readString(Checkout.root().resolve("docs/FROM-SCRIPTS.md")))
                .results()
                .map((MatchResult program) -> program.group(1))
                .toList();
        assertThat(programs)
                .as("programs of the page; add a test for a new one")
                .hasSize(8);
        List<String> command = new ArrayList<>(List.of(python, "-c", programs.get(which)));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return processes.start(command.toArray(new String[0]));
    }

    private List<String> run(int which, Object... arguments) throws IOException {
        Running program = start(which, arguments);
        List<String> said = program.out().toTheEnd();
        assertThat(program.err().toTheEnd()).isEmpty();
        return said;
    }

    private int ready(String... command) {
        return Integer.parseInt(processes
                .thiscord(command)
                .out()
                .expect("^ready: .*?127\\.0\\.0\\.1:(\\d+).*$")
                .group(1));
    }

    @Test
    void theClientsOfUpGetTheirAnswers() throws IOException {
        Planes up = processes.up(data);
        assertThat(run(0, up.hub())).containsExactly("hello", "hello again");

        assertThat(run(4, data.resolve("ctl.sock")))
                .containsExactly("a1 True hello None", "a2 False None unknown_command");

        Path drop = data.resolveSibling(data.getFileName() + "-drop");
        Running bridge = processes.thiscord("ctl", "--drop", drop.toString(), "--data", data.toString());
        bridge.out().expect("^ready: drop folder " + drop + "$");
        assertThat(run(5, drop)).containsExactly("{'id': 7, 'ok': True, 'echo': 'hello'}");

        Running subscriber = start(6, up.eventsOut());
        subscriber.out().expect("^listening$");
        await().until(() -> {
            run(7, up.eventsIn());
            return !subscriber.alive();
        });
        assertThat(subscriber.out().toTheEnd()).contains("lab/general {'text': 'hello group'}");
    }

    @Test
    void theCalculatorAndThePipelineAnswerEachMessage() throws IOException {
        int calculator = ready("processing", "calc", "--port", "0");
        assertThat(run(1, calculator)).containsExactly("Data received", "50.0");

        String child = String.join(" ", Processes.commandLine("processing", "child", "stamp"));
        int pipeline = ready("processing", "pipeline", "--port", "0", "--child", child);
        String said = String.join("|", run(2, pipeline));
        assertThat(said).matches("Data received\\|\\S+Z FIRST\\|Data received\\|\\S+Z SECOND\\|.*");
    }

    @Test
    void theOriginalFormOfMailboxesIsServed() throws IOException {
        int port = ready(
                "mailbox",
                "start",
                "5",
                "64",
                "0",
                "4",
                "--bare",
                "--from-one",
                "--foreground",
                "--data",
                data.toString());
        assertThat(run(3, port)).containsExactly("ok 5 1", "hello", "ok bye");
    }
}

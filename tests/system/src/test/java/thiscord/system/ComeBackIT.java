package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.LinePeer;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** A client that is closed, or killed, and started again: what was said meanwhile is there, once. */
class ComeBackIT {
    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private Planes up;
    private int said;

    private Running client(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "client",
                "127.0.0.1:" + up.hub(),
                "--nick",
                "ann",
                "--room",
                "general",
                "--state",
                state().toString()));
        arguments.addAll(List.of(more));
        return processes.thiscord(arguments.toArray(new String[0]));
    }

    private Path state() {
        return folder.resolve("state");
    }

    private void say(LinePeer bob, int many) throws IOException {
        for (int i = 0; i < many; i++) {
            bob.say("general", "m" + ++said);
            bob.until("\"text\":\"m" + said + "\"");
        }
    }

    private static void shows(Running client, int from, int to) {
        for (int i = from; i <= to; i++) {
            client.out().expect("\\] bob: m" + i + "$");
        }
        assertThat(client.out().soFar())
                .filteredOn(line -> line.contains("] bob: m"))
                .hasSize(to - from + 1);
    }

    private boolean remembered(int seq) throws IOException {
        if (!Files.isDirectory(state())) {
            return false;
        }
        try (Stream<Path> files = Files.list(state())) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".marks"))::iterator) {
                if (Files.readString(file).matches("(?s)thiscord marks 1\n" + seq + " \\S+ general\n")) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void whatWasSaidWhileItWasClosedOrKilledIsShownOnce() throws IOException {
        up = processes.up(folder.resolve("data"));
        try (LinePeer bob = LinePeer.connect(up.hub()).hello("bob").join("general")) {
            say(bob, 3);
            Running first = client("--listen");
            bob.until("ann");
            say(bob, 4);
            shows(first, 4, 7);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> remembered(said));
            first.signal("INT");
            assertThat(first.exit()).isEqualTo(130);
            say(bob, 5);

            Running second = client("--listen");
            shows(second, 8, 12);
            say(bob, 2);
            second.out().expect("m14$");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> remembered(said));
            second.kill();
            say(bob, 3);

            Running third = client();
            third.endInput();
            assertThat(third.exit()).isZero();
            shows(third, 15, 17);
            assertThat(remembered(17)).isTrue();
        }
    }
}

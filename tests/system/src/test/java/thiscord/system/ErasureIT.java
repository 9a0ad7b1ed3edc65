package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

/**
 * What is left of a room once it was deleted, or its time was over: nothing in any file of an {@code up} that keeps events,
 * neither of its name, its topic, what was said, its board nor what is decided about people; also if the process is killed meanwhile.
 */
class ErasureIT {
    private static final String NAME = "zqxden";
    private static final String TOPIC = "zqxsubject";
    private static final String TEXT = "zqxwhisper";
    private static final String BOARD = "zqxboard";
    private static final String WHY = "zqxreason";

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private Planes up() {
        Planes up = processes.up(folder, "--keep-events");
        // Somebody who follows the rooms' events by their numbers, so that they are kept.
        Running follower = processes.thiscord(
                "subscriber",
                "-v",
                "--reliable",
                "--address",
                "127.0.0.1:" + up.eventsOut(),
                "--replay",
                "127.0.0.1:" + up.eventsReplay(),
                "room/");
        follower.err().expect("gives events");
        return up;
    }

    /** Fills a room with what must go, and is in it. */
    private static LinePeer fill(Planes up, int round) throws IOException {
        LinePeer alice = LinePeer.connect(up.hub());
        alice.send("/nick alice", "/create " + NAME + " all", "/join " + NAME);
        alice.until("* joined " + NAME);
        alice.send("/topic " + TOPIC, "/mute eve 7d " + WHY);
        alice.until("eve is muted");
        alice.send("/board write an older " + BOARD, "/board write a " + BOARD);
        alice.until("wrote on the board");
        alice.until("wrote on the board");
        for (int i = 0; i < 300; i++) {
            alice.send("@dave " + TEXT + " " + round + "-" + i + " " + "x".repeat(i));
        }
        alice.until(TEXT + " " + round + "-299");
        return alice;
    }

    private List<String> found() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String all = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String word : List.of(NAME, TOPIC, TEXT, BOARD, WHY)) {
                    if (all.contains(word)) {
                        found.add(folder.relativize(file) + " has " + word);
                    }
                }
            }
        } catch (NoSuchFileException goneMeanwhile) {
            found.add(goneMeanwhile.getMessage());
        }
        return found;
    }

    private void nothingIsLeft() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(found()).isEmpty());
    }

    @Test
    void nothingIsLeftOfARoomThatWasDeletedOrWhoseTimeIsOverAlsoAfterAKill() throws IOException {
        Planes up = up();
        try (LinePeer alice = fill(up, 1)) {
            assertThat(found()).anyMatch(one -> one.startsWith("events")).contains("boards has " + BOARD);
            alice.send("/delete " + NAME);
            assertThat(alice.until("* left")).contains("alice deleted the room.");
            nothingIsLeft();
        }

        try (LinePeer alice = fill(up, 2)) {
            alice.send("/lease 1s");
            assertThat(alice.until("* left")).contains("The room has ended, and all in it is erased.");
            nothingIsLeft();
        }

        try (LinePeer alice = fill(up, 3)) {
            alice.send("/delete " + NAME);
            alice.until("* left");
            up.process().kill();
        }
        up();
        nothingIsLeft();
    }
}

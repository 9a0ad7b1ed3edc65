package thiscord.system.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Processes;
import thiscord.kit.QuietPort;
import thiscord.kit.Running;

/**
 * Kills the publisher of a folder, and at times the broker, with {@code kill -9} while files are moved in: in the end each
 * event of each file is in the journal once, in the order of the files.
 *
 * <p>The long form: {@code mvn verify -pl tests/system -am -Dit.test=SpoolIT -Dsurefire.skip=true
 * -Dthiscord.spool.rounds=100}; with {@code -Dthiscord.spool.seed=N} other moments.
 */
class SpoolIT {
    private static final int ROUNDS = Integer.getInteger("thiscord.spool.rounds", 3);
    private static final int FILES = 60;

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path data;

    @TempDir
    Path drop;

    private final Random random = new Random(Long.getLong("thiscord.spool.seed", 7));
    private final int in = QuietPort.any();
    private final int out = QuietPort.any();
    private final int replay = QuietPort.any();
    private final List<String> expected = new ArrayList<>();
    private int dropped;

    private Running broker() {
        Running broker = processes.thiscord(
                "broker",
                "--data",
                data.toString(),
                "--in-port",
                Integer.toString(in),
                "--out-port",
                Integer.toString(out),
                "--replay-port",
                Integer.toString(replay));
        broker.out().expect("^ready: ");
        return broker;
    }

    private Running publisher() {
        Running publisher =
                processes.thiscord("publisher", "--replay", "127.0.0.1:" + replay, "--spool", drop.toString());
        publisher.out().expect("^ready: files in ");
        return publisher;
    }

    /** Every third file holds several events, every seventh is wrong. */
    private void dropFile() throws IOException {
        String name = String.format(Locale.ROOT, "f-%05d.json", ++dropped);
        List<String> payloads = new ArrayList<>();
        for (int i = 0; i < (dropped % 3 == 0 ? 4 : 1); i++) {
            payloads.add(dropped + "." + i);
        }
        StringBuilder text = new StringBuilder();
        payloads.forEach(payload ->
                text.append("{\"topic\":\"t\",\"payload\":\"").append(payload).append("\"}\n"));
        if (dropped % 7 == 0) {
            text.append("spoilt");
        } else {
            expected.addAll(payloads);
        }
        Path written = Files.writeString(drop.resolve("." + name), text);
        Files.move(written, drop.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private long in(String where) throws IOException {
        try (Stream<Path> files = Files.list(drop.resolve(where))) {
            return files.filter(file -> !file.toString().endsWith(".reason"))
                    .filter(Files::isRegularFile)
                    .count();
        }
    }

    @Test
    void eachEventIsPublishedOnceAndInOrderWhoeverIsKilled() throws Exception {
        Running broker = broker();
        Running publisher = publisher();
        for (int round = 0; round < ROUNDS; round++) {
            int killAt = random.nextInt(FILES);
            for (int i = 0; i < FILES; i++) {
                dropFile();
                if (i == killAt) {
                    publisher.kill();
                    if (round % 2 == 1) {
                        broker.kill();
                        broker = broker();
                    }
                    publisher = publisher();
                }
            }
        }
        Running subscriber = processes.thiscord(
                "subscriber",
                "--address",
                "127.0.0.1:" + out,
                "--replay",
                "127.0.0.1:" + replay,
                "--from",
                "1",
                "--json",
                "--count",
                Integer.toString(expected.size()),
                "t");

        assertThat(subscriber.exit()).isZero();
        List<String> got = subscriber.out().toTheEnd();
        assertThat(got)
                .extracting(line -> line.replaceFirst(".*\"payload\":\"(.*)\"}$", "$1"))
                .isEqualTo(expected);
        await().atMost(Duration.ofSeconds(20)).until(() -> in("work") == 1 && in(".") == 0);
        assertThat(in("done")).isEqualTo(dropped - dropped / 7);
        assertThat(in("failed")).isEqualTo(dropped / 7);
    }
}

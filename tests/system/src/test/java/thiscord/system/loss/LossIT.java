package thiscord.system.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Processes;
import thiscord.kit.QuietPort;
import thiscord.kit.Running;

/**
 * Kills the broker, the reliable subscriber and the confirming publisher with {@code kill -9}, in turn and in the middle of
 * their work: what was printed in all has every line of the publisher's input once and in order, and its offset is its number.
 *
 * <p>The long form: {@code mvn verify -pl tests/system -am -Dit.test=LossIT -Dsurefire.skip=true
 * -Dthiscord.loss.rounds=200}; with {@code -Dthiscord.loss.seed=N} other moments.
 */
class LossIT {
    private static final int ROUNDS = Integer.getInteger("thiscord.loss.rounds", 3);
    private static final int EVENTS = 1500;
    private static final Pattern LINE = Pattern.compile("\\{\"offset\":(\\d+),\"topic\":\"t\",\"payload\":(\\d+)\\}");

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path data;

    private final Random random = new Random(Long.getLong("thiscord.loss.seed", 7));
    private final int in = QuietPort.any();
    private final int out = QuietPort.any();
    private final int replay = QuietPort.any();
    private final List<List<String>> printed = new ArrayList<>();
    private int published;

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
        broker.out().expect("^ready: .* replay 127\\.0\\.0\\.1:" + replay + "$");
        return broker;
    }

    private Running subscriber() {
        return processes.thiscord(
                "subscriber",
                "-v",
                "--json",
                "--state",
                data.resolve("state").toString(),
                "--address",
                "127.0.0.1:" + out,
                "--replay",
                "127.0.0.1:" + replay,
                "t");
    }

    /** Publishes the lines that were published before, too: those are passed over. */
    private Running publisher() {
        Running publisher = processes.thiscord(
                "publisher",
                "--json",
                "--confirm",
                "--state",
                data.resolve("sent").toString(),
                "--replay",
                "127.0.0.1:" + replay,
                "--timeout",
                "60s",
                "t");
        publisher.type(
                IntStream.rangeClosed(1, published).mapToObj(Integer::toString).collect(Collectors.joining("\n")));
        publisher.endInput();
        return publisher;
    }

    @Test
    void everyConfirmedEventIsPrintedOnceAndInOrderWhoeverIsKilled() {
        Running broker = broker();
        Running subscriber = subscriber();
        subscriber.err().expect("gives events");
        for (int round = 0; round < ROUNDS; round++) {
            published += EVENTS;
            Running publisher = publisher();
            subscriber.out().expect("\"payload\":" + (published - EVENTS + 1 + random.nextInt(EVENTS / 2)) + "\\}");
            if (round % 3 == 0) {
                broker.kill();
                broker = broker();
            } else if (round % 3 == 1) {
                publisher.kill();
                publisher = publisher();
            } else {
                killed(subscriber);
                subscriber = subscriber();
                // The one that was killed may have printed all the others.
                assertThat(publisher.exit()).isZero();
                published++;
                publisher = publisher();
            }
            assertThat(publisher.exit()).isZero();
            subscriber.out().expect("\"payload\":" + published + "\\}");
        }
        killed(subscriber);

        assertThat(lastPrinted()).isEqualTo(published);
    }

    /** Takes all that it printed: a process that Java itself ends takes with it what nobody had read yet. */
    private void killed(Running subscriber) {
        subscriber.signal("KILL");
        printed.add(subscriber.out().toTheEnd());
    }

    /** Checks the offsets and payloads of all that was printed; returns the last. What was cut in two comes again. */
    private long lastPrinted() {
        long offset = 0;
        for (List<String> lines : printed) {
            for (int i = 0; i < lines.size(); i++) {
                Matcher line = LINE.matcher(lines.get(i));
                if (!line.matches()) {
                    assertThat(i).as(lines.get(i)).isEqualTo(lines.size() - 1);
                    continue;
                }
                long next = Long.parseLong(line.group(1));
                // The first may have been printed by one that was killed before it noted that.
                assertThat(next).as(lines.get(i)).isIn(i == 0 ? List.of(offset, offset + 1) : List.of(offset + 1));
                assertThat(Long.parseLong(line.group(2))).as(lines.get(i)).isEqualTo(next);
                offset = next;
            }
        }
        return offset;
    }
}

package thiscord.system.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.kit.Processes;
import thiscord.kit.QuietPort;
import thiscord.kit.Running;
import thiscord.publisher.EventPublisher;

/**
 * Kills the broker and the reliable subscriber with {@code kill -9}, in turn and in the middle of their work: what was
 * printed in all has every offset once and in order.
 *
 * <p>The long form: {@code mvn verify -pl tests/system -am -Dit.test=LossIT -Dsurefire.skip=true
 * -Dthiscord.loss.rounds=200}; with {@code -Dthiscord.loss.seed=N} other moments.
 */
class LossIT {
    private static final int ROUNDS = Integer.getInteger("thiscord.loss.rounds", 2);
    private static final int EVENTS = 400;
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

    @Test
    void whatIsPrintedHasEveryOffsetOnceAndInOrderWhoeverIsKilled() throws InterruptedException {
        Running broker = broker();
        Running subscriber = subscriber();
        subscriber.err().expect("gives events");
        try (EventPublisher publisher = EventPublisher.connect(Address.loopback(in), 10_000)) {
            for (int round = 0; round < ROUNDS; round++) {
                boolean killBroker = round % 2 == 0;
                publish(publisher, EVENTS);
                subscriber.out().expect("\"payload\":" + (published - EVENTS + 1 + random.nextInt(EVENTS / 2)) + "\\}");
                if (killBroker) {
                    broker.kill();
                } else {
                    killed(subscriber);
                }
                publish(publisher, EVENTS);
                if (killBroker) {
                    broker = broker();
                } else {
                    subscriber = subscriber();
                }
                assertThat(publisher.awaitConnected(Duration.ofSeconds(20))).isTrue();
                publish(publisher, 1);
                subscriber.out().expect("\"payload\":" + published + "\\}");
            }
        }
        killed(subscriber);

        assertThat(offsets()).isEqualTo(published);
    }

    /** Takes all that it printed: a process that Java itself ends takes with it what nobody had read yet. */
    private void killed(Running subscriber) {
        subscriber.signal("KILL");
        printed.add(subscriber.out().toTheEnd());
    }

    private void publish(EventPublisher publisher, int count) {
        for (int i = 0; i < count; i++) {
            publisher.publish("t", Integer.toString(++published).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Checks the offsets of all that was printed; returns the last payload. What was cut in two comes again. */
    private long offsets() {
        long offset = 0;
        long payload = 0;
        for (List<String> lines : printed) {
            boolean first = true;
            for (int i = 0; i < lines.size(); i++) {
                Matcher line = LINE.matcher(lines.get(i));
                if (!line.matches()) {
                    assertThat(i).as(lines.get(i)).isEqualTo(lines.size() - 1);
                    continue;
                }
                long next = Long.parseLong(line.group(1));
                if (first && next == offset) {
                    // Printed, but killed before that was noted.
                    assertThat(Long.parseLong(line.group(2))).isEqualTo(payload);
                } else {
                    assertThat(next).as(lines.get(i)).isEqualTo(offset + 1);
                    assertThat(Long.parseLong(line.group(2))).as(lines.get(i)).isGreaterThan(payload);
                }
                first = false;
                offset = next;
                payload = Long.parseLong(line.group(2));
            }
        }
        return payload;
    }
}

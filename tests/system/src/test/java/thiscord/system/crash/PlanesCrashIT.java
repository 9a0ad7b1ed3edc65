package thiscord.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.LinePeer;
import thiscord.kit.Processes;

/**
 * Broker, room service, hub and a reliable subscriber run apart and are killed with -9 in a seeded order while people talk: what
 * people saw is compared, and each message's event must come to the subscriber once and in order.
 *
 * <p>The long form: {@code mvn verify -pl tests/system -am -Dit.test=PlanesCrashIT -Dsurefire.skip=true
 * -Dthiscord.planes.rounds=25}; with {@code -Dthiscord.crash.seed=N} the same order again.
 */
class PlanesCrashIT {
    private static final Logger LOG = System.getLogger("thiscord.system");
    private static final int ROUNDS = Integer.getInteger("thiscord.planes.rounds", 3);
    private static final long SEED = Long.getLong("thiscord.crash.seed", System.nanoTime());
    private static final List<String> ROOMS = List.of("red", "green", "blue");
    private static final int WRITERS = 3;

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger();
    private final List<Talker> talkers = new ArrayList<>();
    private final List<Writer> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @Test
    void everyMessagesEventComesOnceAndInOrderWhoeverIsKilled() throws IOException, InterruptedException {
        LOG.log(Level.INFO, "planes trial: " + ROUNDS + " rounds, seed " + SEED);
        Apart planes = new Apart(processes, folder);
        createRooms(planes);
        talk(planes);
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS && ledger.faults().isEmpty(); round++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(500)));
            if (round < 2) {
                // Short forms, too, have these: the hub, and the broker with something said meanwhile.
                planes.kill(round);
                planes.start(round);
            } else {
                planes.kill(random);
            }
        }
        int all = compare();
        for (String room : ROOMS) {
            planes.awaitPrinted(Pattern.compile(
                    "\"topic\":\"room/" + room + "\".*room.message.*\"seq\":" + ledger.newest(room) + "[^0-9]"));
        }
        Heard heard = new Heard(planes.printed());

        assertThat(heard.faults()).isEmpty();
        ROOMS.forEach(room -> assertThat(heard.newest(room)).isEqualTo(ledger.newest(room)));
        LOG.log(
                Level.INFO,
                "planes trial: " + all + " messages and as many events: none lost, none doubled, one order");
    }

    @Test
    void nothingIsLeftOfARoomThatWasDeletedWhileTheBrokerWasDownAndAllWereKilled() throws IOException {
        Apart planes = new Apart(processes, folder);
        for (String keeps : List.of("all", "nothing")) {
            String name = "zqxden" + keeps;
            try (LinePeer alice = LinePeer.connect(planes.hub())) {
                alice.send("/nick alice", "/create " + name + " " + keeps, "/join " + name);
                alice.until("* joined " + name);
                for (int i = 0; i < 50; i++) {
                    alice.send("zqxwhisper " + i);
                }
                alice.until("zqxwhisper 49");
                planes.awaitPrinted(Pattern.compile(name + ".*zqxwhisper 49"));
                assertThat(found()).anyMatch(one -> one.startsWith("broker/"));
                planes.kill(1);
                alice.send("/delete " + name);
                alice.until("* left " + name);
            }
            planes.kill(2);
            planes.kill(0);
            planes.start(1);
            planes.start(2);
            planes.start(0);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(found()).isEmpty());
        }
    }

    /** Files that have the name or the text of the room that is to go; not those of the subscriber, which is not ours to erase. */
    private List<String> found() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                if (!name.startsWith("state")
                        && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("zqx")) {
                    found.add(name);
                }
            }
        } catch (NoSuchFileException goneMeanwhile) {
            found.add(goneMeanwhile.getMessage());
        }
        return found;
    }

    private static void createRooms(Apart planes) throws IOException {
        try (LinePeer founder = LinePeer.connect(planes.hub()).hello("founder")) {
            for (String room : ROOMS) {
                founder.send("{\"type\":\"create\",\"room\":\"" + room + "\",\"keeps\":\"all\"}");
                assertThat(founder.until("\"type\":\"created\"")).contains(room);
            }
        }
    }

    private void talk(Apart planes) {
        for (int number = 1; number <= WRITERS; number++) {
            Talker talker = new Talker(number, true, ROOMS, planes::hub, ledger, SEED);
            talkers.add(talker);
            start(talker, "talker-" + number);
        }
        writers.add(new Writer("ann", "bob", planes::hub, () -> writers.get(1).read(), ledger, SEED));
        writers.add(new Writer("bob", "ann", planes::hub, () -> writers.get(0).read(), ledger, SEED));
        writers.forEach(writer -> start(writer, writer.toString()));
    }

    private void start(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private int compare() throws IOException, InterruptedException {
        talkers.forEach(Talker::finish);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(ledger.faults().isEmpty() ? talkers : List.<Talker>of())
                        .allMatch(Talker::done));
        int all = 0;
        for (String room : ROOMS) {
            Map<Integer, Integer> said = new HashMap<>();
            for (int writer = 1; writer <= WRITERS; writer++) {
                said.put(writer, talkers.get(writer - 1).said(room));
            }
            assertThat(ledger.check(room, said)).isEmpty();
            all += ledger.newest(room);
        }
        writers.forEach(Writer::finish);
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(writers).allMatch(Writer::done);
            assertThat(writers.get(0).read()).isEqualTo(writers.get(1).said());
            assertThat(writers.get(1).read()).isEqualTo(writers.get(0).said());
        });
        LOG.log(
                Level.INFO,
                "planes trial: " + (writers.get(0).said() + writers.get(1).said()) + " direct messages, faults "
                        + ledger.faults());
        talkers.forEach(Talker::end);
        for (Writer writer : writers) {
            writer.end();
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        }
        assertThat(ledger.faults()).isEmpty();
        return all;
    }
}

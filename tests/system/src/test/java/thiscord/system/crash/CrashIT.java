package thiscord.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.LinePeer;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/**
 * Promises 1 to 4, attacked: people write and read in several rooms while the hub is killed with -9 at random moments
 * and connections are cut; each client comes back, resumes, and says again what was not echoed. Nothing may be lost, nor
 * come twice, nor in another order, nor with a gap, for anybody.
 *
 * <p>The long form: {@code mvn verify -pl tests/system -am -Dit.test=CrashIT -Dsurefire.skip=true
 * -Dthiscord.crash.kills=1000}; with {@code -Dthiscord.crash.seed=N} the same moments again, as far as a machine allows,
 * and with {@code -Dthiscord.crash.durability=power} the other durability.
 */
class CrashIT {
    private static final Logger LOG = System.getLogger("thiscord.system");
    private static final int KILLS = Integer.getInteger("thiscord.crash.kills", 15);
    private static final long SEED = Long.getLong("thiscord.crash.seed", System.nanoTime());
    private static final String DURABILITY = System.getProperty("thiscord.crash.durability", "process");
    private static final List<String> ROOMS = List.of("red", "green", "blue");
    private static final int WRITERS = 4;
    private static final int READERS = 2;

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private final AtomicInteger port = new AtomicInteger();
    private final Ledger ledger = new Ledger();
    private final List<Talker> talkers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private Running hub(String registry) {
        Running hub = processes.thiscord(
                "chat-hub",
                "--port",
                "0",
                "--registry",
                registry,
                "--events",
                "none",
                "--data",
                folder.toString(),
                "--durability",
                DURABILITY);
        port.set(Integer.parseInt(
                hub.out().expect("ready: hub 127\\.0\\.0\\.1:([0-9]+)").group(1)));
        return hub;
    }

    @Test
    void nothingThatWasSeenIsLostOrComesTwiceWhenTheHubIsKilled() throws IOException, InterruptedException {
        LOG.log(Level.INFO, "crash test: " + KILLS + " kills, seed " + SEED + ", durability " + DURABILITY);
        Random random = new Random(SEED);
        Running rooms = processes.thiscord(
                "room-service", "--registry-port", "0", "--events", "none", "--data", folder.toString());
        String registry = rooms.out().expect("ready: rooms ([0-9.:]+)").group(1);
        Running hub = hub(registry);
        createRooms();
        start();

        for (int kill = 1; kill <= KILLS && ledger.faults().isEmpty(); kill++) {
            for (int cuts = random.nextInt(4); cuts >= 0; cuts--) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
                talkers.get(random.nextInt(talkers.size())).cut();
            }
            hub.kill();
            hub = hub(registry);
        }
        talkers.forEach(Talker::finish);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(ledger.faults().isEmpty() ? talkers : List.<Talker>of())
                        .allMatch(Talker::done));

        assertThat(ledger.faults()).isEmpty();
        int all = 0;
        for (String room : ROOMS) {
            Map<Integer, Integer> said = new HashMap<>();
            for (int writer = 1; writer <= WRITERS; writer++) {
                said.put(writer, talkers.get(writer - 1).said(room));
            }
            assertThat(ledger.check(room, said)).isEmpty();
            all += ledger.newest(room);
        }
        end();
        assertThat(ledger.faults()).isEmpty();
        assertThat(all).isGreaterThan(KILLS);
        LOG.log(
                Level.INFO,
                "crash test: " + KILLS + " kills, " + all + " messages: none lost, none doubled, one order");
    }

    private void createRooms() throws IOException {
        try (LinePeer founder = LinePeer.connect(port.get()).hello("founder")) {
            for (String room : ROOMS) {
                String answer = "";
                // Until the hub has found the room service.
                while (!answer.contains("\"type\":\"created\"")) {
                    founder.send("{\"type\":\"create\",\"room\":\"" + room + "\",\"keeps\":\"all\"}");
                    answer = founder.line();
                    assertThat(answer).containsAnyOf("created", "rooms-unavailable");
                }
            }
        }
    }

    private void start() {
        for (int number = 1; number <= WRITERS + READERS; number++) {
            Talker talker = new Talker(number, number <= WRITERS, ROOMS, port::get, ledger, SEED);
            Thread thread = new Thread(talker, "talker-" + number);
            thread.setDaemon(true);
            talkers.add(talker);
            threads.add(thread);
            thread.start();
        }
    }

    private void end() throws InterruptedException {
        talkers.forEach(Talker::end);
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        }
    }
}

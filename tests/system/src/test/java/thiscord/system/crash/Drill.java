package thiscord.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import thiscord.kit.LinePeer;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/**
 * People who write and read in several rooms while the hub is killed with -9 at random moments and connections are cut;
 * each comes back, resumes, and says again what was not echoed. Used by the test's thread.
 */
final class Drill {
    private static final List<String> ROOMS = List.of("red", "green", "blue");
    private static final int WRITERS = 4;
    private static final int READERS = 2;

    /** Something that happens to the files while the hub is dead. */
    @FunctionalInterface
    interface WhileDead {
        void happens(Random random) throws IOException;
    }

    private final Processes processes;
    private final Path folder;
    private final String durability;
    private final Map<String, String> environment;
    private final long seed;

    private final AtomicInteger port = new AtomicInteger();
    private final Ledger ledger = new Ledger();
    private final List<Talker> talkers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** @param environment what the hub's process has more */
    Drill(Processes processes, Path folder, String durability, Map<String, String> environment, long seed) {
        this.processes = processes;
        this.folder = folder;
        this.durability = durability;
        this.environment = environment;
        this.seed = seed;
    }

    private Running hub(String registry) {
        Running hub = processes.thiscord(
                environment,
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
                durability);
        port.set(Integer.parseInt(
                hub.out().expect("ready: hub 127\\.0\\.0\\.1:([0-9]+)").group(1)));
        return hub;
    }

    /** Kills that often, or until somebody sees what must not be. */
    void kill(int kills, WhileDead whileDead) throws IOException {
        Random random = new Random(seed);
        Running rooms = processes.thiscord(
                "room-service", "--registry-port", "0", "--events", "none", "--data", folder.toString());
        String registry = rooms.out().expect("ready: rooms ([0-9.:]+)").group(1);
        Running hub = hub(registry);
        createRooms();
        start();

        for (int kill = 1; kill <= kills && ledger.faults().isEmpty(); kill++) {
            awaitMessage();
            for (int cuts = random.nextInt(4); cuts >= 0; cuts--) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
                talkers.get(random.nextInt(talkers.size())).cut();
            }
            hub.kill();
            whileDead.happens(random);
            hub = hub(registry);
        }
    }

    /** A hub that was killed before anybody saw a message would prove nothing. */
    private void awaitMessage() {
        int before = newest();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> newest() > before || !ledger.faults().isEmpty());
    }

    private int newest() {
        return ROOMS.stream().mapToInt(ledger::newest).sum();
    }

    /** Lets all finish, and compares what they saw. How many messages that were. */
    int compare() throws InterruptedException {
        talkers.forEach(Talker::finish);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(faults().isEmpty() ? talkers : List.<Talker>of())
                        .allMatch(Talker::done));

        assertThat(faults()).isEmpty();
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
        assertThat(faults()).isEmpty();
        return all;
    }

    /** What was seen that must not be. */
    List<String> faults() {
        return ledger.faults();
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
            Talker talker = new Talker(number, number <= WRITERS, ROOMS, port::get, ledger, seed);
            Thread thread = new Thread(talker, "talker-" + number);
            thread.setDaemon(true);
            talkers.add(talker);
            threads.add(thread);
            thread.start();
        }
    }

    /** Ends all who talk. */
    void end() throws InterruptedException {
        talkers.forEach(Talker::end);
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        }
    }
}

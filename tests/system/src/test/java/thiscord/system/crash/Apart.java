package thiscord.system.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import thiscord.kit.Processes;
import thiscord.kit.QuietPort;
import thiscord.kit.Running;

/**
 * Broker, room service, hub and a reliable subscriber, each a process of its own that can be killed and started again under the
 * same address. Used by the test's thread.
 */
final class Apart {
    private final Processes processes;
    private final Path folder;
    private final int in = QuietPort.any();
    private final int out = QuietPort.any();
    private final int replay = QuietPort.any();
    private final int registry = QuietPort.any();
    private final int hubPort = QuietPort.any();
    /** What each subscriber printed that was killed. */
    private final List<List<String>> printed = new ArrayList<>();

    private Running broker;
    private Running rooms;
    private Running hub;
    private Running subscriber;

    Apart(Processes processes, Path folder) {
        this.processes = processes;
        this.folder = folder;
        // Which makes the secret that the broker wants to read.
        this.rooms = startRooms();
        this.broker = startBroker();
        this.hub = startHub();
        hub.err().expect("the room service at .* answers");
        this.subscriber = startSubscriber();
        subscriber.err().expect("gives events");
    }

    int hub() {
        return hubPort;
    }

    String registry() {
        return at(registry);
    }

    private static String at(int port) {
        return "127.0.0.1:" + port;
    }

    private Running startBroker() {
        Running started = processes.thiscord(
                "broker",
                "--data",
                folder.resolve("broker").toString(),
                "--hubs-secret",
                folder.resolve("rooms").resolve("hubs.secret").toString(),
                "--in-port",
                Integer.toString(in),
                "--out-port",
                Integer.toString(out),
                "--replay-port",
                Integer.toString(replay));
        started.out().expect("^ready: ");
        return started;
    }

    private Running startRooms() {
        Running started = processes.thiscord(
                "room-service",
                "--data",
                folder.resolve("rooms").toString(),
                "--registry-port",
                Integer.toString(registry),
                "--events",
                at(replay));
        started.out().expect("^ready: ");
        return started;
    }

    private Running startHub() {
        Running started = processes.thiscord(
                "chat-hub",
                "--data",
                folder.resolve("hub").toString(),
                "--port",
                Integer.toString(hubPort),
                "--registry",
                at(registry),
                "--hub-secret-file",
                folder.resolve("rooms").resolve("hubs.secret").toString(),
                "--events",
                at(replay));
        started.out().expect("^ready: ");
        return started;
    }

    private Running startSubscriber() {
        return processes.thiscord(
                "subscriber",
                "-v",
                "--json",
                "--state",
                folder.resolve("state").toString(),
                "--address",
                at(out),
                "--replay",
                at(replay),
                "room/");
    }

    /** Kills one or two of them, together or one behind the other, and starts them again in any order. */
    void kill(Random random) {
        List<Integer> which = new ArrayList<>(List.of(random.nextInt(4)));
        int other = random.nextInt(8);
        if (other < 4 && !which.contains(other)) {
            which.add(other);
        }
        which.forEach(this::kill);
        if (random.nextBoolean()) {
            java.util.Collections.reverse(which);
        }
        which.forEach(this::start);
    }

    void kill(int which) {
        switch (which) {
            case 0 -> hub.kill();
            case 1 -> broker.kill();
            case 2 -> rooms.kill();
            default -> killSubscriber();
        }
    }

    void start(int which) {
        switch (which) {
            case 0 -> hub = startHub();
            case 1 -> broker = startBroker();
            case 2 -> rooms = startRooms();
            default -> subscriber = startSubscriber();
        }
    }

    private void killSubscriber() {
        // A process that Java itself ends takes with it what nobody had read yet.
        subscriber.signal("KILL");
        printed.add(subscriber.out().toTheEnd());
    }

    /** Waits until that was printed by the subscriber that runs now, or by one before. */
    void awaitPrinted(Pattern line) {
        if (printed.stream().flatMap(List::stream).noneMatch(line.asPredicate())
                && subscriber.out().soFar().stream().noneMatch(line.asPredicate())) {
            subscriber.out().expect(line.pattern(), java.time.Duration.ofSeconds(60));
        }
    }

    /** All that was printed in all, in order; a line that was cut by a kill comes again. */
    List<List<String>> printed() {
        killSubscriber();
        return printed;
    }

    Stream<String> warnings() {
        return hub.err().soFar().stream();
    }
}

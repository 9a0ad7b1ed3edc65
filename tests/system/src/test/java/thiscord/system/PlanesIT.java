package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.LinePeer;
import thiscord.kit.Lines;
import thiscord.kit.Processes;
import thiscord.kit.QuietPort;
import thiscord.kit.Running;

/** Each plane is a process; each is killed and started again while the others live. */
class PlanesIT {
    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path data;

    private Running broker;
    private Running rooms;
    private Running hub;
    private final String eventsIn = Integer.toString(QuietPort.any());
    private final String eventsOut = Integer.toString(QuietPort.any());
    private final String registry = Integer.toString(QuietPort.any());
    private final String hubPort = Integer.toString(QuietPort.any());

    @BeforeEach
    void start() {
        startBroker();
        startRooms();
        startHub();
        hub.err().expect("the room service at .* answers");
        rooms("create", "lab");
    }

    private void startBroker() {
        broker = processes.thiscord("broker", "--in-port", eventsIn, "--out-port", eventsOut, "--replay-port", "0");
        broker.out().expect("^ready: events in " + at(eventsIn) + " out " + at(eventsOut) + " replay .+$");
    }

    private void startRooms() {
        rooms = processes.thiscord(
                "room-service", "--data", data.toString(), "--registry-port", registry, "--events", at(eventsIn));
        rooms.out().expect("^ready: rooms " + at(registry) + "$");
    }

    private void startHub() {
        hub = processes.thiscord(
                "chat-hub",
                "--data",
                data.toString(),
                "--port",
                hubPort,
                "--registry",
                at(registry),
                "--events",
                at(eventsIn));
        hub.out().expect("^ready: hub " + at(hubPort) + "$");
    }

    @Test
    void withoutTheHubRoomsAndEventsGoOnAndItComesBack() throws IOException {
        Running listener = listener();
        LinePeer alice = TextPeer.in(port(), "alice", "lab");
        rooms("members", "lab").out().expect("alice");

        hub.kill();

        assertThat(alice.rest()).isEmpty();
        rooms("create", "den");
        listener.out().expect("^\\[room/den\\] .*thiscord.room.created");
        startHub();
        try (LinePeer bob = LinePeer.connect(port()).send("/nick bob")) {
            await().atMost(Lines.PATIENCE).untilAsserted(() -> {
                bob.send("/join den");
                assertThat(bob.until(line -> line.matches("(! |\\* joined ).*"), "an answer"))
                        .startsWith("* joined den");
            });
            bob.send("back");
            bob.until("[den] bob: back");
            listener.out().expect("^\\[room/den\\] .*\"text\":\"back\"");
        }
    }

    @Test
    void withoutTheRoomServiceTalkGoesOnNewRoomsAreRefusedAndItHeals() throws IOException {
        rooms("create", "den");
        Running listener = listener();
        try (LinePeer alice = TextPeer.in(port(), "alice", "lab");
                LinePeer bob = TextPeer.in(port(), "bob", "lab")) {
            rooms.kill();
            hub.err().expect("the room service at .* does not answer");

            alice.send("still here?");
            bob.until("[lab] alice: still here?");
            listener.out().expect("\"text\":\"still here\\?\"");
            alice.send("/create more");
            assertThat(alice.until("! ")).containsIgnoringCase("room service");
            assertThat(tryRooms("list").exit()).isEqualTo(4);

            startRooms();
            hub.err().expect("the room service at .* answers");
            await().atMost(Lines.PATIENCE).untilAsserted(() -> {
                alice.send("/join den");
                assertThat(alice.until(line -> line.matches("(! |\\* joined ).*"), "an answer"))
                        .startsWith("* joined den");
            });
            await().atMost(Lines.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(rooms("members", "lab").out().toTheEnd())
                                    .anyMatch(line -> line.contains("alice"))
                                    .anyMatch(line -> line.contains("bob")));
        }
    }

    @Test
    void withoutTheBrokerTalkAndRoomsGoOnAndWhatWasHeldBackFollows() throws IOException {
        Running listener = listener();
        try (LinePeer alice = TextPeer.in(port(), "alice", "lab");
                LinePeer bob = TextPeer.in(port(), "bob", "lab")) {
            broker.kill();
            hub.err().expect("broker .* (is gone|does not answer); keeping events");
            rooms.err().expect("broker .* (is gone|does not answer); keeping events");
            listener.err().expect("is gone; trying again");

            alice.send("without events");
            bob.until("[lab] alice: without events");
            rooms("create", "den");
            Running publisher =
                    processes.thiscord("publisher", "--address", at(eventsIn), "--timeout", "1s", "note/x", "lost");
            assertThat(publisher.exit()).isEqualTo(4);

            startBroker();
            hub.err().expect("broker .* takes events");
            rooms.err().expect("broker .* takes events");
            listener.err().expect("gives events");
            AtomicInteger tries = new AtomicInteger();
            await().atMost(Lines.PATIENCE).until(() -> {
                alice.send("with events again " + tries.incrementAndGet());
                return listener.out().soFar().stream().anyMatch(line -> line.contains("with events again"));
            });
            rooms("create", "after");
            listener.out().expect("^\\[room/after\\] .*thiscord.room.created");
        }
    }

    @Test
    void aBrokerThatWasNeverThereIsMissedAndUsedOnceItComes() throws IOException {
        broker.kill();
        hub.kill();
        startHub();
        try (LinePeer alice = TextPeer.in(port(), "alice", "lab")) {
            hub.err().expect("broker " + at(eventsIn) + " does not answer; keeping events");
            alice.send("kept for later");

            startBroker();
            hub.err().expect("broker .* takes events");
        }
    }

    @Test
    void whileTheRoomServiceIsFrozenNobodyElseWaitsAndWhoLeftIsNowhere() throws IOException {
        rooms("create", "den");
        try (LinePeer alice = TextPeer.in(port(), "alice", "lab");
                LinePeer bob = TextPeer.in(port(), "bob", "lab");
                LinePeer eve = LinePeer.connect(port()).send("/nick eve")) {
            eve.until("eve");
            rooms.signal("STOP");
            LinePeer.connect(port()).send("/nick ghost").send("/join den").close();
            eve.send("/join den").send("said behind the join");
            alice.send("still here");
            bob.until("[lab] alice: still here");
            rooms.signal("CONT");

            eve.until("* joined den");
            eve.until("[den] eve: said behind the join");
            await().atMost(Lines.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(rooms("members", "den").out().toTheEnd())
                                    .anyMatch(line -> line.contains("eve"))
                                    .noneMatch(line -> line.contains("ghost")));
        }
    }

    private Running listener() {
        Running listener = processes.thiscord("subscriber", "-v", "--address", at(eventsOut), "room/");
        listener.err().expect("gives events");
        return listener;
    }

    private Running rooms(String... arguments) {
        Running done = tryRooms(arguments);
        assertThat(done.exit()).isZero();
        return done;
    }

    private Running tryRooms(String... arguments) {
        List<String> all = new ArrayList<>(List.of("rooms", "--registry", at(registry)));
        all.addAll(List.of(arguments));
        return processes.thiscord(all.toArray(new String[0]));
    }

    private int port() {
        return Integer.parseInt(hubPort);
    }

    private static String at(String port) {
        return "127.0.0.1:" + port;
    }
}

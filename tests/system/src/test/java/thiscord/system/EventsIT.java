package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Checkout;
import thiscord.kit.LinePeer;
import thiscord.kit.Lines;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;
import thiscord.kit.Tools;

/** What happens in the hub and the room service is heard on the event plane, by our programs and by plain ones. */
class EventsIT {
    private static final String SAID = "\"type\":\"thiscord.room.message\".*\"text\":\"can you hear me\"";
    private static final String CREATED = "\"type\":\"thiscord.room.created\".*\"room\":\"lab\"";

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path data;

    private Planes up;

    @BeforeEach
    void start() {
        up = processes.up(data);
    }

    @Test
    void theSubscriberHearsWhatIsSaidInTheHubAndMadeOverRmi() throws IOException {
        Running subscriber =
                processes.thiscord("subscriber", "-v", "--address", "127.0.0.1:" + up.eventsOut(), "room/");
        subscriber.err().expect("gives events");

        say("can you hear me");
        create("lab");

        subscriber.out().expect("^\\[room/general\\] \\{.*" + SAID);
        subscriber.out().expect("^\\[room/lab\\] \\{.*" + CREATED);
    }

    @Test
    void nobodyHearsOfARoomByInvitationAndNothingMoreOfOneThatBecomesSo() throws IOException {
        Running plain = plain("room/");
        create("secret", "--access", "invited");
        rooms("role", "secret", "alice", "member");
        rooms("role", "general", "alice", "member");

        say("secret", "the password");
        say("general", "all may hear this");
        plain.out().expect("^2 room/general .*all may hear this");
        rooms("access", "general", "invited");
        try (LinePeer bob = LinePeer.connect(up.hub()).send("/nick bob")) {
            await().atMost(Lines.PATIENCE)
                    .untilAsserted(() -> assertThat(bob.send("/join general")
                                    .until(line -> line.matches("(! |\\* joined ).*"), "an answer"))
                            .contains("There is no room"));
        }
        say("general", "nobody else does");
        create("lab");

        plain.out().expect("^2 room/lab \\{.*" + CREATED);
        assertThat(plain.out().soFar())
                .noneMatch(line -> line.contains("secret") || line.contains("password"))
                .noneMatch(line -> line.contains("nobody else does") || line.contains("invited"));
    }

    @Test
    void aPlainSubscriberHearsThemInTwoFrames() throws IOException {
        Running plain = plain("room/");

        say("can you hear me");
        create("lab");

        plain.out().expect("^2 room/general \\{.*" + SAID);
        plain.out().expect("^2 room/lab \\{.*" + CREATED);
    }

    @Test
    void aPlainPusherIsHeardInBothForms() {
        Running subscriber =
                processes.thiscord("subscriber", "-v", "--address", "127.0.0.1:" + up.eventsOut(), "weather");
        subscriber.err().expect("gives events");
        Running plain = plain("weather");

        plain.type("weather/bern {\"celsius\":4}");
        plain.type("{\"topic\":\"weather/basel\",\"payload\":{\"celsius\":5}}");

        subscriber.out().expect("^\\[weather/bern\\] \\{\"celsius\":4\\}$");
        subscriber.out().expect("^\\[weather/basel\\] \\{\"celsius\":5\\}$");
        plain.out().expect("^2 weather/basel \\{\"celsius\":5\\}$");
    }

    @Test
    void thePublisherLeavesNothingBehind() {
        Running subscriber = processes.thiscord(
                "subscriber", "-v", "--address", "127.0.0.1:" + up.eventsOut(), "--count", "1", "note");
        subscriber.err().expect("gives events");

        Running publisher =
                processes.thiscord("publisher", "--address", "127.0.0.1:" + up.eventsIn(), "note/x", "milk & eggs");

        assertThat(publisher.exit()).isZero();
        assertThat(subscriber.exit()).isZero();
        assertThat(subscriber.out().toTheEnd()).containsExactly("[note/x] {\"text\":\"milk & eggs\"}");
    }

    @Test
    void aRoomMadeOverRmiCanBeEnteredAtOnceAndTheOtherWayRound() throws IOException {
        create("lab");
        try (LinePeer alice = TextPeer.in(up.hub(), "alice", "lab")) {
            alice.send("/create den");
            alice.until("* created den");

            assertThat(rooms("list").out().toTheEnd()).anyMatch(line -> line.startsWith("den "));
            rooms("members", "lab").out().expect("alice");
        }
    }

    private void say(String text) throws IOException {
        say("general", text);
    }

    private void say(String room, String text) throws IOException {
        try (LinePeer alice = TextPeer.in(up.hub(), "alice", room)) {
            alice.send(text);
            alice.until("[" + room + "] alice: " + text);
        }
    }

    private void create(String room, String... options) {
        rooms(Stream.concat(Stream.of("create", room), Stream.of(options)).toArray(String[]::new));
    }

    private Running rooms(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "rooms";
        all[1] = "--registry";
        all[2] = "127.0.0.1:" + up.rooms();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        Running done = processes.thiscord(all);
        assertThat(done.exit()).as(String.join(" ", all)).isZero();
        return done;
    }

    private Running plain(String prefix) {
        Path script = Checkout.root().resolve("tests/system/src/test/python/plain_peer.py");
        Running plain = processes.start(
                Tools.pythonWithZeroMq(),
                script.toString(),
                Integer.toString(up.eventsIn()),
                Integer.toString(up.eventsOut()),
                prefix);
        plain.out().expect("^ready$");
        return plain;
    }
}

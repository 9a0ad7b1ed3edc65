package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.hub.session.CloseReason;
import thiscord.hub.session.Fairness;
import thiscord.kit.LinePeer;
import thiscord.kit.SilentPeer;

/** Sessions whose peers are gone without a word, and what takes their place. */
@Timeout(60)
class TakeOverIT {
    private static final Pattern SECRET = Pattern.compile("\"resume\":\"([^\"]{20,})\"");

    private final Hub hub =
            Hub.start(HubSettings.alone(0).withOpenRooms(true).withFairness(keepAlive(Duration.ofSeconds(1))));

    private static Fairness keepAlive(Duration after) {
        Fairness f = Fairness.DEFAULT;
        return new Fairness(
                f.floodRate(),
                f.floodBurst(),
                f.addressRate(),
                f.addressBurst(),
                f.patience(),
                f.limitLoopback(),
                f.helloDeadline(),
                f.lineDeadline(),
                f.idleLimit(),
                after);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private LinePeer peer() throws Exception {
        return LinePeer.connect(hub.address().port());
    }

    private static String hello(String resume) {
        return "{\"type\":\"hello\",\"nick\":\"alice\",\"resume\":\"" + resume + "\"}";
    }

    private static String secret(String welcome) {
        Matcher found = SECRET.matcher(welcome);
        assertThat(found.find()).as(welcome).isTrue();
        return found.group(1);
    }

    @Test
    void whoShowsTheResumeSecretTakesThePlaceOfItsOlderSessionAtOnce() throws Exception {
        try (LinePeer first = peer();
                LinePeer bob = peer().hello("bob").join("yard");
                LinePeer second = peer();
                LinePeer third = peer()) {
            String one = secret(first.send(hello("")).line());
            first.join("yard");
            String two = secret(second.send(hello(one)).line());

            assertThat(two).isNotEqualTo(one);
            assertThat(first.rest())
                    .last()
                    .asString()
                    .contains("\"type\":\"bye\"", "You came back on another connection");
            bob.until("\"left\":[\"alice\"]");
            second.join("yard");
            assertThat(third.send(hello(one)).line()).contains("nick-in-use");
            assertThat(third.send(hello("")).line()).contains("nick-in-use");
            assertThat(third.send(hello("x".repeat(5000))).line()).contains("nick-in-use");
            assertThat(third.send(hello(two)).line()).contains("\"type\":\"welcome\"", "\"nick\":\"alice\"");
        }
        await().untilAsserted(() -> assertThat(hub.stats().closed()).containsEntry(CloseReason.TAKEN_OVER, 2L));
    }

    @Test
    void aWelcomeHasNoResumeSecretUnlessItIsAskedFor() throws Exception {
        try (LinePeer old = peer()) {
            assertThat(old.send("{\"type\":\"hello\",\"nick\":\"old\"}").line()).doesNotContain("resume");
        }
    }

    @Test
    void aPeerThatVanishedLosesItsNickAlsoIfSomebodyTalksInItsRoom() throws Exception {
        try (SilentPeer ghost = SilentPeer.connect(hub.address().port());
                LinePeer bob = peer().hello("bob").join("yard")) {
            ghost.ask("{\"type\":\"hello\",\"nick\":\"alice\"}");
            ghost.ask("{\"type\":\"join\",\"room\":\"yard\"}");
            ghost.vanish();
            bob.say("yard", "are you there?");

            bob.until("\"left\":[\"alice\"]");
            await().untilAsserted(() -> assertThat(hub.stats().closed()).containsEntry(CloseReason.PEER_SILENT, 1L));
        }
    }

    @Test
    void aPeerThatIsThereAndReadsNothingStays() throws Exception {
        try (LinePeer reader = LinePeer.connect(hub.address().port(), 64 * 1024)
                        .hello("alice")
                        .join("yard");
                LinePeer bob = peer().hello("bob").join("yard")) {
            for (int i = 0; i < 150; i++) {
                bob.say("yard", "x".repeat(4000));
            }
            for (int i = 0; i < 150; i++) {
                bob.until("\"type\":\"message\"");
            }
            try (SilentPeer ghost = SilentPeer.connect(hub.address().port())) {
                ghost.ask("{\"type\":\"hello\",\"nick\":\"ghost\"}");
                ghost.ask("{\"type\":\"join\",\"room\":\"yard\"}");
                ghost.vanish();
                bob.say("yard", "x");
                bob.until("\"left\":[\"ghost\"]");
            }

            reader.until("\"seq\":100,");
        }
    }
}

package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import thiscord.hub.session.CloseReason;
import thiscord.hub.session.Fairness;
import thiscord.kit.Bystanders;
import thiscord.kit.HostilePeer;
import thiscord.kit.LinePeer;
import thiscord.protocol.Limits;
import thiscord.protocol.Reason;

/** Pace, deadlines and counts over real sockets; what they decide is tested without any. */
class FairnessIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Fairness LAX =
            new Fairness(0, 1, 0, 1, Duration.ZERO, true, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final List<AutoCloseable> open = new ArrayList<>();

    private Hub hub(Fairness fairness) {
        Hub hub = Hub.start(HubSettings.alone(0).withOpenRooms(true).withFairness(fairness));
        open.add(hub);
        return hub;
    }

    private static Fairness deadlines(Duration hello, Duration line, Duration idle) {
        return new Fairness(0, 1, 0, 1, Duration.ZERO, false, hello, line, idle, Duration.ZERO);
    }

    private HostilePeer hostile(Hub hub) throws IOException {
        HostilePeer peer = HostilePeer.connect(hub.address().port());
        open.add(peer);
        return peer;
    }

    private LinePeer peer(Hub hub) throws IOException {
        LinePeer peer = LinePeer.connect(hub.address().port());
        open.add(peer);
        return peer;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void whoFloodsIsToldSoAndEndedAndTheRoomNoticesNothing() throws Exception {
        Hub hub = hub(new Fairness(
                2000, 2000, 0, 1, SECOND, true, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        Bystanders talking = Bystanders.talking(hub.address().port(), "yard", 20, "");
        open.add(talking);
        HostilePeer flooder = hostile(hub);

        int sent = flooder.flood("hello", Integer.MAX_VALUE);

        assertThat(sent).isGreaterThan(2000);
        assertThat(flooder.readToTheEnd()).contains("! You sent faster than allowed");
        flooder.close();
        talking.hearMore(20);
        talking.stop();
        await().untilAsserted(() -> assertThat(hub.sessions()).isEqualTo(20));
        assertThat(hub.stats().refused()).containsEntry(Reason.TOO_FAST, 1L);
        assertThat(hub.stats().closed()).containsEntry(CloseReason.TOO_FAST, 1L);
    }

    @Test
    void whoIsSlowedGetsAllAnswersInOrder() throws IOException {
        Hub hub = hub(new Fairness(
                100, 10, 0, 1, Duration.ZERO, true, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        LinePeer peer = peer(hub);
        String[] lines = new String[100];
        for (int n = 0; n < lines.length; n++) {
            lines[n] = "line " + n;
        }

        peer.send(lines).endOutput();

        assertThat(peer.rest()).containsExactly(lines);
    }

    @Test
    void anAddressThatConnectsTooOftenIsRefused() throws IOException {
        Hub hub =
                hub(new Fairness(0, 1, 1, 3, Duration.ZERO, true, Duration.ZERO, Duration.ZERO, Duration.ZERO, SECOND));

        List<String> heard = new ArrayList<>();
        for (int n = 0; n < 6; n++) {
            LinePeer one = peer(hub);
            one.endOutput();
            heard.addAll(one.rest());
        }

        assertThat(heard).isNotEmpty().allSatisfy(line -> assertThat(line).contains("too-fast"));
    }

    @Test
    void loopbackHasTheLimitOnSessionsWhenToldSo() throws IOException {
        Limits l = Limits.DEFAULT;
        Limits two = new Limits(l.lineBytes(), l.textChars(), 5, 5, 5, 100, 2);
        Hub hub = Hub.start(HubSettings.alone(0).withLimits(two).withFairness(LAX));
        open.add(hub);
        LinePeer first = peer(hub).hello("a");
        peer(hub).hello("b");

        assertThat(peer(hub).rest()).singleElement().asString().contains("too-many-sessions", "Your address");
        assertThat(hub.sessions()).isEqualTo(2);
        first.send("{\"type\":\"quit\"}").rest();
        await().untilAsserted(() -> assertThat(hub.sessions()).isEqualTo(1));
        peer(hub).hello("c");
    }

    @Test
    void whoSaysNothingOrNoHelloIsEnded() throws IOException {
        Hub hub = hub(deadlines(SECOND, Duration.ZERO, Duration.ZERO));
        LinePeer user = peer(hub).send("hello");
        LinePeer silent = peer(hub);
        LinePeer noHello = peer(hub).send("{\"type\":\"ping\"}");

        assertThat(silent.rest()).isEmpty();
        assertThat(noHello.until("\"type\":\"bye\"")).contains("hello");
        assertThat(noHello.rest()).isEmpty();
        user.send("still here").until("still here");
        await().untilAsserted(() -> assertThat(hub.stats().closed()).containsEntry(CloseReason.NO_HELLO, 2L));
    }

    @Test
    void aLineThatIsBegunAndNeverEndedEndsTheConnection() throws IOException {
        Hub hub = hub(deadlines(Duration.ZERO, SECOND, Duration.ZERO));
        LinePeer user = peer(hub).send("hello");
        LinePeer stuck = peer(hub).send("hello").raw(new byte[] {'h'});
        LinePeer skipping = peer(hub).raw(new byte[20_000]);

        assertThat(stuck.until("not ended in time")).startsWith("* ");
        assertThat(skipping.until("not ended in time")).startsWith("* ");
        user.send("still here").until("still here");
        stuck.close();
        skipping.close();
        await().untilAsserted(() -> assertThat(hub.sessions()).isEqualTo(1));
    }

    @Test
    void whoFallsSilentIsEndedWhereThereIsAnIdleLimit() throws IOException {
        Hub hub = hub(deadlines(Duration.ZERO, Duration.ZERO, SECOND));
        LinePeer json = peer(hub).hello("al");

        assertThat(json.until("\"type\":\"bye\"")).contains("limit");
        assertThat(json.rest()).isEmpty();
        await().untilAsserted(() -> assertThat(hub.stats().closed()).containsEntry(CloseReason.IDLE, 1L));
    }

    @Test
    void countsWhatHappened() throws IOException {
        Hub hub = hub(Fairness.DEFAULT);
        LinePeer al = peer(hub).hello("al").join("lab");

        al.say("lab", "one").say("lab", "two").send("{\"type\":\"dance\"}");
        al.until("unknown-command");

        HubStats stats = hub.stats();
        assertThat(stats.sessions()).isEqualTo(1);
        assertThat(stats.rooms()).isEqualTo(1);
        assertThat(stats.messages()).isEqualTo(2);
        assertThat(stats.refused()).containsEntry(Reason.UNKNOWN_COMMAND, 1L);
        assertThat(stats.closed()).isEmpty();
    }
}

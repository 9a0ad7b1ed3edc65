package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import thiscord.hub.session.CloseReason;
import thiscord.kit.HttpAttack;
import thiscord.kit.LinePeer;

/** What comes before a connection's first line feed: requests of browsers, and messages of clients that send no line feed. */
class FirstLineIT {
    private Hub hub = Hub.start(HubSettings.alone(0).withOpenRooms(true));

    @AfterEach
    void stop() {
        hub.close();
    }

    private LinePeer peer() throws Exception {
        return LinePeer.connect(hub.address().port());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String echo(LinePeer peer, String message) throws Exception {
        return peer.raw(bytes(message)).line();
    }

    @Test
    void nothingOfARequestOfHttpIsCarriedOutHoweverItIsCut() throws Exception {
        attack();
    }

    @Test
    void norWhereEachPauseEndsALine() throws Exception {
        hub.close();
        hub = Hub.start(HubSettings.alone(0).withOpenRooms(true).withFlushAfter(Duration.ofMillis(100)));
        attack();
    }

    private void attack() throws Exception {
        int port = hub.address().port();
        int sent = 0;
        for (String request : HttpAttack.requests("/nick page\n/join yard\nhello\n")) {
            for (int[] cuts : HttpAttack.cuts()) {
                assertThat(HttpAttack.send(port, request, cuts))
                        .as("%.40s in %s", request, Arrays.toString(cuts))
                        .endsWith("! HTTP is not spoken here; this is a ThisCord chat hub.\n")
                        .doesNotContain("page", "yard", "hello");
                sent++;
            }
        }
        long all = sent;
        await().untilAsserted(() -> assertThat(hub.stats().closed()).containsEntry(CloseReason.NOT_OUR_PROTOCOL, all));
        assertThat(hub.openRooms()).isEmpty();
    }

    @Test
    void aRequestThatPausesIsNotCarriedOutEither() throws Exception {
        try (LinePeer page = peer()) {
            assertThat(echo(page, "PO")).isEqualTo("PO");
            page.raw(bytes("ST /x HTTP/1.1\r\n\r\n/nick page\n"));

            assertThat(page.rest()).hasSize(1).first().asString().startsWith("! HTTP is not spoken here");
        }
        try (LinePeer page = peer()) {
            assertThat(echo(page, "foo /x")).isEqualTo("foo /x");
            page.raw(bytes(" HTTP/1.1\r\n\r\n/nick page\n"));

            assertThat(page.rest()).hasSize(1).first().asString().startsWith("! HTTP is not spoken here");
        }
    }

    @Test
    void aMessageWithoutALineFeedIsEchoedToThoseWhoAreInNoRoom() throws Exception {
        try (LinePeer original = peer()) {
            for (String message : new String[] {"hello", "Hello, World!", "get", "ünïcödé 😀", "x", "5 /2"}) {
                assertThat(echo(original, message)).isEqualTo(message);
            }
            assertThat(echo(original, "/join yard")).startsWith("* joined yard");
            original.raw(bytes("in a room a line has its end"));
            original.send("").until("in a room a line has its end");
        }
    }

    @Test
    void afterItsFirstLineFeedAClientMayPauseAsItLikes() throws Exception {
        try (LinePeer typist = peer()) {
            assertThat(echo(typist, "one\n")).isEqualTo("one");
            typist.raw(bytes("tw"));
            aMomentLongerThanThePause();

            assertThat(echo(typist, "o\n")).isEqualTo("two");
        }
    }

    /** A pause is the subject of the test above: an echo that another client gets by the rule shows that it is over. */
    private void aMomentLongerThanThePause() throws Exception {
        try (LinePeer other = peer()) {
            assertThat(echo(other, "x")).isEqualTo("x");
        }
    }

    @Test
    void whatIsTypedOrCutIsOneLineIfItsPausesAreShort() throws Exception {
        try (LinePeer typist = peer();
                LinePeer twice = peer()) {
            for (String key : "/nick typist".split("")) {
                typist.raw(bytes(key));
                pause(60);
            }
            assertThat(echo(typist, "\r\n")).isEqualTo("* you are typist");
            twice.raw(bytes("/nick "));
            pause(300);
            assertThat(echo(twice, "twice\n")).isEqualTo("* you are twice");
        }
    }

    private static void pause(int millis) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void aBegunObjectOfJsonWaitsForItsEnd() throws Exception {
        try (LinePeer json = peer()) {
            json.raw(bytes("{\"type\":\"hel"));
            aMomentLongerThanThePause();
            json.send("lo\",\"nick\":\"jason\"}").until("\"type\":\"welcome\"");
        }
    }
}

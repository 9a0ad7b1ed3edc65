package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.cli.Failure;
import thiscord.kit.LinePeer;
import thiscord.protocol.Limits;

class HubIT {
    private final List<AutoCloseable> open = new ArrayList<>();
    private Hub hub = started(HubSettings.alone(0).withOpenRooms(true));

    private Hub started(HubSettings settings) {
        Hub started = Hub.start(settings);
        open.add(started);
        return started;
    }

    private LinePeer peer() throws IOException {
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
    void aLineIsEchoedBeforeAnyRoomIsJoined() throws IOException {
        LinePeer nc = peer().send("hello", "", "world");

        assertThat(nc.line()).isEqualTo("hello");
        assertThat(nc.line()).isEmpty();
        assertThat(nc.line()).isEqualTo("world");
        assertThat(nc.send("exit").rest()).isEmpty();
    }

    @Test
    void whatIsSaidDirectlyAgainUnderItsIdIsGivenOnce() throws IOException {
        String first = "{\"type\":\"msg\",\"to\":\"bob\",\"text\":\"hi\",\"id\":\"c-1\"}";
        String second = "{\"type\":\"msg\",\"to\":\"bob\",\"text\":\"bye\",\"id\":\"c-2\"}";
        LinePeer bob = peer().hello("bob");
        LinePeer alice = peer().hello("alice");
        String receipt = alice.send(first).line();

        assertThat(alice.send(first).line()).isEqualTo(receipt);
        alice.send(second).until("c-2");

        assertThat(bob.line()).contains("c-1");
        assertThat(bob.line()).contains("c-2");
    }

    @Test
    void quitEndsATextSessionWithoutAWord() throws IOException {
        assertThat(peer().send("/quit").rest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aPeerThatSaysItsLastLineStillGetsTheAnswers(int loops) throws IOException {
        hub = started(HubSettings.alone(0).withOpenRooms(true).withLoops(loops));
        LinePeer piped = peer().send("hello", "/join a", "hi").raw("last".getBytes(StandardCharsets.UTF_8));

        piped.endOutput();

        assertThat(piped.line()).isEqualTo("hello");
        assertThat(piped.line()).startsWith("* joined a");
        assertThat(piped.line()).endsWith(": hi");
        assertThat(piped.line()).endsWith(": last");
        assertThat(piped.rest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoQuitsStillGetsTheEchoOfTheLineBefore(int loops) throws IOException {
        hub = started(HubSettings.alone(0).withOpenRooms(true).withLoops(loops));
        LinePeer peer = peer().send("/join a", "hi", "/quit");

        assertThat(peer.rest()).hasSize(2).last().asString().endsWith(": hi");
    }

    @Test
    void twoPeopleOfDifferentDialectsTalk() throws IOException {
        LinePeer alice = peer().send("/nick alice", "/join general");
        assertThat(alice.line()).isEqualTo("* you are alice");
        assertThat(alice.line()).startsWith("* joined general");
        LinePeer bob = peer().hello("bob").join("general");
        assertThat(alice.line()).isEqualTo("* bob joined general");

        alice.send("hi \"bob\"");
        assertThat(alice.line()).isEqualTo("[general] alice: hi \"bob\"");
        bob.say("general", "hi alice");

        assertThat(alice.line()).isEqualTo("[general] bob: hi alice");
        assertThat(bob.line()).contains("\"seq\":1", "\"from\":\"alice\"", "\"text\":\"hi \\\"bob\\\"\"");
        assertThat(bob.line()).contains("\"seq\":2", "\"from\":\"bob\"");
    }

    @Test
    void answersComeInTheOrderOfTheLinesThatWereSentAtOnce() throws IOException {
        LinePeer peer = peer();

        peer.send("/nick al", "/join a", "one", "/ping", "two", "/join b", "three", "/leave", "four", "/leave", "five");

        assertThat(Stream.generate(() -> unchecked(peer)).limit(11).map(line -> line.split(";")[0]))
                .containsExactly(
                        "* you are al",
                        "* joined a",
                        "[a] al: one",
                        "* pong",
                        "[a] al: two",
                        "* joined b",
                        "[b] al: three",
                        "* left b",
                        "[a] al: four",
                        "* left a",
                        "five");
    }

    private static String unchecked(LinePeer peer) {
        try {
            return peer.line();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPauseEndsALineWhenTheHubIsToldSo() throws IOException {
        hub = started(HubSettings.alone(0).withFlushAfter(Duration.ofMillis(50)));
        LinePeer simple = peer();

        simple.raw("hello".getBytes(StandardCharsets.UTF_8));

        assertThat(simple.line()).isEqualTo("hello");
        simple.raw("again".getBytes(StandardCharsets.UTF_8));
        assertThat(simple.line()).isEqualTo("again");
    }

    @Test
    void ofTwoLookAlikeNicksOneIsRefused() throws IOException {
        peer().hello("Alice");

        LinePeer other = peer().send("{\"type\":\"hello\",\"nick\":\"ＡLICE\",\"id\":\"h\"}");

        assertThat(other.line()).contains("\"type\":\"refused\"", "\"reason\":\"nick-in-use\"", "\"id\":\"h\"");
    }

    @Test
    void aNickIsFreeAgainWhenItsWearerIsGone() throws IOException {
        peer().hello("alice").send("{\"type\":\"quit\"}").rest();

        LinePeer other = peer();

        other.hello("alice");
    }

    @Test
    void refusalsKeepTheConnection() throws IOException {
        LinePeer json = peer();
        json.send("{\"type\":\"join\",\"room\":\"a\"}", "{not json", "{\"type\":\"dance\"}", "{\"type\":\"say\"}");
        assertThat(json.line()).contains("hello-first");
        assertThat(json.line()).contains("not-json");
        assertThat(json.line()).contains("unknown-command");
        assertThat(json.line()).contains("bad-field");
        json.hello("al").send("{\"type\":\"say\",\"text\":\"x\",\"room\":\"nowhere\"}");
        assertThat(json.line()).contains("not-in-room");

        LinePeer text = peer();
        text.raw(new byte[] {'h', (byte) 0xff, '\n'}).send("/dance", "/nick a b", "x".repeat(9000), "hello");
        assertThat(text.line()).startsWith("! ").contains("UTF-8");
        assertThat(text.line()).startsWith("! ").contains("/dance");
        assertThat(text.line()).startsWith("! ");
        assertThat(text.line()).startsWith("! ").contains("8192 bytes");
        assertThat(text.line()).isEqualTo("hello");
    }

    @Test
    void aLineThatIsTooLongEndsAJsonSession() throws IOException {
        LinePeer json = peer().hello("al").send("{\"type\":\"say\",\"text\":\"" + "x".repeat(9000) + "\"}");

        assertThat(json.line()).contains("line-too-long");
        assertThat(json.rest()).hasSize(1).first().asString().contains("\"type\":\"bye\"");
    }

    @Test
    void aRoomThatDoesNotExistIsRefusedUnlessRoomsAreOpen() throws IOException {
        hub = started(HubSettings.alone(0));

        LinePeer peer = peer().send("/join genral", "/create general", "/join general");

        assertThat(peer.line()).isEqualTo("! There is no room 'genral'. /rooms lists them.");
        assertThat(peer.line()).startsWith("* created general");
        assertThat(peer.line()).startsWith("* joined general");
    }

    @Test
    void aBrowsersRequestIsNotCarriedOut() throws IOException {
        LinePeer web = peer().send("POST / HTTP/1.1", "Host: localhost", "", "/join general", "gotcha");

        assertThat(web.rest()).hasSize(1).first().asString().startsWith("! HTTP");
    }

    @Test
    void aTextToOneNickReachesOnlyThatOne() throws IOException {
        LinePeer alice = peer().hello("alice").join("a");
        LinePeer bob = peer().hello("bob").join("a");
        LinePeer carol = peer().hello("carol").join("a");

        alice.send("{\"type\":\"msg\",\"to\":\"bob\",\"text\":\"psst\",\"id\":\"m\"}")
                .say("a", "aloud");

        assertThat(bob.until("\"type\":\"m")).contains("psst");
        assertThat(carol.until("\"type\":\"m")).contains("aloud");
        assertThat(alice.until("\"type\":\"msg\"")).contains("psst", "\"id\":\"m\"");
        alice.send("{\"type\":\"msg\",\"to\":\"nobody\",\"text\":\"psst\"}");
        assertThat(alice.until("refused")).contains("no-such-nick");
    }

    @Test
    void aSessionIsInNoMoreRoomsThanAllowed() throws IOException {
        Limits l = Limits.DEFAULT;
        Limits few = new Limits(l.lineBytes(), l.textChars(), 2, 2, l.rooms(), l.sessions(), l.sessionsPerAddress());
        hub = started(HubSettings.alone(0).withOpenRooms(true).withLimits(few));
        LinePeer peer = peer().hello("al").join("a").join("b");
        peer().hello("bo").join("a");

        peer.send("{\"type\":\"join\",\"room\":\"c\"}");
        LinePeer third = peer().hello("ce").send("{\"type\":\"join\",\"room\":\"a\"}");

        assertThat(peer.until("refused")).contains("too-many-rooms");
        assertThat(third.line()).contains("room-full");
    }

    @Test
    void tooManySessionsAreRefusedBeforeTheySayAnything() throws IOException {
        Limits l = Limits.DEFAULT;
        Limits two = new Limits(l.lineBytes(), l.textChars(), l.roomsPerSession(), l.membersPerRoom(), l.rooms(), 2, 2);
        hub = started(HubSettings.alone(0).withLimits(two));
        peer().hello("a");
        LinePeer second = peer().hello("b");

        assertThat(peer().rest()).hasSize(1).first().asString().contains("too-many-sessions");

        second.send("{\"type\":\"quit\"}").rest();
        peer().send("hello").until("hello");
    }

    @Test
    void everyoneSeesOneOrderWhileFiftyTalkInTenRooms() throws Exception {
        hub = started(HubSettings.alone(0).withOpenRooms(true).withLoops(3));
        int talkers = 5;
        int each = 40;
        ExecutorService pool = Executors.newFixedThreadPool(50);
        List<Future<List<String>>> heard = new ArrayList<>();
        List<LinePeer> peers = new ArrayList<>();
        for (int room = 0; room < 10; room++) {
            for (int member = 0; member < talkers; member++) {
                peers.add(peer().hello("n" + room + "-" + member).join("r" + room));
            }
        }

        for (int i = 0; i < peers.size(); i++) {
            LinePeer peer = peers.get(i);
            String room = "r" + i / talkers;
            heard.add(pool.submit(() -> {
                for (int n = 0; n < each; n++) {
                    peer.say(room, peer.localPort() + "-" + n);
                }
                List<String> lines = new ArrayList<>();
                while (lines.size() < talkers * each) {
                    lines.add(peer.until("\"type\":\"message\""));
                }
                return lines;
            }));
        }

        for (int i = 0; i < peers.size(); i++) {
            List<String> lines = heard.get(i).get();
            assertThat(lines).isEqualTo(heard.get(i / talkers * talkers).get());
            for (int seq = 1; seq <= lines.size(); seq++) {
                assertThat(lines.get(seq - 1)).contains("\"seq\":" + seq + ",");
            }
        }
        pool.shutdown();
    }

    @Test
    void aPortThatIsTakenIsToldInOneLine() {
        HubSettings same = HubSettings.alone(hub.address().port());

        assertThatThrownBy(() -> Hub.start(same)).isInstanceOf(Failure.class).hasMessageContaining("--port");
    }

    @Test
    void aHubThatTakesNoMoreTellsThoseWhoTalkAndThoseWhoCome() throws IOException {
        LinePeer text = peer().send("/join a");
        text.until("joined a");
        LinePeer json = peer().hello("al");
        LinePeer script = peer().send("hello");
        script.until("hello");

        hub.takeNoMore("It ends.");

        text.until("* It ends.");
        assertThat(json.until("It ends.")).contains("\"type\":\"notice\"");
        assertThat(peer().rest()).singleElement().asString().contains("shutting-down");
        text.send("on").until("on");
        assertThat(script.send("on").line()).isEqualTo("on");

        hub.takeAgain("It does not.");

        text.until("* It does not.");
        peer().hello("late");
    }

    @Test
    void aHubThatStopsSaysGoodbye() throws IOException {
        LinePeer text = peer().send("/join a");
        text.until("joined a");
        LinePeer json = peer().hello("al");

        hub.close();

        assertThat(text.until("* The server stops")).isNotNull();
        assertThat(json.until("\"type\":\"bye\"")).isNotNull();
        assertThat(json.rest()).isEmpty();
    }
}

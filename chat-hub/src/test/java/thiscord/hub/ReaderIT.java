package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.kit.LinePeer;

/** Promises 4 and 5: resume, and nobody waits for the slow. With one loop, and with several. */
class ReaderIT {
    private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+)");
    private static final Pattern MISSED = Pattern.compile("\"from\":([0-9]+),\"to\":([0-9]+),\"missed\":([0-9]+)");

    private final List<AutoCloseable> open = new ArrayList<>();

    private Hub hub(int loops) {
        Hub hub = Hub.start(HubSettings.alone(0).withOpenRooms(true).withLoops(loops));
        open.add(hub);
        return hub;
    }

    private LinePeer peer(Hub hub, int receiveBuffer) throws IOException {
        LinePeer peer = LinePeer.connect(hub.address().port(), receiveBuffer);
        open.add(peer);
        return peer;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private static void speak(LinePeer speaker, int from, int to, String filling) throws IOException {
        for (int n = from; n <= to; n++) {
            speaker.say("lab", "m" + n + "-" + filling);
            speaker.until("\"text\":\"m" + n + "-");
        }
    }

    /** Reads until the message of that seq; each seq must come once, in order, or be told as missed. */
    private static List<Long> readTo(LinePeer reader, long first, long last) throws IOException {
        List<Long> missed = new ArrayList<>();
        long next = first;
        while (next <= last) {
            String line = reader.line();
            Matcher gone = MISSED.matcher(line);
            if (line.contains("\"type\":\"missed\"") && gone.find()) {
                assertThat(Long.parseLong(gone.group(1))).isEqualTo(next);
                next = Long.parseLong(gone.group(2)) + 1;
                missed.add(Long.parseLong(gone.group(3)));
            } else if (line.contains("\"type\":\"message\"")) {
                Matcher seq = SEQ.matcher(line);
                assertThat(seq.find()).isTrue();
                assertThat(Long.parseLong(seq.group(1))).isEqualTo(next);
                next++;
            }
        }
        return missed;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aClientThatComesBackGetsWhatItMissedAndThenLive(int loops) throws IOException {
        Hub hub = hub(loops);
        LinePeer alice = peer(hub, 0).hello("alice").join("lab");
        speak(alice, 1, 10, "x");

        LinePeer bob = peer(hub, 0).hello("bob").send("{\"type\":\"join\",\"room\":\"lab\",\"after\":4}");
        assertThat(bob.until("\"type\":\"joined\"")).contains("\"seq\":10");

        for (int seq = 5; seq <= 10; seq++) {
            assertThat(bob.until("\"type\":\"message\"")).contains("\"seq\":" + seq + ",", "\"replay\":true");
        }
        alice.say("lab", "live");
        assertThat(bob.until("\"type\":\"message\"")).contains("\"seq\":11,").doesNotContain("replay");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoResumesWhileTheRoomIsBusySeesNoGapAndNoTwin(int loops) throws Exception {
        Hub hub = hub(loops);
        LinePeer alice = peer(hub, 0).hello("alice").join("lab");
        Thread talk = new Thread(() -> {
            try {
                speak(alice, 1, 900, "busy");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        talk.start();

        long read = 0;
        for (int visit = 0; read < 900; visit++) {
            LinePeer bob = peer(hub, 0).hello("bob" + visit);
            bob.send("{\"type\":\"join\",\"room\":\"lab\",\"after\":" + read + "}");
            bob.until("\"type\":\"joined\"");
            long to = Math.min(900, read + 100);
            assertThat(readTo(bob, read + 1, to)).isEmpty();
            read = to;
            bob.close();
        }
        talk.join();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void slowReaderIsMovedToTheLogAndTheRestKeepReceiving(int loops) throws IOException {
        Hub hub = hub(loops);
        LinePeer alice = peer(hub, 0).hello("alice").join("lab");
        LinePeer bystander = peer(hub, 0).hello("carol").join("lab");
        LinePeer slow = peer(hub, 4096).hello("slow").join("lab");
        String filling = "y".repeat(3900);

        int last = 2500; // ten megabytes: more than the sockets' buffers and the outbox hold together
        for (int n = 1; n <= last; n++) {
            speak(alice, n, n, filling);
            assertThat(readTo(bystander, n, n)).isEmpty();
        }

        List<Long> missed = readTo(slow, 1, last);
        assertThat(missed).isNotEmpty();
        speak(alice, last + 1, last + 1, "z");
        assertThat(readTo(slow, last + 1, last + 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aReaderThatFellBehindIsToldHowFar(int loops) throws IOException {
        Hub hub = hub(loops);
        LinePeer alice = peer(hub, 0).hello("alice").join("lab");
        LinePeer slow = peer(hub, 4096).hello("slow").join("lab");

        speak(alice, 1, 2500, "y".repeat(3900));

        assertThat(slow.until("\"type\":\"behind\"")).contains("\"room\":\"lab\"", "\"by\":");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoHasReadMoreThanThereIsIsTold(int loops) throws IOException {
        Hub hub = hub(loops);
        LinePeer alice = peer(hub, 0).hello("alice").join("lab");
        speak(alice, 1, 3, "x");

        LinePeer bob = peer(hub, 0).hello("bob").send("{\"type\":\"join\",\"room\":\"lab\",\"after\":41,\"id\":\"j\"}");

        assertThat(bob.until("\"type\":\"joined\"")).contains("\"seq\":3");
        assertThat(bob.until("refused")).contains("41", "\"id\":\"j\"");
        speak(alice, 4, 4, "x");
        assertThat(bob.until("\"type\":\"message\"")).contains("\"seq\":4,");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoComesFromAnEarlierNumberingGetsAllThatIsHeld(int loops) throws IOException {
        Hub hub = hub(loops);
        LinePeer alice = peer(hub, 0).hello("alice").join("lab");
        speak(alice, 1, 3, "x");

        LinePeer bob = peer(hub, 0)
                .hello("bob")
                .send("{\"type\":\"join\",\"room\":\"lab\",\"after\":41,\"epoch\":\"of-before\"}");

        assertThat(readTo(bob, 1, 3)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void historyPagesBackwards(int loops) throws IOException {
        Hub hub = hub(loops);
        LinePeer alice = peer(hub, 0).hello("alice").join("lab");
        speak(alice, 1, 30, "x");

        alice.send("{\"type\":\"history\",\"room\":\"lab\",\"limit\":10,\"id\":\"h1\"}");
        assertThat(readTo(alice, 21, 30)).isEmpty();
        assertThat(alice.line()).contains("\"type\":\"history\"", "\"from\":21,\"to\":30,\"more\":true", "h1");
        alice.send("{\"type\":\"history\",\"room\":\"lab\",\"limit\":100,\"before\":21}");
        assertThat(readTo(alice, 1, 20)).isEmpty();
        assertThat(alice.line()).contains("\"from\":1,\"to\":20,\"more\":false");
    }
}

package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.hub.processing.ProcessorsFile;
import thiscord.kit.LinePeer;
import thiscord.processing.ready.ReadyMade;
import thiscord.processing.remote.ProcessorServer;

/** Rooms whose messages pass a shell script. */
@Timeout(60)
class ProcessorsIT {
    /** Does what the first word says; writes its number to a file. */
    private static final String SCRIPT = """
            echo $$ >> "$1"
            while IFS= read -r line; do
              id=${line#*'"id":'}; id=${id%%,*}
              text=${line#*'"text":"'}; text=${text%%'","'*}
              case $text in
                bad*) printf '{"id":%s,"refused":"no such words"}\\n' "$id" ;;
                ask*) printf '{"id":%s,"reply":"an answer"}\\n' "$id" ;;
                silent*) echo "nothing to say" >&2 ;;
                wrong*) printf '{"id":99%s,"text":"of another"}\\n' "$id" ;;
                garbage*) echo garbage ;;
                huge*) head -c 100000000 /dev/zero | tr '\\0' x ;;
                die*) kill -9 $$ ;;
                *) printf '{"id":%s,"text":"<%s>"}\\n' "$id" "$text" ;;
              esac
            done
            """;

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Hub hub;
    private int asked;

    @BeforeEach
    void start() throws IOException {
        Path script = Files.writeString(folder.resolve("words.sh"), SCRIPT);
        configure(
                "processor words child /bin/sh " + script + " " + folder.resolve("words.pid"),
                "processor other child /bin/sh " + script + " " + folder.resolve("other.pid"),
                "room open words fail-open within 300ms",
                "room strict words fail-closed within 300ms",
                "room closed words fail-closed within 5s",
                "room both words other fail-closed within 5s");
        hub = Hub.start(HubSettings.alone(0).withOpenRooms(true).withLoops(2).withProcessors(file()));
        open.add(hub);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private Path file() {
        return folder.resolve(ProcessorsFile.NAME);
    }

    private void configure(String... lines) throws IOException {
        Files.write(file(), List.of(lines));
    }

    private LinePeer in(String nick, String room) throws IOException {
        LinePeer peer = LinePeer.connect(hub.address().port());
        open.add(peer);
        return peer.hello(nick).join(room);
    }

    /** Says a text under an id and reads on to what answers it. */
    private static String said(LinePeer peer, String room, String text, String id) throws IOException {
        peer.send("{\"type\":\"say\",\"room\":\"" + room + "\",\"text\":\"" + text + "\",\"id\":\"" + id + "\"}");
        return peer.until("\"id\":\"" + id + "\"");
    }

    /** The number of a processor's process, of its latest. */
    private long pid(String processor) throws IOException {
        List<String> pids = Files.readAllLines(folder.resolve(processor + ".pid"));
        return Long.parseLong(pids.get(pids.size() - 1));
    }

    /** Until the processor answers again; each time under another id, for what was said once is not processed again. */
    private void awaitWorking(LinePeer peer) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> said(peer, "open", "well", "w" + ++asked).contains("<well>"));
    }

    @Test
    void aProcessorChangesRefusesAndReplies() throws IOException {
        LinePeer alice = in("alice", "closed");
        assertThat(alice.line())
                .contains("\"notice\"", "first passes processors", "words")
                .doesNotContain("other");
        LinePeer bob = in("bob", "closed");

        assertThat(said(alice, "closed", "hello", "1")).contains("\"seq\":1,", "\"text\":\"<hello>\"");
        assertThat(said(alice, "closed", "bad", "2")).contains("not-allowed", "'words' refused that: no such words");
        assertThat(said(alice, "closed", "ask", "3")).contains("\"seq\":2,", "\"text\":\"ask\"");
        assertThat(alice.line()).contains("\"seq\":3,", "\"from\":\"~words\"", "\"text\":\"an answer\"");

        assertThat(bob.until("\"type\":\"message\"")).contains("<hello>");
        assertThat(bob.until("\"type\":\"message\"")).contains("ask");
        assertThat(bob.until("\"type\":\"message\"")).contains("an answer");
        LinePeer text = LinePeer.connect(hub.address().port());
        open.add(text);
        text.send("/nick ~words", "/nick words", "/join both", "hi");
        assertThat(text.line()).startsWith("! ");
        text.until("* both: What is said here first passes processors");
        assertThat(text.line()).isEqualTo("[both] words: <<hi>>");
    }

    @Test
    void whatIsNotAnsweredIsSaidOrRefusedAtTheDeadlineAndNobodyElseWaits() throws Exception {
        LinePeer alice = in("alice", "open");
        LinePeer bob = in("bob", "strict");
        LinePeer carol = in("carol", "plain");

        alice.send("{\"type\":\"say\",\"room\":\"open\",\"text\":\"silent\",\"id\":\"a\"}");
        bob.send("{\"type\":\"say\",\"room\":\"strict\",\"text\":\"wrong\",\"id\":\"b\"}");
        assertThat(said(carol, "plain", "hello", "c")).contains("\"text\":\"hello\"");

        assertThat(alice.until("\"id\":\"a\"")).contains("\"text\":\"silent\"");
        assertThat(bob.until("\"id\":\"b\"")).contains("processor-unavailable", "'words'", "no answer in 300 ms");
        assertThat(said(in("dora", "closed"), "closed", "hello", "d")).contains("<hello>");
    }

    @Test
    void aProcessThatIsKilledTalksNonsenseOrTooMuchIsStartedAgain() throws Exception {
        LinePeer alice = in("alice", "open");
        LinePeer bob = in("bob", "closed");
        awaitWorking(alice);

        for (String word : List.of("garbage", "huge", "die")) {
            long before = pid("words");
            assertThat(said(bob, "closed", word, word)).contains("processor-unavailable");
            awaitWorking(alice);
            assertThat(pid("words")).isNotEqualTo(before);
            assertThat(ProcessHandle.of(before).filter(ProcessHandle::isAlive)).isEmpty();
        }
        ProcessHandle.of(pid("words")).orElseThrow().destroyForcibly();
        assertThat(said(alice, "open", "hello", "x")).contains("hello");
    }

    @Test
    void aThousandMessagesOfSeveralKeepTheirOrder() throws Exception {
        List<LinePeer> peers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            peers.add(in("n" + i, "both"));
        }

        for (int n = 0; n < 250; n++) {
            for (LinePeer peer : peers) {
                peer.say("both", peer.localPort() + "-" + n);
            }
        }

        List<List<String>> heard = new ArrayList<>();
        for (LinePeer peer : peers) {
            List<String> lines = new ArrayList<>();
            while (lines.size() < 1000) {
                lines.add(peer.until("\"type\":\"message\"").replaceAll("\"time\":\"[^\"]*\"", ""));
            }
            heard.add(lines);
        }
        assertThat(heard).allMatch(lines -> lines.equals(heard.get(0)));
        for (int seq = 1; seq <= 1000; seq++) {
            assertThat(heard.get(0).get(seq - 1)).contains("\"seq\":" + seq + ",");
        }
        for (LinePeer peer : peers) {
            List<String> own = heard.get(0).stream()
                    .filter(line -> line.contains("<<" + peer.localPort() + "-"))
                    .toList();
            assertThat(own).hasSize(250);
            for (int n = 0; n < 250; n++) {
                assertThat(own.get(n)).contains("-" + n + ">>");
            }
        }
    }

    @Test
    void theFileIsReadAnewAndABadOneChangesNothing() throws Exception {
        LinePeer alice = in("alice", "closed");
        assertThat(said(alice, "closed", "a", "1")).contains("<a>");
        long before = pid("words");
        List<String> lines = Files.readAllLines(file());

        configure("processor words child nowhere");
        assertThat(catchThrowable(() -> hub.reloadProcessors()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(ProcessorsFile.NAME + ":1: ");
        assertThat(said(alice, "closed", "b", "2")).contains("<b>");
        assertThat(said(in("carol", "both"), "both", "b", "2")).contains("<<b>>");

        configure(lines.get(0), "room plain words within 5s");
        assertThat(hub.reloadProcessors()).isEqualTo(1);
        assertThat(alice.until("notice")).contains("passes no processors any more");
        assertThat(said(alice, "closed", "c", "3")).contains("\"text\":\"c\"");
        LinePeer bob = in("bob", "plain");
        assertThat(said(bob, "plain", "d", "4")).contains("<d>");
        assertThat(pid("words")).isEqualTo(before);
    }

    @Test
    void aProcessorOverRmiThatEndsIsToldAndFoundAgain() throws Exception {
        Address at;
        try (ProcessorServer server =
                ProcessorServer.start("checksum", ReadyMade.CHECKSUM::process, Address.loopback(0))) {
            at = server.address();
            configure("processor checksum rmi " + at, "room sums checksum fail-closed within 5s");
            assertThat(hub.reloadProcessors()).isEqualTo(1);
            LinePeer alice = in("alice", "sums");
            assertThat(said(alice, "sums", "hello", "1")).contains("\"text\":\"hello\"");
            assertThat(alice.line()).contains("\"from\":\"~checksum\"", "CRC32 3610a686");
        }
        LinePeer bob = in("bob", "sums");
        assertThat(said(bob, "sums", "hello", "2")).contains("processor-unavailable", "'checksum'");
        try (ProcessorServer again = ProcessorServer.start("checksum", ReadyMade.CHECKSUM::process, at)) {
            assertThat(again.address()).isEqualTo(at);
            assertThat(said(bob, "sums", "hello", "3")).contains("\"text\":\"hello\"");
        }
    }

    @Test
    void theProcessesEndWithTheHub() throws Exception {
        awaitWorking(in("alice", "open"));
        List<ProcessHandle> children = List.of(
                ProcessHandle.of(pid("words")).orElseThrow(),
                ProcessHandle.of(pid("other")).orElseThrow());

        hub.close();

        await().atMost(Duration.ofSeconds(20)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
}

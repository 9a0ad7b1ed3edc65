package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.LinePeer;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;
import thiscord.kit.Tools;

/** People talk: with {@code nc}, with the terminal client in a pipe, in JSON lines, many at once. */
class TalkIT {
    private static final int CLIENTS = 50;
    private static final int ROOMS = 10;
    private static final int EACH = 20;
    private static final Pattern MESSAGE =
            Pattern.compile("\"seq\":(\\d+),\"from\":\"([^\"]+)\",\"text\":\"([^\"]+)\"");

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path data;

    private final List<LinePeer> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (LinePeer peer : open) {
            peer.close();
        }
    }

    @Test
    void twoWithNetcatAndTwoInJsonTalkInOneRoom() throws IOException {
        Planes up = processes.up(data);
        List<Running> netcats = List.of(netcat(up, "ann"), netcat(up, "ben"));
        List<LinePeer> bots = List.of(json(up, "cid", "general"), json(up, "dot", "general"));

        netcats.get(0).type("hi from nc");
        for (LinePeer bot : bots) {
            assertThat(bot.until("hi from nc")).contains("\"type\":\"message\"", "\"from\":\"ann\"", "\"seq\":1");
        }
        bots.get(0).say("general", "hi from json");
        for (LinePeer bot : bots) {
            assertThat(bot.until("hi from json")).contains("\"from\":\"cid\"", "\"seq\":2");
        }

        for (Running netcat : netcats) {
            netcat.out().expect("^\\[general\\] ann: hi from nc$");
            netcat.out().expect("^\\[general\\] cid: hi from json$");
        }
    }

    @Test
    void twoClientsInPipesTalkWithNetcatAndSayWhatTheyWereGiven() {
        Planes up = processes.up(data);
        Running netcat = netcat(up, "ann");
        Running listening = client(up, "eve", "--listen");
        netcat.out().expect("^\\* eve joined general");
        Running saying = client(up, "fay", "--json");
        netcat.out().expect("^\\* fay joined general");

        netcat.type("welcome, both");
        listening.out().expect("ann.*welcome, both");
        saying.out().expect("\"from\":\"ann\".*\"text\":\"welcome, both\"");
        saying.type("piped 1");
        saying.type("piped 2");
        saying.endInput();

        assertThat(saying.exit()).isZero();
        for (Running hearing : List.of(netcat, listening)) {
            hearing.out().expect("fay.*piped 1");
            hearing.out().expect("fay.*piped 2");
        }
    }

    @Test
    void theFirstInARoomHearsWhatItSaidInTheSameBreath() throws IOException {
        Planes up = processes.up(data);
        LinePeer ann = opened(LinePeer.connect(up.hub()));

        ann.send("/nick ann", "/join general", "one", "/me waves", "/topic new");

        assertThat(List.of(ann.line(), ann.line())).satisfies(lines -> {
            assertThat(lines.get(0)).isEqualTo("* you are ann");
            assertThat(lines.get(1)).startsWith("* joined general");
        });
        assertThat(ann.line()).isEqualTo("[general] ann: one");
        assertThat(ann.line()).isEqualTo("[general] * ann waves");
        assertThat(ann.line()).startsWith("* topic of general: new");
    }

    @Test
    void aMessageWithoutItsNewlineIsEchoedOnceTheSenderPauses() throws IOException {
        Planes up = processes.up(data, "--flush-after", "50ms");
        LinePeer peer = opened(LinePeer.connect(up.hub()));

        peer.raw("hello".getBytes(StandardCharsets.US_ASCII));

        assertThat(peer.line()).isEqualTo("hello");
    }

    @Test
    void fiftyInTenRoomsSeeOneOrderEach() throws IOException {
        Planes up = processes.up(data, "--open-rooms");
        List<LinePeer> peers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            peers.add(json(up, "p" + i, "r" + i % ROOMS));
        }

        for (int n = 0; n < EACH; n++) {
            for (int i = 0; i < CLIENTS; i++) {
                peers.get(i).say("r" + i % ROOMS, "m" + n);
            }
        }

        Map<Integer, List<String>> orders = new HashMap<>();
        for (int i = 0; i < CLIENTS; i++) {
            List<String> heard = hear(peers.get(i), EACH * CLIENTS / ROOMS);
            assertThat(heard).doesNotHaveDuplicates().isEqualTo(orders.computeIfAbsent(i % ROOMS, room -> heard));
        }
        assertThat(orders).hasSize(ROOMS);
    }

    /** Messages, whose numbers have to be 1, 2, 3 and so on, as who said what. */
    private static List<String> hear(LinePeer peer, int many) throws IOException {
        List<String> heard = new ArrayList<>();
        while (heard.size() < many) {
            String line = peer.until("\"type\":\"message\"");
            Matcher message = MESSAGE.matcher(line);
            assertThat(message.find()).as(line).isTrue();
            heard.add(message.group(2) + " " + message.group(3));
            assertThat(Integer.parseInt(message.group(1))).as(line).isEqualTo(heard.size());
        }
        return heard;
    }

    private Running netcat(Planes up, String nick) {
        Running netcat = processes.start(Tools.netcat(), "127.0.0.1", Integer.toString(up.hub()));
        netcat.type("/nick " + nick);
        netcat.type("/join general");
        netcat.out().expect("^\\* joined general");
        return netcat;
    }

    private Running client(Planes up, String nick, String option) {
        return processes.thiscord("client", "127.0.0.1:" + up.hub(), "--nick", nick, "--room", "general", option);
    }

    private LinePeer json(Planes up, String nick, String room) throws IOException {
        return opened(LinePeer.connect(up.hub())).hello(nick).join(room);
    }

    private LinePeer opened(LinePeer peer) {
        open.add(peer);
        return peer;
    }
}

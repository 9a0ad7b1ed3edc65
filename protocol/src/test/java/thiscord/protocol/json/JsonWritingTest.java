package thiscord.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Samples;
import thiscord.protocol.Utf8;

/** What the dialect writes. */
class JsonWritingTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonDialect dialect = new JsonDialect();

    @Test
    void everyEventLooksLikeThis() {
        List<String> lines = new ArrayList<>();
        Samples.events("ann").forEach(event -> lines.add(encode(event)));

        assertThat(lines)
                .containsExactly(
                        line(
                                "{'type':'welcome','nick':'ann','server':'ann','limits':{'lineBytes':8192,'textChars':4000,"
                                        + "'roomsPerSession':50,'membersPerRoom':5000,'rooms':2000,'sessions':20000,"
                                        + "'sessionsPerAddress':100},'id':'ann'}"),
                        line(
                                "{'type':'welcome','nick':'ann','server':'ann','limits':{'lineBytes':8192,'textChars':4000,"
                                        + "'roomsPerSession':50,'membersPerRoom':5000,'rooms':2000,'sessions':20000,"
                                        + "'sessionsPerAddress':100},'account':'ann','ticket':'ann',"
                                        + "'expires':'2026-11-20T10:00:00.123Z','resume':'ann','id':'ann'}"),
                        line("{'type':'challenge','nonce':'ann','id':'ann'}"),
                        line("{'type':'joined','room':'ann','epoch':'ann','seq':57,'members':['ann','bob'],'count':3,"
                                + "'topic':'ann','keeps':{'what':'7d','text':'Messages are kept for 7 days and every"
                                + " member can read them.','ends':'2026-11-20T10:00:00.123Z'},'id':'ann'}"),
                        line("{'type':'left','room':'ann','why':'ann','id':'ann'}"),
                        line("{'type':'presence','room':'ann','joined':['ann','bob'],'left':['ann','bob'],'more':4,"
                                + "'count':9}"),
                        line("{'type':'renamed','room':'ann','from':'ann','to':'ann','id':'ann'}"),
                        line("{'type':'message','room':'ann','seq':58,'from':'ann','text':'ann',"
                                + "'time':'2026-11-20T10:00:00.123Z','id':'ann'}"),
                        line("{'type':'action','room':'ann','seq':58,'from':'ann','text':'ann',"
                                + "'time':'2026-11-20T10:00:00.123Z','id':'ann','replay':true}"),
                        line("{'type':'msg','from':'ann','to':'ann','text':'ann','time':'2026-11-20T10:00:00.123Z',"
                                + "'id':'ann'}"),
                        line("{'type':'msg','from':'ann','to':'ann','text':'ann','time':'2026-11-20T10:00:00.123Z',"
                                + "'id':'ann','waits':true,'replay':true,'mail':7}"),
                        line("{'type':'mention','room':'ann','seq':58,'from':'ann','text':'ann',"
                                + "'time':'2026-11-20T10:00:00.123Z','id':'ann','action':true,'mail':8}"),
                        line("{'type':'topic','room':'ann','topic':'ann','by':'ann','id':'ann'}"),
                        line("{'type':'board','room':'ann','text':'ann','by':'ann',"
                                + "'time':'2026-11-20T10:00:00.123Z','id':'ann'}"),
                        line("{'type':'members','room':'ann','here':['ann','bob'],'away':['ann','bob'],'count':3,"
                                + "'id':'ann'}"),
                        line("{'type':'rooms','rooms':[{'room':'ann','members':2,'topic':'ann','keeps':'7d'}],"
                                + "'more':true,'id':'ann'}"),
                        line("{'type':'history','room':'ann','from':1,'to':20,'more':true,'id':'ann'}"),
                        line("{'type':'created','room':'ann','keeps':'7d','id':'ann'}"),
                        line("{'type':'behind','room':'ann','by':214}"),
                        line("{'type':'missed','room':'ann','from':43,'to':97,'missed':55}"),
                        line("{'type':'notice','room':'ann','text':'ann','by':'ann','id':'ann'}"),
                        line("{'type':'pong','id':'ann'}"),
                        line("{'type':'help','lines':['ann','bob'],'id':'ann'}"),
                        line("{'type':'refused','reason':'no-such-room','text':'ann','id':'ann'}"),
                        line("{'type':'bye','text':'ann'}"));
        assertThat(dialect.encode(new Event.Echo("ann"))).isEmpty();
    }

    @Test
    void aMessageIsByteForByteWhatAnotherGeneratorWrites() throws IOException {
        Random random = new Random(29);
        for (int i = 0; i < 20_000; i++) {
            String id = random.nextBoolean() ? null : text(random);
            Event.Message m = new Event.Message(
                    text(random),
                    random.nextInt(99_999),
                    "ann",
                    random.nextBoolean(),
                    text(random),
                    Samples.AT,
                    id,
                    random.nextBoolean());
            ObjectNode node = MAPPER.createObjectNode()
                    .put("type", m.action() ? "action" : "message")
                    .put("room", m.room())
                    .put("seq", m.seq())
                    .put("from", m.from())
                    .put("text", m.text())
                    .put("time", "2026-11-20T10:00:00.123Z");
            if (m.id() != null) {
                node.put("id", m.id());
            }
            if (m.replay()) {
                node.put("replay", true);
            }

            assertThat(encode(m)).isEqualTo(MAPPER.writeValueAsString(node) + "\n");
        }
    }

    /** Without the controls, for whose escapes there is a choice. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(80); n > 0; n--) {
            int c = random.nextInt(8) > 0 ? ' ' + random.nextInt(0x5f) : 0xA0 + random.nextInt(0x20000);
            boolean choice = c == 0x2028 || c == 0x2029 || (c >= 0xD800 && c < 0xE000);
            text.appendCodePoint(choice ? '"' : c);
        }
        return text.append(random.nextBoolean() ? "\\\n\t\"" : "").toString();
    }

    @Test
    void whateverIsToldIsOneLineOfValidUtf8AndJson() throws IOException {
        Random random = new Random(31);
        for (int i = 0; i < 1000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x10000 : 0x100));
            }
            for (Event event : Samples.events(text.toString())) {
                byte[] bytes = dialect.encode(event);
                String line = Utf8.decode(bytes, 0, bytes.length);
                assertThat(line).isNotNull();
                assertThat(line.lines()).hasSize(1);
                JsonNode read = MAPPER.readTree(bytes);
                assertThat(read.get("type").isTextual()).isTrue();
            }
        }
    }

    @Test
    void noLineToAPeerIsLongerThanDocumented() {
        String hostile = "\u0001".repeat(4000);
        String name = "\uD840\uDC00".repeat(50);
        List<String> names = new ArrayList<>();
        List<Event.RoomLine> rooms = new ArrayList<>();
        for (int i = 0; i < Event.Joined.MAX_MEMBERS_LISTED; i++) {
            names.add(name);
        }
        for (int i = 0; i < 50; i++) {
            rooms.add(new Event.RoomLine(name, 5000, hostile, Keeps.ALL));
        }
        String id = "\u0001".repeat(Command.MAX_ID_CHARS);

        assertThat(dialect.encode(new Event.Message(name, Long.MAX_VALUE, name, true, hostile, 0, id, true)).length)
                .isLessThan(128 * 1024);
        assertThat(dialect.encode(new Event.Joined(name, name, 1, names, 1, hostile, Keeps.ALL, id)).length)
                .isLessThan(128 * 1024);
        assertThat(dialect.encode(new Event.Members(name, names, names, 1, id)).length)
                .isLessThan(128 * 1024);
        assertThat(dialect.encode(new Event.Rooms(rooms, true, id)).length).isLessThan(128 * 1024);
    }

    private static String line(String text) {
        return text.replace('\'', '"') + "\n";
    }

    private String encode(Event event) {
        return new String(dialect.encode(event), UTF_8);
    }
}

package thiscord.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.Samples;

/** What the dialect reads. */
class JsonDialectTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonDialect dialect = new JsonDialect();

    @Test
    void everyCommandIsRead() {
        assertThat(decode("{'type':'hello','nick':'alice'}")).isEqualTo(new Command.Hello("alice", null));
        assertThat(decode("{'type':'nick','nick':'al','id':'c-1'}")).isEqualTo(new Command.Nick("al", "c-1"));
        assertThat(decode("{'type':'create','room':'lab'}")).isEqualTo(new Command.Create("lab", null, null));
        assertThat(decode("{'type':'create','room':'lab','keeps':'7d','id':'c'}"))
                .isEqualTo(new Command.Create("lab", "7d", "c"));
        assertThat(decode("{'type':'join','room':'lab'}")).isEqualTo(new Command.Join("lab", -1, null, 0, null));
        assertThat(decode("{'type':'join','room':'lab','after':41,'epoch':'e','last':5,'id':'c'}"))
                .isEqualTo(new Command.Join("lab", 41, "e", 5, "c"));
        assertThat(decode("{'type':'leave','room':'lab'}")).isEqualTo(new Command.Leave("lab", null));
        assertThat(decode("{'type':'say','room':'lab','text':'hi','id':'c-1'}"))
                .isEqualTo(new Command.Say("lab", "hi", false, "c-1"));
        assertThat(decode("{'type':'say','text':''}")).isEqualTo(new Command.Say(null, "", false, null));
        assertThat(decode("{'type':'action','text':'waves'}")).isEqualTo(new Command.Say(null, "waves", true, null));
        assertThat(decode("{'type':'msg','to':'bob','text':'hi'}")).isEqualTo(new Command.Msg("bob", "hi", null));
        assertThat(decode("{'type':'who','room':'lab'}")).isEqualTo(new Command.Who("lab", null));
        assertThat(decode("{'type':'rooms'}")).isEqualTo(new Command.Rooms("", null));
        assertThat(decode("{'type':'rooms','after':'lab'}")).isEqualTo(new Command.Rooms("lab", null));
        assertThat(decode("{'type':'topic'}")).isEqualTo(new Command.Topic(null, null, null));
        assertThat(decode("{'type':'topic','room':'lab','topic':''}")).isEqualTo(new Command.Topic("lab", "", null));
        assertThat(decode("{'type':'board'}")).isEqualTo(new Command.Board(null, null, null));
        assertThat(decode("{'type':'board','room':'lab','text':''}")).isEqualTo(new Command.Board("lab", "", null));
        assertThat(decode("{'type':'calc','room':'lab','text':'1+1','id':'c'}"))
                .isEqualTo(new Command.Calc("lab", "1+1", "c"));
        assertThat(decode("{'type':'redeem','invitation':'x'}")).isEqualTo(new Command.Redeem("x", null));
        assertThat(decode("{'type':'history'}")).isEqualTo(new Command.History(null, Long.MAX_VALUE, 50, null));
        assertThat(decode("{'type':'history','room':'lab','before':9,'limit':2}"))
                .isEqualTo(new Command.History("lab", 9, 2, null));
        assertThat(decode("{'type':'ping','id':'x'}")).isEqualTo(new Command.Ping("x"));
        assertThat(decode("{'type':'help'}")).isEqualTo(new Command.Help(null));
        assertThat(decode("{'type':'quit'}")).isEqualTo(new Command.Quit());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'x':1,'type':'ping','y':{'id':'no','z':[[{}]]},'id':'a','w':[1,{'type':'say'}]}",
                " \t{ 'type' : 'ping' , 'id' : 'a' } \r",
                "{'type':'say','id':'b','type':'ping','id':'a'}",
                "{'id':{'nested':1},'type':'ping','id':'a'}",
                "{'type':'ping','id':'a','room':null,'text':7,'after':'x'}",
                "{'type':'ping','id':'a','huge':123456789012345678901234567890e999}",
                "{'type':'\\u0070ing','i\\u0064':'\\u0061'}"
            })
    void unknownFieldsOrderSpaceAndEscapesDoNotMatterAndTheLastOfTwoCounts(String line) {
        assertThat(decode(line)).isEqualTo(new Command.Ping("a"));
    }

    @Test
    void anyNumberOfUnknownFieldsIsIgnored() {
        StringBuilder line = new StringBuilder("{'type':'ping'");
        for (int i = 0; i < 500; i++) {
            line.append(",'f").append(i).append("':").append(i);
        }

        assertThat(decode(line + ",'id':'a'}")).isEqualTo(new Command.Ping("a"));
    }

    @Test
    void nullIsTheSameAsAbsent() {
        assertThat(decode("{'type':'join','room':'lab','after':null,'epoch':null,'last':null,'id':null}"))
                .isEqualTo(new Command.Join("lab", -1, null, 0, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':'c'} | 'type' is missing; it is a string.",
                "{'type':7,'id':'c'} | 'type' is a string.",
                "{'type':'say','text':7,'id':'c'} | 'text' is a string.",
                "{'type':'say','text':['a'],'id':'c'} | 'text' is a string.",
                "{'type':'say','text':{},'id':'c'} | 'text' is a string.",
                "{'type':'say','text':true,'id':'c'} | 'text' is a string.",
                "{'type':'say','id':'c'} | 'text' is missing; it is a string.",
                "{'type':'say','text':null,'id':'c'} | 'text' is missing; it is a string.",
                "{'type':'say','text':'hi','room':1,'id':'c'} | 'room' is a string.",
                "{'type':'msg','text':'hi','id':'c'} | 'to' is missing; it is a string.",
                "{'type':'hello','id':'c'} | 'nick' is missing; it is a string.",
                "{'type':'create','id':'c'} | 'room' is missing; it is a string.",
                "{'type':'join','id':'c'} | 'room' is missing; it is a string.",
                "{'type':'join','room':'a','after':-1,'id':'c'} | 'after' is a whole number, 0 or more.",
                "{'type':'join','room':'a','after':1.0,'id':'c'} | 'after' is a whole number, 0 or more.",
                "{'type':'join','room':'a','after':1e3,'id':'c'} | 'after' is a whole number, 0 or more.",
                "{'type':'join','room':'a','after':'1','id':'c'} | 'after' is a whole number, 0 or more.",
                "{'type':'join','room':'a','after':99999999999999999999,'id':'c'} | 'after' is a whole number, 0 or more.",
                "{'type':'join','room':'a','last':1001,'id':'c'} | 'last' is a whole number, 0 to 1000.",
                "{'type':'history','limit':0,'id':'c'} | 'limit' is a whole number, 1 to 1000.",
                "{'type':'history','before':0,'id':'c'} | 'before' is a whole number, 1 or more.",
                "{'type':'say','text':'\\ud800','id':'c'} | 'text' has half a surrogate pair; send both \\u escapes.",
                "{'type':'say','text':'a\\udc00\\ud800b','id':'c'} | 'text' has half a surrogate pair; send both \\u escapes.",
            })
    void aFieldThatIsMissingOrUnfitIsNamedAndTheIdRepeated(String line, String text) {
        assertThat(decode(line)).isEqualTo(new Command.Malformed(new Refusal(Reason.BAD_FIELD, text), "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'ping','id':7}", "{'type':'ping','id':['a']}", "{'type':'ping','id':'\\ud800'}"})
    void anIdThatCannotBeRepeatedIsRefusedWithoutOne(String line) {
        Command.Malformed refused = (Command.Malformed) decode(line);

        assertThat(refused.refusal().reason()).isEqualTo(Reason.BAD_FIELD);
        assertThat(refused.id()).isNull();
    }

    @Test
    void anIdHasAtMost128Characters() {
        assertThat(decode("{'type':'ping','id':'" + "x".repeat(128) + "'}"))
                .isEqualTo(new Command.Ping("x".repeat(128)));
        assertThat(reason("{'type':'ping','id':'" + "x".repeat(129) + "'}")).isEqualTo(Reason.BAD_FIELD);
    }

    @Test
    void anUnknownTypeIsRefusedWithThoseThatThereAre() {
        Command.Malformed refused = (Command.Malformed) decode("{'type':'shout','id':'c'}");

        assertThat(refused.id()).isEqualTo("c");
        assertThat(refused.refusal().reason()).isEqualTo(Reason.UNKNOWN_COMMAND);
        assertThat(refused.refusal().text())
                .isEqualTo(
                        "There is no type 'shout'; there are action, board, calc, create, hello, help, history, join,"
                                + " leave, moderate, msg, nick, ping, proof, quit, redeem, register, rooms, say, topic, who.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "{}}",
                "{} {}",
                "[]",
                "[{'type':'ping'}]",
                "'ping'",
                "7",
                "null",
                "hello",
                "{'type'}",
                "{'type':}",
                "{'type':'ping',}",
                "{'type':'ping'",
                "{type:'ping'}",
                "{'type':'ping'}x",
                "{'a':01}",
                "{'a':NaN}",
                "{'a':+1}",
                "{'type':'pi\tng'}",
                "{'type':'\\x'}",
                "{'type':'\\u12'}",
                "{'a':'b}",
                "{'a':tru}",
                "/* */{}",
                "// x",
                "{'a':'\u0001'}",
                "{\u0000'type':'ping'}"
            })
    void whatIsNotOneJsonObjectIsRefused(String line) {
        assertThat(reason(line)).isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void deepNestingIsPassedOverOrRefusedButNeverFollowed() {
        assertThat(decode("{'x':" + "[".repeat(900) + "]".repeat(900) + ",'type':'ping'}"))
                .isEqualTo(new Command.Ping(null));
        assertThat(reason("{'x':" + "[".repeat(100_000))).isEqualTo(Reason.NOT_JSON);
        assertThat(reason("{'x':".repeat(100_000))).isEqualTo(Reason.NOT_JSON);
        assertThat(reason("{'type':'join','room':'a','after':" + "9".repeat(100_000) + "}"))
                .isIn(Reason.NOT_JSON, Reason.BAD_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FF", "C0AF", "EDA080", "E282", "F4908080", "80"})
    void bytesThatAreNotUtf8AreRefused(String hex) {
        byte[] line = "{\"type\":\"say\",\"text\":\"    \"}".getBytes(UTF_8);
        for (int i = 0; i < hex.length() / 2; i++) {
            line[22 + i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }

        Command read = dialect.decode(line, 0, line.length);

        assertThat(((Command.Malformed) read).refusal().reason()).isEqualTo(Reason.INVALID_UTF8);
    }

    @Test
    void otherEncodingsAreNotGuessed() {
        for (String name : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "UTF-16")) {
            byte[] line = "{\"type\":\"ping\"}".getBytes(Charset.forName(name));
            assertThat(dialect.decode(line, 0, line.length)).as(name).isInstanceOf(Command.Malformed.class);
        }
    }

    @Test
    void textsOfEveryKindAreReadAndWrittenUnchanged() throws IOException {
        List<String> texts = List.of(
                "\"\\/\b\f\n\r\t",
                "\u0000\u001B\u007F\u0085\u009F",
                "\u2028\u2029\u202E",
                "\u00E9\u4F60\uD83D\uDE00",
                "\uFFFD\uFEFF",
                "\uD83D\uDE00".repeat(4000),
                "</script>",
                "");
        for (String text : texts) {
            byte[] say = MAPPER.writeValueAsBytes(
                    MAPPER.createObjectNode().put("type", "say").put("text", text));
            assertThat(dialect.decode(say, 0, say.length)).isEqualTo(new Command.Say(null, text, false, null));
            for (Event event : Samples.events(text)) {
                assertThat(MAPPER.readTree(dialect.encode(event))).isNotNull();
            }
            Event.Message message = new Event.Message("lab", 1, "ann", false, text, 0, null, false);
            assertThat(MAPPER.readTree(dialect.encode(message)).get("text").asText())
                    .isEqualTo(text);
        }
    }

    @Test
    void randomAndDamagedLinesNeverThrow() {
        Random random = new Random(37);
        byte[] good = line("{'type':'join','room':'l\\u00e4b','after':41,'epoch':'e','x':[1,{'y':null}],'id':'c-1'}")
                .getBytes(UTF_8);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : "{}[]\",:\\".charAt(random.nextInt(8)));
            }
            if (random.nextInt(4) == 0) {
                random.nextBytes(bytes);
                bytes[0] = '{';
            }
            int length = random.nextInt(bytes.length + 1);
            Command read = dialect.decode(bytes, bytes.length - length, length);
            assertThat(read).isNotNull();
            if (read instanceof Command.Malformed) {
                assertThat(dialect.encode(new Event.Refused(((Command.Malformed) read).refusal(), read.id())))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void itIsTheSecondDialectAndStrict() {
        assertThat(dialect.strict()).isTrue();
        assertThat(dialect.index()).isEqualTo(1);
        assertThat(dialect.name()).isEqualTo("json");
    }

    private Reason reason(String line) {
        Command read = decode(line);
        assertThat(read).as(line).isInstanceOf(Command.Malformed.class);
        return ((Command.Malformed) read).refusal().reason();
    }

    private static String line(String text) {
        return text.replace('\'', '"') + "\n";
    }

    private Command decode(String text) {
        byte[] bytes = ("#" + text.replace('\'', '"') + "#").getBytes(UTF_8);
        return dialect.decode(bytes, 1, bytes.length - 2);
    }
}

package thiscord.protocol.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Limits;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.Samples;
import thiscord.protocol.Utf8;

class TextDialectTest {
    private final TextDialect dialect = new TextDialect();

    @Test
    void whatIsNotACommandIsSaidInTheCurrentRoom() {
        assertThat(decode("hello")).isEqualTo(new Command.Say(null, "hello", false, null));
        assertThat(decode("")).isEqualTo(new Command.Say(null, "", false, null));
        assertThat(decode(" /join x")).isEqualTo(new Command.Say(null, " /join x", false, null));
        assertThat(decode("//etc/hosts")).isEqualTo(new Command.Say(null, "/etc/hosts", false, null));
        assertThat(decode("exit")).isEqualTo(new Command.Say(null, "exit", false, null));
        String emoji = "\uD83D\uDE00".repeat(4000);
        assertThat(decode(emoji)).isEqualTo(new Command.Say(null, emoji, false, null));
    }

    @Test
    void everyCommandIsRead() {
        assertThat(decode("/nick alice")).isEqualTo(new Command.Nick("alice", null));
        assertThat(decode("/join general")).isEqualTo(new Command.Join("general", -1, null, 0, null));
        assertThat(decode("/join general 41")).isEqualTo(new Command.Join("general", 41, null, 0, null));
        assertThat(decode("/leave")).isEqualTo(new Command.Leave(null, null));
        assertThat(decode("/leave lab")).isEqualTo(new Command.Leave("lab", null));
        assertThat(decode("/create lab")).isEqualTo(new Command.Create("lab", null, null));
        assertThat(decode("/create lab 7d")).isEqualTo(new Command.Create("lab", "7d", null));
        assertThat(decode("/me waves  twice")).isEqualTo(new Command.Say(null, "waves  twice", true, null));
        assertThat(decode("/msg bob hi  there")).isEqualTo(new Command.Msg("bob", "hi  there", null));
        assertThat(decode("/who")).isEqualTo(new Command.Who(null, null));
        assertThat(decode("/who lab")).isEqualTo(new Command.Who("lab", null));
        assertThat(decode("/rooms")).isEqualTo(new Command.Rooms("", null));
        assertThat(decode("/rooms lab")).isEqualTo(new Command.Rooms("lab", null));
        assertThat(decode("/topic")).isEqualTo(new Command.Topic(null, null, null));
        assertThat(decode("/topic tea and cake")).isEqualTo(new Command.Topic(null, "tea and cake", null));
        assertThat(decode("/topic -")).isEqualTo(new Command.Topic(null, "", null));
        assertThat(decode("/board")).isEqualTo(new Command.Board(null, null, null));
        assertThat(decode("/board write  tea at  five ")).isEqualTo(new Command.Board(null, "tea at  five", null));
        assertThat(decode("/board write -")).isEqualTo(new Command.Board(null, "", null));
        assertThat(decode("/calc 2*(3 + 4)")).isEqualTo(new Command.Calc(null, "2*(3 + 4)", null));
        assertThat(decode("/redeem secret")).isEqualTo(new Command.Redeem("secret", null));
        assertThat(decode("/redeem secret ann")).isEqualTo(new Command.Hello("ann", null, null, null, "secret", null));
        assertThat(decode("/history")).isEqualTo(new Command.History(null, Long.MAX_VALUE, 20, null));
        assertThat(decode("/history 1000")).isEqualTo(new Command.History(null, Long.MAX_VALUE, 1000, null));
        assertThat(decode("/ping")).isEqualTo(new Command.Ping(null));
        assertThat(decode("/ping x y")).isEqualTo(new Command.Ping("x y"));
        assertThat(decode("/help")).isEqualTo(new Command.Help(null));
        assertThat(decode("/quit")).isEqualTo(new Command.Quit());
    }

    @Test
    void capitalsTabsAndSpacesAtTheEndDoNotMatterInACommand() {
        assertThat(decode("/JOIN \t general \t 41  ")).isEqualTo(new Command.Join("general", 41, null, 0, null));
        assertThat(decode("/who\tlab")).isEqualTo(new Command.Who("lab", null));
    }

    @ParameterizedTest
    @CsvSource({
        "/nick, /nick NAME",
        "/join, /join ROOM [AFTER]",
        "/join x y, /join ROOM [AFTER]",
        "/join x -1, /join ROOM [AFTER]",
        "/join x 99999999999999999999, /join ROOM [AFTER]",
        "/create, /create ROOM [KEEPS]",
        "/me, /me TEXT",
        "/msg, /msg NICK TEXT",
        "/msg bob, /msg NICK TEXT",
        "/history 0, '/history [COUNT], and COUNT is 1 to 1000'",
        "/history 1001, '/history [COUNT], and COUNT is 1 to 1000'",
        "/history x, '/history [COUNT], and COUNT is 1 to 1000'"
    })
    void aCommandThatDoesNotFitIsAnsweredWithHowItIsWritten(String line, String usage) {
        assertThat(refusal(decode(line))).isEqualTo(new Refusal(Reason.BAD_FIELD, "It is written " + usage + "."));
    }

    @Test
    void aPingLongerThanAnIdIsRefused() {
        assertThat(decode("/ping " + "x".repeat(128))).isEqualTo(new Command.Ping("x".repeat(128)));
        assertThat(refusal(decode("/ping " + "x".repeat(129))).reason()).isEqualTo(Reason.BAD_FIELD);
    }

    @Test
    void anUnknownCommandIsNamedShortly() {
        assertThat(refusal(decode("/jion general")))
                .isEqualTo(new Refusal(Reason.UNKNOWN_COMMAND, "There is no command '/jion'. /help lists them."));
        assertThat(refusal(decode("/")).text()).isEqualTo("There is no command '/'. /help lists them.");
        String emoji = refusal(decode("/x" + "\uD83D\uDE00".repeat(99))).text();
        assertThat(emoji).hasSizeLessThan(100);
        assertThat(Utf8.hasHalfPair(emoji)).isFalse();
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] latin1 = {'/', 'm', 'e', ' ', (byte) 0xE9};

        assertThat(refusal(dialect.decode(latin1, 0, latin1.length)).reason()).isEqualTo(Reason.INVALID_UTF8);
    }

    @Test
    void randomBytesNeverThrow() {
        Random random = new Random(17);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            byte[] line = ("/" + SlashCommand.all().get(random.nextInt(13)).name() + " ").getBytes(UTF_8);
            if (random.nextBoolean() && bytes.length > line.length) {
                System.arraycopy(line, 0, bytes, 0, line.length);
            }
            int from = random.nextInt(bytes.length + 1);
            assertThat(dialect.decode(bytes, from, bytes.length - from)).isNotNull();
        }
    }

    @Test
    void everyEventLooksLikeThis() {
        StringBuilder all = new StringBuilder();
        Samples.events("ann").forEach(event -> all.append(encode(event)));

        assertThat(all.toString().lines())
                .containsExactly(
                        "* you are ann on ann",
                        "* you are ann on ann",
                        "* sign this: ann",
                        "* joined ann; 3 here: ann, bob and 1 more. Topic: ann. Messages are kept for 7 days and every"
                                + " member can read them. It ends, and all in it is erased, at 2026-11-20 10:00Z."
                                + " /history shows what was said.",
                        "* left ann: ann",
                        "* ann, bob joined ann",
                        "* ann, bob left ann",
                        "* and 4 more came or went; 9 are in ann",
                        "* ann is now ann",
                        "[ann] ann: ann",
                        "[ann 2026-11-20 10:00Z] * ann ann",
                        "[ann -> ann] ann",
                        "[ann -> ann 2026-11-20 10:00Z] ann",
                        "* that waits for ann",
                        "[ann 2026-11-20 10:00Z, mentions you] * ann ann",
                        "* topic of ann: ann (set by ann)",
                        "* board of ann (ann 2026-11-20 10:00Z): ann",
                        "* ann: 3 here: ann, bob and 1 more; away: ann, bob",
                        "* ann (2 here, keeps 7d): ann",
                        "* /rooms ann shows more",
                        "* that was ann from 1 to 20; there is more before",
                        "* created ann. Messages are kept for 7 days and every member can read them. /join ann enters"
                                + " it.",
                        "* you are 214 messages behind in ann",
                        "* you missed 55 messages of ann (43 to 97); they are gone",
                        "* ann: ann",
                        "* pong ann",
                        "* ann",
                        "* bob",
                        "! ann",
                        "* ann");
    }

    @Test
    void whatIsAbsentIsNotShown() {
        assertThat(encode(new Event.Joined("lab", "e", 0, List.of(), 0, "", Keeps.NOTHING, null)))
                .startsWith("* joined lab; 0 here. Nothing is kept");
        assertThat(encode(new Event.Left("lab", null, null))).isEqualTo("* left lab\n");
        assertThat(encode(new Event.Renamed(null, "ann", "bob", null))).isEqualTo("* you are bob\n");
        assertThat(encode(new Event.Topic("lab", "", null, null))).isEqualTo("* topic of lab: (none)\n");
        assertThat(encode(new Event.Board("lab", "", null, 0, null))).isEqualTo("* board of lab: (empty)\n");
        assertThat(encode(new Event.Board("lab", "tea\ncake", "ann", Samples.AT, null)))
                .isEqualTo("* board of lab (ann 2026-11-20 10:00Z): tea\n"
                        + "* board of lab (ann 2026-11-20 10:00Z): cake\n");
        assertThat(encode(new Event.Rooms(List.of(), false, null))).isEqualTo("* no rooms; /create NAME makes one\n");
        assertThat(encode(new Event.History("lab", 0, 0, false, null))).isEqualTo("* nothing is kept of lab\n");
        assertThat(encode(new Event.Pong(null))).isEqualTo("* pong\n");
        assertThat(encode(new Event.Presence("lab", List.of(), List.of("bob"), 0, 1)))
                .isEqualTo("* bob left lab\n");
    }

    @Test
    void anEchoIsGivenBackAsItCame() {
        assertThat(encode(new Event.Echo("h\u001Bllo\t\uD83D\uDE00 "))).isEqualTo("h\u001Bllo\t\uD83D\uDE00 \n");
    }

    @ParameterizedTest
    @CsvSource({
        "'\u001B[2J', \u241B[2J",
        "'a\u0007', a\u2407",
        "'\u0000', \u2400",
        "\u007F, \u2421",
        "\u0085, <U+0085>",
        "\u009B2J, <U+009B>2J",
        "\u202Eabc\u202C, <U+202E>abc<U+202C>",
        "\u2066a\u2069, <U+2066>a<U+2069>",
        "\u2028, <U+2028>",
        "\u2029, <U+2029>",
        "a\tb, a\tb",
        "a\u200Db, a\u200Db",
        "\uD800, \uFFFD",
        "a\rb, a\u240Db"
    })
    void whatWouldDriveATerminalIsShownInstead(String text, String shown) {
        assertThat(encode(message(text))).isEqualTo("[lab] ann: " + shown + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001B]0;x\u0007",
                "\r\u001B[A",
                "\u009B31m",
                "a\n! b",
                "\u202E",
                "\u2067",
                "\u0085* x",
                "\u2028* x",
                "\u0000\b\f\u000B"
            })
    void noTextNickTopicOrReasonOfOthersCanDriveATerminal(String hostile) {
        for (Event event : Samples.events(hostile)) {
            String shown = encode(event);

            assertThat(shown)
                    .endsWith("\n")
                    .matches("(?s)[^\\p{Cntrl}\u0080-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]*(\n.*)?");
            assertThat(shown.lines().toList())
                    .allMatch(line ->
                            line.matches("[\\[*!][^\\p{Cntrl}\u0080-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]*"));
        }
    }

    @Test
    void everyLineOfATextHasThePrefixSoThatNobodySpeaksForOthers() {
        assertThat(encode(message("one\n[lab] bob: two\r\n\n! three\n")))
                .isEqualTo("[lab] ann: one\n[lab] ann: [lab] bob: two\n[lab] ann: \n[lab] ann: ! three\n");
        assertThat(encode(new Event.Direct("ann", "bob", "a\nb", Samples.AT, null)))
                .isEqualTo("[ann -> bob] a\n[ann -> bob] b\n");
    }

    @Test
    void whatWaitedSaysWhenItWasSaidAndAReceiptThatItWaits() {
        Event.Direct said = new Event.Direct("ann", "bob", "a\nb", Samples.AT, null);

        assertThat(encode(said.waiting())).isEqualTo("[ann -> bob] a\n[ann -> bob] b\n* that waits for bob\n");
        assertThat(encode(new Event.Direct("ann", "bob", "hi", Samples.AT, null, false, 9)))
                .isEqualTo("[ann -> bob 2026-11-20 10:00Z] hi\n");
        assertThat(encode(new Event.Mention(message("@bob\nhi"), 9)))
                .isEqualTo("[lab 2026-11-20 10:00Z, mentions you] ann: @bob\n"
                        + "[lab 2026-11-20 10:00Z, mentions you] ann: hi\n");
    }

    @Test
    void aTextOfNothingButLineEndsStaysBounded() {
        String nick = "\uD840\uDC00".repeat(32);
        String room = "\uD840\uDC00".repeat(50);
        Event.Message worst = new Event.Message(room, 1, nick, false, "\n".repeat(4000), Samples.AT, null, true);

        byte[] bytes = dialect.encode(worst);

        assertThat(bytes.length).isLessThan(64 * 1024);
        String text = new String(bytes, UTF_8);
        assertThat(text.lines()).hasSize(TextWriter.MOST_LINES);
        assertThat(text.codePoints().filter(c -> c == 0x240A).count()).isEqualTo(4000 - TextWriter.MOST_LINES);
    }

    @Test
    void anyTextIsWrittenAsValidUtf8() {
        Random random = new Random(23);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append((char) random.nextInt(0x10000));
            }
            for (Event event : Samples.events(text.toString())) {
                byte[] bytes = dialect.encode(event);
                assertThat(Utf8.decode(bytes, 0, bytes.length)).isNotNull();
            }
        }
    }

    @Test
    void itIsTheFirstDialectAndForgivesLongLines() {
        assertThat(dialect.name()).isEqualTo("text");
        assertThat(dialect.index()).isZero();
        assertThat(dialect.strict()).isFalse();
        assertThat(Limits.DEFAULT.textChars()).isEqualTo(4000);
    }

    private static Event.Message message(String text) {
        return new Event.Message("lab", 1, "ann", false, text, Samples.AT, null, false);
    }

    private static Refusal refusal(Command command) {
        assertThat(command).isInstanceOf(Command.Malformed.class);
        return ((Command.Malformed) command).refusal();
    }

    private Command decode(String line) {
        byte[] bytes = ("#" + line + "#").getBytes(UTF_8);
        return dialect.decode(bytes, 1, bytes.length - 2);
    }

    private String encode(Event event) {
        return new String(dialect.encode(event), UTF_8);
    }
}

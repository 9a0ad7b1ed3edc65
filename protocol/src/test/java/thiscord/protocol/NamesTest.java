package thiscord.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "alice, ALICE",
        "alice, \uFF41\uFF4C\uFF49\uFF43\uFF45", // full width
        "alice, \uD835\uDCB6\uD835\uDCC1\uD835\uDCBE\uD835\uDCB8\u212F", // mathematical script
        "office, o\uFB03ce", // ligature
        "strasse, STRASSE",
        "strasse, stra\u00DFe", // sharp s
        "strasse, STRA\u1E9EE", // its capital
        "\u00E9mile, E\u0301MILE", // composed and decomposed
        "\u03BF\u03B4\u03BF\u03C2, \u039F\u0394\u039F\u03A3", // final sigma
        "\u03BF\u03B4\u03BF\u03C2, \u03BF\u03B4\u03BF\u03C3",
        "\u30AC, \uFF76\uFF9E", // half-width katakana
        "ij, \u0133",
        "room7, room\uFF17",
    })
    void lookAlikesByCaseOrWidthAreTheSame(String one, String other) {
        assertThat(Names.key(one)).isEqualTo(Names.key(other));
        assertThat(Names.checkNick(one)).isNull();
        assertThat(Names.checkNick(other)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"alice, alicf", "a-b, a_b", "\u0430lice, alice", "ni\u00F1o, nino", "\u0130, i"})
    void whatDiffersOtherwiseIsNotTheSame(String one, String other) {
        assertThat(Names.key(one)).isNotEqualTo(Names.key(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "_",
                "7",
                "x-y.z_1",
                "\u0928\u092E\u0938\u094D\u0924\u0947",
                "\u0645\u0631\u062D\u0628\u0627",
                "\u4F60\u597D",
                "\u3053\u3093\u306B\u3061\u306F",
                "\uC548\uB155",
                "\u05E9\u05DC\u05D5\u05DD",
                "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35",
                "\u0130stanbul",
                "\u0131",
                "\uD840\uDC00",
                "\u0661\u0662"
            })
    void lettersAndDigitsOfAnyScriptAreANameWithTheirMarks(String name) {
        assertThat(Names.checkNick(name)).isNull();
        assertThat(Names.checkRoom(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "255.255.255.255", "\uFF11.2.3.4", "999.2.3.4"})
    void whatLooksLikeAnAddressIsANickOfOldThatNobodyTakesAnew(String nick) {
        assertThat(Names.checkNick(nick)).isNull();
        assertThat(Names.checkNewNick(nick)).extracting(Refusal::reason).isEqualTo(Reason.BAD_NICK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3", "1.2.3.4.5", "1.2.3.4x", "1234.1.1.1", "v1.2.3.4", "alice"})
    void otherNumbersAreNicks(String nick) {
        assertThat(Names.checkNewNick(nick)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "-a",
                ".a",
                "\u0301a",
                "a/b",
                "a:b",
                "#a",
                "@a",
                "a\n",
                "a\u0000",
                "a\u001B[2J",
                "\uD83D\uDE00",
                "1\uFE0F\u20E3",
                "\u2764",
                "a\u200D",
                "a\u200Bb",
                "\u202Eabc",
                "a\u2066b",
                "a\uFEFF",
                "\uD800",
                "a\uDC00",
                "\uDC00\uD800",
                "\u00A0",
                "a\u3000b",
                "\u2460",
                "\u00B2",
                "\uE000",
                "\u0378"
            })
    void anythingElseIsNotAName(String name) {
        assertThat(Names.checkNick(name)).extracting(Refusal::reason).isEqualTo(Reason.BAD_NICK);
        assertThat(Names.checkRoom(name)).extracting(Refusal::reason).isEqualTo(Reason.BAD_ROOM_NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u3164",
                "\uFFA0",
                "\u115F",
                "alice\uFE0F",
                "alice\u034F",
                "a\u180Bb",
                "alice\uDB40\uDD00",
                "a\u17B4"
            })
    void aLetterOrMarkThatCannotBeSeenIsRefused(String name) {
        Refusal refusal = Names.checkNick(name);

        assertThat(refusal).isNotNull();
        assertThat(refusal.text()).contains("U+");
    }

    @Test
    void aLetterThatIsWrittenOutAsSomethingElseIsRefused() {
        assertThat(Names.checkNick("\uFDFA")).isNotNull(); // a phrase of four words
        assertThat(Names.checkNick("\uFF9E")).isNotNull(); // a mark by itself
        assertThat(Names.checkNick("\uFB03".repeat(20))).isNotNull(); // 60 letters
    }

    @Test
    void lengthIsCountedInCodePoints() {
        assertThat(Names.checkNick("\uD840\uDC00".repeat(32))).isNull();
        assertThat(Names.checkNick("\uD840\uDC00".repeat(33))).isNotNull();
        assertThat(Names.checkNick("x".repeat(32))).isNull();
        assertThat(Names.checkNick("x".repeat(33))).isNotNull();
        assertThat(Names.checkRoom("x".repeat(50))).isNull();
        assertThat(Names.checkRoom("x".repeat(51))).isNotNull();
    }

    @Test
    void aRefusalIsOneLineThatNamesWhatIsWrong() {
        assertThat(Names.checkNick("a b").text())
                .isEqualTo("A nick is 1 to 32 letters, digits, - _ or .; a space may not be in it.");
        assertThat(Names.checkNick("-a").text()).endsWith("it may not begin with '-'.");
        assertThat(Names.checkNick("a\u202Eb").text()).endsWith("U+202E may not be in it.");
        assertThat(Names.checkRoom("a\nb").text()).endsWith("U+000A may not be in it.");
    }

    @Test
    void theKeyOfAKeyIsItselfForEveryCodePoint() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String key = Names.key(Character.toString(c));
            if (!Names.key(key).equals(key)) {
                assertThat(Names.key(key)).as("U+%04X", c).isEqualTo(key);
            }
        }
    }

    @Test
    void theKeyOfAKeyIsItselfAndCaseAndCompositionDoNotMatter() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            String name = name(random);

            String key = Names.key(name);

            assertThat(Names.key(key)).as(hex(name)).isEqualTo(key);
            assertThat(Names.key(java.text.Normalizer.normalize(name, java.text.Normalizer.Form.NFD)))
                    .as(hex(name))
                    .isEqualTo(key);
            assertThat(Names.key(name.toLowerCase(java.util.Locale.ROOT)))
                    .as(hex(name))
                    .isEqualTo(key);
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        int[] bands = {0x80, 0x600, 0x3100, 0x10000, 0x30000};
        for (int n = random.nextInt(6); n >= 0; n--) {
            int c = random.nextInt(bands[random.nextInt(bands.length)]);
            name.appendCodePoint(c >= 0xD800 && c < 0xE000 ? 'x' : c);
            if (random.nextInt(3) == 0) {
                name.appendCodePoint(0x300 + random.nextInt(0x70));
            }
        }
        return name.toString();
    }

    private static String hex(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints().forEach(c -> out.append(String.format(Locale.ROOT, "U+%04X ", c)));
        return out.toString();
    }
}

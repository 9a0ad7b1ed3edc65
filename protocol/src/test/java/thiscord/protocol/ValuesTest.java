package thiscord.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small values: keeps, limits, reasons, UTF-8, times. */
class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "nothing, nothing",
        "0, nothing",
        "all, all",
        "ALL, all",
        "7d, 7d",
        "1w, 7d",
        "48h, 2d",
        "90m, 90m",
        "60m, 1h",
        "90s, 90s",
        "500, 500",
        "' 7d ', 7d",
        "007, 7",
        "1s, 1s"
    })
    void whatARoomKeepsIsReadAndWrittenInItsShortestForm(String text, String written) {
        Keeps keeps = Keeps.parse(text);

        assertThat(keeps).hasToString(written);
        assertThat(Keeps.parse(written)).isEqualTo(keeps);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "0d",
                "00",
                "7 d",
                "7x",
                "1.5d",
                "d",
                "99999999999",
                "9999999999w",
                "some",
                "\u0667d"
            })
    void anythingElseMeansNothing(String text) {
        assertThat(Keeps.parse(text)).isNull();
    }

    @Test
    void everyAmountThatCanBeReadCanBeWritten() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            Keeps keeps = random.nextBoolean()
                    ? Keeps.count(1 + random.nextInt(1 << 20))
                    : Keeps.time(Duration.ofSeconds(1 + random.nextInt(1 << 30)));
            assertThat(Keeps.parse(keeps.toString())).isEqualTo(keeps);
        }
    }

    @Test
    void whatIsKeptIsSaidInWordsOfAscii() {
        assertThat(Keeps.parse("1d").inWords())
                .isEqualTo("Messages are kept for 1 day and every member can read them.");
        assertThat(Keeps.parse("90m").inWords()).contains("for 90 minutes");
        assertThat(Keeps.count(1).inWords()).startsWith("The newest message is kept");
        assertThat(Keeps.count(500).inWords()).startsWith("The newest 500 messages are kept");
        assertThat(Keeps.NOTHING.inWords()).startsWith("Nothing is kept");
        assertThat(Keeps.ALL.inWords()).startsWith("All messages are kept");
        assertThat(Keeps.NOTHING.history()).isFalse();
        assertThat(Keeps.count(1).history()).isTrue();
    }

    @Test
    void amountsThatMeanNothingDoNotExist() {
        assertThatIllegalArgumentException().isThrownBy(() -> Keeps.count(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Keeps.time(Duration.ofMillis(999)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Keeps(Keeps.Kind.ALL, 1));
    }

    @Test
    void limitsAreCheckedTogether() {
        assertThat(Limits.DEFAULT.lineBytes()).isEqualTo(8192);
        assertThat(Limits.DEFAULT.textChars()).isEqualTo(4000);
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(511, 1, 1, 1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(512, 513, 1, 1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(512, 0, 1, 1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(512, 1, 0, 1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(512, 1, 1, 0, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(512, 1, 1, 1, 0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(512, 1, 1, 1, 1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(512, 1, 1, 1, 1, 1, 0));
    }

    @Test
    void everyReasonIsFoundByItsNameOnTheWire() {
        for (Reason reason : Reason.values()) {
            assertThat(reason.wire()).matches("[a-z]+[0-9]*(-[a-z0-9]+)*");
            assertThat(Reason.ofWire(reason.wire())).isEqualTo(reason);
        }
        assertThat(Reason.NO_SUCH_ROOM.wire()).isEqualTo("no-such-room");
        assertThat(Reason.ofWire("bored")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "C0AF",
                "C080",
                "E080AF",
                "F08080AF",
                "EDA080",
                "EDB080",
                "EDA080EDB080",
                "F4908080",
                "FF",
                "FE",
                "C3",
                "E282",
                "F09F98",
                "C328",
                "E2 28 A1",
                "6162C3"
            })
    void malformedUtf8IsToldAndNotReplaced(String hex) {
        byte[] bytes = bytes(hex.replace(" ", ""));

        assertThat(Utf8.decode(bytes, 0, bytes.length)).isNull();
    }

    @Test
    void wellFormedUtf8IsRead() {
        String text = "a\u00E9\u20AC\uD83D\uDE00\u0000\uFFFD";
        byte[] bytes = ("##" + text + "#").getBytes(UTF_8);

        assertThat(Utf8.decode(bytes, 2, bytes.length - 3)).isEqualTo(text);
        assertThat(Utf8.decode(bytes, 0, 0)).isEmpty();
    }

    @Test
    void aPartOfATextIsNeverCutInTheMiddleOfACharacter() {
        assertThat(Utf8.shortened("abc", 3)).isEqualTo("abc");
        assertThat(Utf8.shortened("abcd", 3)).isEqualTo("abc\u2026");
        assertThat(Utf8.shortened("ab\uD83D\uDE00", 3)).isEqualTo("ab\u2026");
        assertThat(Utf8.hasHalfPair("ab\uD83D\uDE00")).isFalse();
        assertThat(Utf8.hasHalfPair("ab\uD83D")).isTrue();
        assertThat(Utf8.hasHalfPair("\uDE00\uD83D")).isTrue();
    }

    @Test
    void textsOfAnyKindAreWrittenAsTheJdkWritesThem() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                int c = random.nextInt(random.nextBoolean() ? 0x80 : random.nextBoolean() ? 0x1000 : 0x110000);
                text.appendCodePoint(c >= 0xD800 && c < 0xE000 ? 'x' : c);
            }
            assertThat(new Utf8Builder(1).text(text.toString()).toBytes())
                    .isEqualTo(text.toString().getBytes(UTF_8));
        }
    }

    @Test
    void halfASurrogatePairIsWrittenAsTheReplacementCharacter() {
        assertThat(new Utf8Builder(0).text("a\uD800b\uDC00\uD83D\uDE00\uD800").toBytes())
                .isEqualTo("a\uFFFDb\uFFFD\uD83D\uDE00\uFFFD".getBytes(UTF_8));
        assertThat(new Utf8Builder(0).codePoint(0xD800).toBytes()).isEqualTo("\uFFFD".getBytes(UTF_8));
    }

    @Test
    void wholeNumbersAreWrittenInDecimal() {
        for (long n : new long[] {0, 9, 10, 99, 100, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertThat(new Utf8Builder(1).number(n).toBytes())
                    .isEqualTo(Long.toString(n).getBytes(UTF_8));
        }
    }

    @Test
    void timesAreWrittenAsTheJdkWritesThem() {
        DateTimeFormatter millis =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
        DateTimeFormatter minute =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'").withZone(ZoneOffset.UTC);
        long first = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
        long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
        Random random = new Random(13);
        for (int i = 0; i < 100_000; i++) {
            long at =
                    i == 0 ? first : i == 1 ? last : i == 2 ? 0 : first + (long) (random.nextDouble() * (last - first));
            assertThat(written(at)).isEqualTo(millis.format(Instant.ofEpochMilli(at)));
            Utf8Builder out = new Utf8Builder(32);
            UtcTime.writeMinute(out, at);
            assertThat(new String(out.toBytes(), UTF_8)).isEqualTo(minute.format(Instant.ofEpochMilli(at)));
        }
        assertThat(written(Long.MAX_VALUE)).isEqualTo("9999-12-31T23:59:59.999Z");
        assertThat(written(Long.MIN_VALUE)).isEqualTo("0000-01-01T00:00:00.000Z");
    }

    private static String written(long at) {
        Utf8Builder out = new Utf8Builder(32);
        UtcTime.writeMillis(out, at);
        return new String(out.toBytes(), UTF_8);
    }

    private static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}

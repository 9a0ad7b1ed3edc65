package thiscord.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.protocol.Action;
import thiscord.protocol.Command;
import thiscord.protocol.TimeSpan;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.text.TextDialect;

/** What people write where something is decided: until when, and about which address. */
class TimesAndAddressesTest {
    private static final long NOW = Instant.parse("2026-12-01T00:00:00Z").toEpochMilli();

    @ParameterizedTest
    @CsvSource({
        "90s, 2026-12-01T00:01:30Z",
        "12h, 2026-12-01T12:00:00Z",
        "2w, 2026-12-15T00:00:00Z",
        "30min, 2026-12-01T00:30:00Z",
        "1d12h, 2026-12-02T12:00:00Z",
        "1H, 2026-12-01T01:00:00Z",
        "2Hours30Minutes, 2026-12-01T02:30:00Z",
        "2026-12-24, 2026-12-24T00:00:00Z",
        "2026-12-24T18:00Z, 2026-12-24T18:00:00Z",
        "2026-12-24T18:00+01:00, 2026-12-24T17:00:00Z"
    })
    void aTimeIsFromNowAndADayBeginsAtMidnightUtc(String text, Instant until) {
        assertThat(Times.until(text, NOW)).isEqualTo(until.toEpochMilli());
        assertThat(Times.isOne(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "soon",
                "7",
                "7x",
                "2026-13-01",
                "2026-12-24 18:00",
                "-7d",
                "0s",
                "99999999d",
                "1M",
                "500ms",
                "12h1d",
                "1.5h",
                "1h ",
                "P1D"
            })
    void whatIsNeitherIsZero(String text) {
        assertThat(Times.until(text, NOW)).isZero();
    }

    /** Whatever is written before and behind a number: it is that time, or refused, and never a reason. */
    @Test
    void aNumberWithAnythingAroundItIsThatTimeOrRefusedAndNeverAReason() {
        Random random = new Random(7);
        String[] units = {
            "s", "m", "h", "d", "w", "min", "mins", "hr", "Hours", "D", "M", "ms", "y", "x", "", "h1", "30"
        };
        long[] millis = {
            1000, 60_000, 3_600_000, 86_400_000, 604_800_000, 60_000, 60_000, 3_600_000, 3_600_000, 86_400_000
        };
        String[] before = {"", "", "", "", "-", "+", "~", "(", "<", "P", "PT", ".", "\u0664"};
        for (int i = 0; i < 20_000; i++) {
            int n = 1 + random.nextInt(500);
            int unit = random.nextInt(units.length);
            String ahead = before[random.nextInt(before.length)];
            String text = ahead + n + units[unit];
            Command read = read("/mute bob " + text + " because");

            if (ahead.isEmpty() && unit < millis.length) {
                assertThat(Times.until(text, NOW)).as(text).isEqualTo(NOW + n * millis[unit]);
                assertThat(read).as(text).isInstanceOf(Command.Moderate.class);
                assertThat(((Command.Moderate) read).value()).as(text).isEqualTo(text);
                assertThat(((Command.Moderate) read).why()).as(text).isEqualTo("because");
            } else {
                assertThat(read).as(text).isInstanceOf(Command.Malformed.class);
                assertThat(((Command.Malformed) read).refusal().text()).contains("1d12h");
            }
        }
    }

    private static Command read(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return new TextDialect().decode(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mute bob for 30min",
                "/ban bob 3rd time",
                "/ban bob until 24.12.2026",
                "/ban bob --address 30 min",
                "/ban bob 30 --address",
                "/mute bob 1h30"
            })
    void whatMayBeMeantForATimeIsRefusedWithTheForms(String line) {
        assertThat(read(line))
                .isInstanceOf(Command.Malformed.class)
                .asString()
                .contains("BAD_FIELD", "2026-12-24T18:00Z");
    }

    @Test
    void aReasonIsAReasonAndAnAddressMayBeAskedForBehindTheTime() {
        assertThat(read("/mute bob spam")).isEqualTo(new Command.Moderate(Action.MUTE, null, "bob", "", "spam", null));
        assertThat(read("/mute bob 30m 3 times"))
                .isEqualTo(new Command.Moderate(Action.MUTE, null, "bob", "30m", "3 times", null));
        assertThat(read("/ban bob 30m --address out"))
                .isEqualTo(new Command.Moderate(Action.BAN_ADDRESS, null, "bob", "30m", "out", null));
    }

    /** In front, in the middle or behind: it reaches whoever checks the text. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/topic %s", "/me %s", "/board write %s", "/nick %s", "/msg bob %s", "/kick bob %s", "/create %s"
            })
    void aControlCharacterIsDroppedNowhere(String form) {
        for (String text : List.of("\u001b[31mred", "re\u001b[31md", "red\u001b", "\u0001", "red\u0007")) {
            assertThat(read(String.format(form, text))).asString().contains(text);
        }
    }

    @Test
    void nothingIsForGood() {
        assertThat(Times.until("", NOW)).isEqualTo(Restriction.FOR_GOOD);
        assertThat(TimeSpan.seconds("7d")).isEqualTo(Duration.ofDays(7));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7/32, 192.0.2.7, 192.0.2.8",
        "192.0.2.7/24, 192.0.2.0/24, 192.0.2.255, 192.0.3.0",
        "10.0.0.0/9, 10.0.0.0/9, 10.127.0.1, 10.128.0.1",
        "2001:db8::1/48, 2001:db8:0:0:0:0:0:0/48, 2001:db8:0:ffff::, 2001:db8:1::",
    })
    void aRangeHoldsWhatBeginsAsItDoes(String text, String written, String in, String out) {
        AddressRange range = Objects.requireNonNull(AddressRange.parse(text));

        assertThat(range).hasToString(written);
        assertThat(range.holds(in)).isTrue();
        assertThat(range.holds(out)).isFalse();
        assertThat(range.holds("localhost")).isFalse();
        assertThat(AddressRange.parse(written)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eve",
                "localhost",
                "1.2.3",
                "1.2.3.4.5",
                "300.1.1.1",
                "1.2.3.4/33",
                "1.2.3.4/0",
                "::/129",
                ":::",
                "",
                "/8"
            })
    void whatIsNoAddressIsNoneAndNoNameIsLookedUp(String text) {
        assertThat(AddressRange.parse(text)).isNull();
    }

    @Test
    void ofVersionSixTheNetworkIsBanned() {
        assertThat(AddressRange.of("2001:db8::1")).hasToString("2001:db8:0:0:0:0:0:0/64");
        assertThat(AddressRange.of("-")).isNull();
    }

    /** In a Java of its own, whose names are those of a file. */
    @Test
    void noNameIsLookedUpAlsoOfWhatReadsLikeAnAddress(@TempDir Path folder) throws Exception {
        Path hosts =
                Files.writeString(folder.resolve("hosts"), "192.0.2.1 999.1.1.1\n192.0.2.1 .:1\n192.0.2.1 a.name\n");
        Process asked = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Asked.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("192.0.2.1 null null null");
        } finally {
            asked.destroyForcibly();
        }
    }

    /** Prints what names are found, and what is made of them as addresses. */
    static final class Asked {
        private Asked() {}

        public static void main(String[] args) throws UnknownHostException {
            System.out.println(InetAddress.getByName("a.name").getHostAddress() + " " + AddressRange.parse("999.1.1.1")
                    + " " + AddressRange.parse(".:1") + " " + AddressRange.of("999.1.1.1"));
        }
    }
}

package thiscord.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "localhost:12345, localhost:12345",
        "localhost, localhost:9",
        "12345, 127.0.0.1:12345",
        ":12345, 127.0.0.1:12345",
        "0, 127.0.0.1:0",
        "[::1]:12345, [::1]:12345",
        "[::1], [::1]:9",
        "::1, [::1]:9",
        "fe80::1%eth0, [fe80::1%eth0]:9",
        "[::ffff:127.0.0.1]:80, [::ffff:127.0.0.1]:80",
        "chat.example.org:65535, chat.example.org:65535",
    })
    void anAddressIsReadInEachOfItsForms(String text, String written) {
        Address address = Address.parse(text, 9);

        assertThat(address).hasToString(written);
        assertThat(Address.parse(written, 1)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host:",
                "host:x",
                "host:-1",
                "host:65536",
                "65536",
                "123456",
                "99999999999",
                "host:1:2",
                "[::1",
                "[]:1",
                "[::1]x",
                "[::1]:",
                "http://host:1",
                "http://host",
                "a b",
                "host:1 ",
                "::g"
            })
    void anythingElseIsRefusedWithALineThatQuotesIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse(text, 9))
                .withMessageMatching("[^\n]+");
    }

    @Test
    void theConverterGivesPicocliTheSameLine() {
        Address.Converter converter = new Address.Converter(7) {};

        assertThat(converter.convert("host")).isEqualTo(new Address("host", 7));
        assertThatThrownBy(() -> converter.convert("host:x"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'x' is not a port (0 to 65535)");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0s, 0",
        "50ms, 50",
        "10s, 10000",
        "5m, 300000",
        "2h, 7200000",
        "7d, 604800000",
        "1w, 604800000",
        "1H, 3600000",
        "1d12h, 129600000",
        "30min, 1800000"
    })
    void timesAreReadAsPeopleWriteThem(String text, long millis) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-1s", "1.5s", "s", "1 s", "12h1d", "99999999999s", "1M", "1h1h", "1d-", "1dh"})
    void anythingElseIsNotATime(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("is not a time like 50ms");
    }
}

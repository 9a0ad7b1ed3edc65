package thiscord.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thiscord.cli.Address;

class LoadTest {
    @ParameterizedTest
    @CsvSource({
        "0, 10, 1, 64, 16, 0, 5, --rooms",
        "1, 0, 1, 64, 16, 0, 5, --members",
        "201, 100, 1, 64, 16, 0, 5, 20000",
        "100000, 100000, 1, 64, 16, 0, 5, 20000",
        "1, 10, 11, 64, 16, 0, 5, --senders",
        "1, 10, 1, 31, 16, 0, 5, --size",
        "1, 10, 1, 4001, 16, 0, 5, --size",
        "1, 10, 1, 64, 0, 0, 5, --window",
        "1, 10, 1, 64, 16, -1, 5, --rate",
        "1, 10, 1, 64, 16, NaN, 5, --rate",
        "1, 10, 1, 64, 16, 0, 0, --seconds"
    })
    void whatIsOutOfRangeNamesItsOption(
            int rooms, int members, int senders, int size, int window, double rate, int seconds, String named) {
        assertThatThrownBy(() -> load(rooms, members, senders, size, window, rate, seconds))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void theWarmUpIsHalfOfTheMeasuringAndAtLeastTwoSeconds() {
        assertThat(load(1, 10, 1, 64, 16, 0, 1).warmUpSeconds()).isEqualTo(2);
        assertThat(load(1, 10, 1, 64, 16, 0, 30).warmUpSeconds()).isEqualTo(15);
    }

    private static Load load(int rooms, int members, int senders, int size, int window, double rate, int seconds) {
        return new Load(Address.loopback(1), Speech.TEXT, rooms, members, senders, size, window, rate, seconds);
    }
}

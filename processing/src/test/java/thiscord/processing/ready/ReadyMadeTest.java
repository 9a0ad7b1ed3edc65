package thiscord.processing.ready;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thiscord.protocol.processing.Processed;
import thiscord.protocol.processing.Unprocessed;

class ReadyMadeTest {
    private static Processed of(ReadyMade processor, String text) {
        return processor.process(new Unprocessed(7, "lab", "alice", text));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 00000000, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "hello, 3610a686, 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "d \u00e9 \ud83d\ude00, 38de263c, 1cfabb1ef7c1845bb45175d7e7aac2628882c155d8ef68b124bad70e6e68f179"
    })
    void checksumLeavesTheTextAndRepliesWithTheSumsOfItsBytes(String text, String crc, String sha) {
        assertThat(of(ReadyMade.CHECKSUM, text))
                .isEqualTo(new Processed(7, text, "", "CRC32 " + crc + ", SHA-256 " + sha));
    }

    @Test
    void upperAndStampChangeTheText() {
        assertThat(of(ReadyMade.UPPER, "stra\u00dfe")).isEqualTo(new Processed(7, "STRASSE", "", ""));
        assertThat(of(ReadyMade.STAMP, "a").text()).matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ A");
    }

    @Test
    void whatBecomesTooLongIsNoAnswer() {
        String longest = "\u00df".repeat(Unprocessed.MOST_TEXT);

        assertThatThrownBy(() -> of(ReadyMade.UPPER, longest)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void calcRepliesWhenItIsAskedAndIsSilentOtherwise() {
        assertThat(of(ReadyMade.CALC, "calc 2*(3+4)")).isEqualTo(new Processed(7, "calc 2*(3+4)", "", "14.0"));
        assertThat(of(ReadyMade.CALC, "calc 1/0").reply()).isEqualTo("error: division by zero");
        assertThat(of(ReadyMade.CALC, "2*3")).isEqualTo(new Processed(7, "2*3", "", ""));
    }
}

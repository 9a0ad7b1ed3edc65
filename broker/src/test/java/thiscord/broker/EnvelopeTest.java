package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private final Envelope envelope = new Envelope();

    private void read(String json) throws Envelope.NotJson {
        envelope.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "none" : new String(bytes, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-0.5e+10",
                "\"é \\u00e9 \\\" \\\\\"",
                "null",
                "true",
                "{}",
                "[]",
                "[1,{\"a\":[false]},\"}\"]",
                "{\"payload\":1,\"topic\":2}"
            })
    void aPayloadIsGivenAsItStands(String payload) throws Envelope.NotJson {
        read("{\"topic\":\"t\",\"payload\":" + payload + "}");
        assertThat(text(envelope.payload())).isEqualTo(payload);

        read("{ \"payload\" : " + payload + " , \"topic\" : \"t\" }");
        assertThat(text(envelope.payload())).isEqualTo(payload);
        assertThat(text(envelope.topic())).isEqualTo("t");
    }

    @Test
    void otherMembersArePassedOverAndTheLastOfTwoCounts() throws Envelope.NotJson {
        read("{\"id\":[1],\"topic\":\"a\",\"topics\":9,\"topic\":\"b\",\"payload\":1,\"payload\":2}");

        assertThat(text(envelope.topic())).isEqualTo("b");
        assertThat(text(envelope.payload())).isEqualTo("2");
    }

    @Test
    void escapesInATopicAreUndone() throws Envelope.NotJson {
        read("{\"topic\":\"a\\/\\u00e9\\ud83d\\ude00\\t\",\"payload\":1}");

        assertThat(text(envelope.topic())).isEqualTo("a/é😀\t");
    }

    @Test
    void nothingOfAnEarlierFrameIsLeft() throws Envelope.NotJson {
        read("{\"topic\":\"a\",\"payload\":1}");
        read("{}");

        assertThat(envelope.topic()).isNull();
        assertThat(envelope.payload()).isNull();
    }

    @Test
    void halfASurrogatePairIsNoTopic() throws Envelope.NotJson {
        read("{\"topic\":\"\\ud83d\",\"payload\":1}");

        assertThat(envelope.topic()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "[]",
                "{",
                "{\"topic\"}",
                "{\"topic\":}",
                "{\"topic\":\"t\",}",
                "{\"topic\":\"t\" \"payload\":1}",
                "{\"payload\":01}",
                "{\"payload\":1.}",
                "{\"payload\":.5}",
                "{\"payload\":-}",
                "{\"payload\":1e}",
                "{\"payload\":tru}",
                "{\"payload\":[1,]}",
                "{\"payload\":[1}",
                "{\"payload\":{1:2}}",
                "{\"payload\":\"\\x\"}",
                "{\"payload\":\"\\u12g4\"}",
                "{\"payload\":\"\n\"}",
                "{\"payload\":\"",
                "{} {}",
                "{'topic':1}"
            })
    void whatIsNotOneJsonObjectIsRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(Envelope.NotJson.class);
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] bytes = "{\"payload\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        bytes[12] = (byte) 0xFF;

        assertThatThrownBy(() -> envelope.read(bytes)).hasMessageContaining("UTF-8");
    }

    @Test
    void deepNestingIsRefusedAndNotFollowed() {
        assertThatThrownBy(() -> read("{\"payload\":" + "[".repeat(100_000))).hasMessageContaining("nested deeper");
    }
}

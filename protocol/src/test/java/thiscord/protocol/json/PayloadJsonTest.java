package thiscord.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadJsonTest {
    private static String wrong(String json) {
        return PayloadJson.wrong(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTextBecomesAnObject() {
        assertThat(new String(PayloadJson.text("say \"é\"\n\u0001"), StandardCharsets.UTF_8))
                .isEqualTo("{\"text\":\"say \\\"é\\\"\\n\\u0001\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "\"x\"", "{\"a\":[1,{}]}", " [ ] "})
    void anyOneValueIsJson(String json) {
        assertThat(wrong(json)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "{", "{} {}", "\"x", "1 2", "{\"a\":}", "[1,]", "tru", "1x"})
    void anythingElseIsNotAndSaysWhy(String json) {
        assertThat(wrong(json)).isNotBlank();
    }
}

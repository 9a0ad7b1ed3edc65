package thiscord.subscriber.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import thiscord.protocol.json.PayloadJson;

class PrintableTest {
    @Test
    void ordinaryTextOfAnyScriptStays() {
        String text = "héllo 你好 😀 {\"a\":1}";

        assertThat(Printable.line(text)).isSameAs(text);
    }

    @Test
    void whatCouldDriveATerminalIsWrittenOut() {
        assertThat(Printable.line("a\u001b[2Jb\u0007\u009b1m\u007f\u0000"))
                .isEqualTo("a\\u001b[2Jb\\u0007\\u009b1m\\u007f\\u0000");
        assertThat(Printable.line("\u202egnp.exe\u2028")).isEqualTo("\\u202egnp.exe\\u2028");
    }

    @Test
    void lineEndsAndTabsBecomeSpaces() {
        assertThat(Printable.line("{\r\n\t\"a\": 1\n}")).isEqualTo("{   \"a\": 1 }");
    }

    @Test
    void jsonStaysTheSameJson() {
        String json = "{\n\"a\":\"\u009b \u202e\"}";

        assertThat(Printable.line(json)).isEqualTo("{ \"a\":\"\\u009b \\u202e\"}");
        assertThat(PayloadJson.wrong(Printable.line(json).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isNull();
    }
}

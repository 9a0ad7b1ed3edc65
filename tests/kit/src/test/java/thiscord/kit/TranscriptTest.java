package thiscord.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Command;
import thiscord.protocol.Dialect;
import thiscord.protocol.json.JsonDialect;
import thiscord.protocol.text.TextDialect;

class TranscriptTest {
    private final Map<String, String> received = new HashMap<>();

    @Test
    void stepsPeersSettingsAndCommentsAreRead() {
        Transcript read = Transcript.parse(
                "text-x",
                List.of(
                        "# why",
                        "% open-rooms",
                        "% flush-after 50ms",
                        "",
                        "> hi",
                        "<",
                        "bob>- there",
                        "bob< (closed)"));

        assertThat(read.settings()).containsOnly(Map.entry("open-rooms", ""), Map.entry("flush-after", "50ms"));
        assertThat(read.steps())
                .containsExactly(
                        new Transcript.Step(5, "", Transcript.Kind.SEND, "hi"),
                        new Transcript.Step(6, "", Transcript.Kind.RECEIVE, ""),
                        new Transcript.Step(7, "bob", Transcript.Kind.SEND_UNENDED, "there"),
                        new Transcript.Step(8, "bob", Transcript.Kind.CLOSED, "(closed)"));
    }

    @Test
    void anythingElseIsRefusedWithItsLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Transcript.parse("x", List.of("> a", "oops")))
                .withMessageStartingWith("x:2:");
    }

    @Test
    void whatIsSentHasItsPlaceholdersFilled() {
        received.put("epoch", "e7");

        assertThat(sent("> é<3*x>\\xE9 <epoch>"))
                .isEqualTo(new byte[] {(byte) 0xC3, (byte) 0xA9, 'x', 'x', 'x', (byte) 0xE9, ' ', 'e', '7', '\n'});
        assertThat(sent(">- a")).isEqualTo("a".getBytes(UTF_8));
        assertThat(sent(">")).isEqualTo("\n".getBytes(UTF_8));
        assertThat(sent("> \"\\u0041\"")).isEqualTo("\"\\u0041\"\n".getBytes(UTF_8));
    }

    @Test
    void whatIsReceivedIsComparedInFullAndPlaceholdersAreRemembered() {
        assertThat(matches("< {\"epoch\":\"<epoch>\",\"k\":{…}}", "{\"epoch\":\"a-1\",\"k\":{\"x\":1}}"))
                .isTrue();
        assertThat(received).containsEntry("epoch", "a-1");
        assertThat(matches("< <time>", "2026-11-20T10:00:00.123Z")).isTrue();
        assertThat(matches("< <time>", "2026-11-20 10:00Z")).isFalse();
        assertThat(matches("< [a <minute>] b", "[a 2026-11-20 10:00Z] b")).isTrue();
        assertThat(matches("< a.c", "abc")).isFalse();
        assertThat(matches("< a", "ab")).isFalse();
        assertThat(matches("< <U+202E>", "<U+202E>")).isTrue();
    }

    @Test
    void everyLineThatIsSentIsAMessageOfItsDialectUnlessItIsRefused() {
        List<Transcript> all = Transcript.all();
        assertThat(all).hasSizeGreaterThan(30);
        received.put("epoch", "e");
        for (Transcript transcript : all) {
            for (int i = 0; i < transcript.steps().size() - 1; i++) {
                Transcript.Step step = transcript.steps().get(i);
                byte[] bytes = step.bytes(received);
                boolean json =
                        transcript.name().startsWith("json") || step.peer().equals("json");
                Dialect dialect = json ? new JsonDialect() : new TextDialect();
                String answer = transcript.steps().get(i + 1).text();
                if (step.kind() == Transcript.Kind.SEND
                        && dialect.decode(bytes, 0, bytes.length - 1) instanceof Command.Malformed) {
                    assertThat(answer).as("%s:%d", transcript, step.line()).containsAnyOf("\"refused\"", "! ");
                }
            }
        }
    }

    private byte[] sent(String line) {
        return step(line).bytes(received);
    }

    private boolean matches(String expected, String line) {
        return step(expected).matches(line, received);
    }

    private static Transcript.Step step(String line) {
        return Transcript.parse("x", List.of(line)).steps().get(0);
    }
}

package thiscord.benchmarks;

import java.nio.charset.StandardCharsets;
import thiscord.protocol.Dialect;
import thiscord.protocol.json.JsonDialect;
import thiscord.protocol.text.TextDialect;

/** The dialects and the 64-byte message that the questions share. */
public enum Dialects {
    TEXT(new TextDialect(), "%s"),
    JSON(new JsonDialect(), "{\"type\":\"say\",\"room\":\"general\",\"text\":\"%s\"}");

    /** As long as what the load tools say. */
    static final String TEXT_OF_64_BYTES = "x".repeat(64);

    final Dialect dialect;
    private final String say;

    Dialects(Dialect dialect, String say) {
        this.dialect = dialect;
        this.say = say;
    }

    /** A peer's line that says the message, without its end. */
    byte[] said() {
        return String.format(say, TEXT_OF_64_BYTES).getBytes(StandardCharsets.UTF_8);
    }
}

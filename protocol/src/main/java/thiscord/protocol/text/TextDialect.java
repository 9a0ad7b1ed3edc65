package thiscord.protocol.text;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.EventVisitor;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.Utf8;
import thiscord.protocol.Utf8Builder;

/**
 * Lines for people. A line that starts with {@code /} is a command, {@code //} says a slash, anything else is said to
 * the current room. {@code docs/PROTOCOL.md} is the reference.
 */
public final class TextDialect implements Dialect {
    private static final Command NOT_UTF8 = new Command.Malformed(
            new Refusal(Reason.INVALID_UTF8, "That line is not UTF-8; set your terminal to UTF-8."), null);

    private final EventVisitor<Utf8Builder> writer = new TextWriter();

    @Override
    public String name() {
        return "text";
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public boolean strict() {
        return false;
    }

    @Override
    public Command decode(byte[] bytes, int from, int length) {
        @Nullable String line = Utf8.decode(bytes, from, length);
        if (line == null) {
            return NOT_UTF8;
        }
        if (line.startsWith("//")) {
            return new Command.Say(null, line.substring(1), false, null);
        }
        return line.startsWith("/") ? SlashCommand.read(line) : new Command.Say(null, line, false, null);
    }

    @Override
    public byte[] encode(Event event) {
        return event.accept(writer).toBytes();
    }
}

package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;

/** The fields of each command, written into an object that is open: what {@link CommandReader} reads. */
final class CommandWriter implements Command.Visitor<@Nullable Void> {
    private final JsonGenerator json;

    CommandWriter(JsonGenerator json) {
        this.json = json;
    }

    /** Writes fields; the target is memory, so it does not fail. */
    @FunctionalInterface
    private interface Body {
        void write() throws IOException;
    }

    private @Nullable Void write(String type, @Nullable String id, Body body) {
        try {
            json.writeStringField("type", type);
            body.write();
            text("id", id);
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private void text(String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, wellFormed(value));
        }
    }

    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                int[] points = text.codePoints()
                        .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                        .toArray();
                return new String(points, 0, points.length);
            }
        }
        return text;
    }

    @Override
    public @Nullable Void hello(Command.Hello c) {
        return write("hello", c.id(), () -> {
            text("nick", c.nick());
            text("password", c.password());
            text("ticket", c.ticket());
            text("key", c.key());
            text("invitation", c.invitation());
            text("resume", c.resume());
        });
    }

    @Override
    public @Nullable Void proof(Command.Proof c) {
        return write("proof", c.id(), () -> text("signature", c.signature()));
    }

    @Override
    public @Nullable Void register(Command.Register c) {
        return write("register", c.id(), () -> text("password", c.password()));
    }

    @Override
    public @Nullable Void nick(Command.Nick c) {
        return write("nick", c.id(), () -> text("nick", c.nick()));
    }

    @Override
    public @Nullable Void create(Command.Create c) {
        return write("create", c.id(), () -> {
            text("room", c.room());
            text("keeps", c.keeps());
        });
    }

    @Override
    public @Nullable Void join(Command.Join c) {
        return write("join", c.id(), () -> {
            text("room", c.room());
            if (c.after() != Command.Join.NONE) {
                json.writeNumberField("after", c.after());
            }
            text("epoch", c.epoch());
            if (c.last() != 0) {
                json.writeNumberField("last", c.last());
            }
        });
    }

    @Override
    public @Nullable Void leave(Command.Leave c) {
        return write("leave", c.id(), () -> text("room", c.room()));
    }

    @Override
    public @Nullable Void say(Command.Say c) {
        return write(c.action() ? "action" : "say", c.id(), () -> {
            text("room", c.room());
            text("text", c.text());
        });
    }

    @Override
    public @Nullable Void msg(Command.Msg c) {
        return write("msg", c.id(), () -> {
            text("to", c.to());
            text("text", c.text());
        });
    }

    @Override
    public @Nullable Void who(Command.Who c) {
        return write("who", c.id(), () -> text("room", c.room()));
    }

    @Override
    public @Nullable Void rooms(Command.Rooms c) {
        return write("rooms", c.id(), () -> text("after", orNull(c.after())));
    }

    @Override
    public @Nullable Void topic(Command.Topic c) {
        return write("topic", c.id(), () -> {
            text("room", c.room());
            text("topic", c.topic());
        });
    }

    @Override
    public @Nullable Void history(Command.History c) {
        return write("history", c.id(), () -> {
            text("room", c.room());
            if (c.before() != Long.MAX_VALUE) {
                json.writeNumberField("before", c.before());
            }
            json.writeNumberField("limit", c.limit());
        });
    }

    @Override
    public @Nullable Void board(Command.Board c) {
        return write("board", c.id(), () -> {
            text("room", c.room());
            text("text", c.text());
        });
    }

    @Override
    public @Nullable Void calc(Command.Calc c) {
        return write("calc", c.id(), () -> {
            text("room", c.room());
            text("text", c.text());
        });
    }

    @Override
    public @Nullable Void redeem(Command.Redeem c) {
        return write("redeem", c.id(), () -> text("invitation", c.invitation()));
    }

    @Override
    public @Nullable Void moderate(Command.Moderate c) {
        return write("moderate", c.id(), () -> {
            text("action", c.action().wire());
            text("room", c.room());
            text("nick", orNull(c.about()));
            text("value", orNull(c.value()));
            text("why", orNull(c.why()));
        });
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    @Override
    public @Nullable Void ping(Command.Ping c) {
        return write("ping", c.id(), () -> {});
    }

    @Override
    public @Nullable Void help(Command.Help c) {
        return write("help", c.id(), () -> {});
    }

    @Override
    public @Nullable Void quit(Command.Quit c) {
        return write("quit", null, () -> {});
    }

    @Override
    public @Nullable Void malformed(Command.Malformed c) {
        throw new IllegalArgumentException("a malformed line is no command");
    }
}

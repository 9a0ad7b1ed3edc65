package thiscord.protocol.json;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Action;
import thiscord.protocol.Command;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.Utf8;

/** The table of JSON commands: one line each. */
final class CommandReader {
    private static final int MOST_SHOWN = 40;
    private static final int HISTORY = 50;

    @FunctionalInterface
    private interface Reader {
        Command read(Fields f, @Nullable String id) throws Fields.Wrong;
    }

    private static final Map<String, Reader> TABLE = Map.ofEntries(
            Map.entry(
                    "hello",
                    (f, id) -> new Command.Hello(
                            f.required("nick"),
                            f.text("password"),
                            f.text("ticket"),
                            f.text("key"),
                            f.text("invitation"),
                            f.text("resume"),
                            id)),
            Map.entry("proof", (f, id) -> new Command.Proof(f.required("signature"), id)),
            Map.entry("register", (f, id) -> new Command.Register(f.required("password"), id)),
            Map.entry("nick", (f, id) -> new Command.Nick(f.required("nick"), id)),
            Map.entry("create", (f, id) -> new Command.Create(f.required("room"), f.text("keeps"), id)),
            Map.entry("join", CommandReader::join),
            Map.entry("leave", (f, id) -> new Command.Leave(f.text("room"), id)),
            Map.entry("say", (f, id) -> new Command.Say(f.text("room"), f.required("text"), false, id)),
            Map.entry("action", (f, id) -> new Command.Say(f.text("room"), f.required("text"), true, id)),
            Map.entry("msg", (f, id) -> new Command.Msg(f.required("to"), f.required("text"), id)),
            Map.entry("who", (f, id) -> new Command.Who(f.text("room"), id)),
            Map.entry("rooms", (f, id) -> new Command.Rooms(orEmpty(f.text("after")), id)),
            Map.entry("topic", (f, id) -> new Command.Topic(f.text("room"), f.text("topic"), id)),
            Map.entry("history", CommandReader::history),
            Map.entry("board", (f, id) -> new Command.Board(f.text("room"), f.text("text"), id)),
            Map.entry("calc", (f, id) -> new Command.Calc(f.text("room"), f.required("text"), id)),
            Map.entry("redeem", (f, id) -> new Command.Redeem(f.required("invitation"), id)),
            Map.entry("moderate", CommandReader::moderate),
            Map.entry("ping", (f, id) -> new Command.Ping(id)),
            Map.entry("help", (f, id) -> new Command.Help(id)),
            Map.entry("quit", (f, id) -> new Command.Quit()));

    private static final String TYPES = String.join(", ", new TreeSet<>(TABLE.keySet()));

    private static final String ACTIONS =
            Stream.of(Action.values()).map(Action::wire).collect(Collectors.joining(", "));

    private CommandReader() {}

    static Command read(byte[] bytes, int from, int length) {
        String id = null;
        try {
            Fields fields = Fields.read(bytes, from, length);
            id = fields.id();
            String type = fields.required("type");
            Reader reader = TABLE.get(type);
            if (reader == null) {
                String text = "There is no type '" + Utf8.shortened(type, MOST_SHOWN) + "'; there are " + TYPES + ".";
                return new Command.Malformed(new Refusal(Reason.UNKNOWN_COMMAND, text), id);
            }
            return reader.read(fields, id);
        } catch (Fields.Wrong wrong) {
            return new Command.Malformed(wrong.refusal(), id);
        }
    }

    private static Command join(Fields f, @Nullable String id) throws Fields.Wrong {
        long after = f.number("after", 0, Long.MAX_VALUE, Command.Join.NONE);
        int last = (int) f.number("last", 0, Command.History.MOST, 0);
        return new Command.Join(f.required("room"), after, f.text("epoch"), last, id);
    }

    private static Command history(Fields f, @Nullable String id) throws Fields.Wrong {
        long before = f.number("before", 1, Long.MAX_VALUE, Long.MAX_VALUE);
        return new Command.History(
                f.text("room"), before, (int) f.number("limit", 1, Command.History.MOST, HISTORY), id);
    }

    private static Command moderate(Fields f, @Nullable String id) throws Fields.Wrong {
        Action action = Action.ofWire(f.required("action"));
        if (action == null) {
            throw new Fields.Wrong(Reason.BAD_FIELD, "'action' is one of " + ACTIONS + ".");
        }
        String about = orEmpty(f.text("nick"));
        return new Command.Moderate(
                action, f.text("room"), about, orEmpty(f.text("value")), orEmpty(f.text("why")), id);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}

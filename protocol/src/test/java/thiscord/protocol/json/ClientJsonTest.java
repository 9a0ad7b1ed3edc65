package thiscord.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Action;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Limits;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

class ClientJsonTest {
    private static final int ROUNDS = 2000;
    private static final String[] ODD = {
        "", "a", "ä", "\"", "\\", "\n", "\u0000", "\u001b[2J", "\u2028", "\u202e", "日本", "😀", "{\"type\":\"bye\"}", " "
    };

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final JsonDialect hub = new JsonDialect();

    @Test
    void theHubReadsEveryCommandThatTheClientWrites() {
        List<Supplier<Command>> kinds = commands();

        for (int i = 0; i < ROUNDS; i++) {
            Command sent = kinds.get(i % kinds.size()).get();
            byte[] line = ClientJson.encode(sent);
            assertThat(hub.decode(line, 0, line.length - 1)).as("seed %d", seed).isEqualTo(sent);
            assertOneLine(line);
        }
    }

    @Test
    void theClientReadsEveryEventThatTheHubWrites() throws Exception {
        List<Supplier<Event>> kinds = events();

        for (int i = 0; i < ROUNDS; i++) {
            Event sent = kinds.get(i % kinds.size()).get();
            byte[] line = hub.encode(sent);
            assertThat(ClientJson.decode(line, 0, line.length - 1))
                    .as("seed %d", seed)
                    .isEqualTo(sent);
        }
    }

    @Test
    void theTestKnowsEveryKind() {
        assertThat(commands()).hasSize(Command.class.getPermittedSubclasses().length);
        assertThat(hub.encode(new Event.Echo("not told in JSON"))).isEmpty();
        assertThat(events()).hasSize(Event.class.getPermittedSubclasses().length - 1);
    }

    @Test
    void typesAndFieldsOfNewerHubsAreIgnored() throws Exception {
        assertThat(decode("{\"type\":\"fireworks\",\"colour\":7}")).isNull();
        assertThat(decode("{\"type\":\"pong\",\"id\":\"a\",\"x\":{\"y\":[1,{\"z\":null}]},\"w\":1.5}"))
                .isEqualTo(new Event.Pong("a"));
        assertThat(decode("{\"type\":\"refused\",\"reason\":\"too-purple\",\"text\":\"no\"}"))
                .isEqualTo(new Event.Refused(new Refusal(Reason.INTERNAL, "no"), null));
    }

    @Test
    void whatIsNoEventIsTold() {
        for (String line : List.of(
                "SSH-2.0-OpenSSH",
                "",
                "[]",
                "{",
                "{} {}",
                "{\"type\":7}",
                "{\"type\":\"message\",\"room\":\"a\"}",
                "{\"type\":\"message\",\"room\":\"a\",\"seq\":\"1\",\"from\":\"b\",\"text\":\"\",\"time\":\"now\"}",
                "{\"type\":\"created\",\"room\":\"a\",\"keeps\":\"much\"}",
                "{\"a\":".repeat(2000))) {
            assertThatThrownBy(() -> decode(line)).isInstanceOf(ClientJson.NotAnEvent.class);
        }
    }

    @Test
    void halfACharacterIsReplacedAndDoesNotFail() {
        byte[] line = ClientJson.encode(new Command.Say("a", "x\ud800y", false, null));

        assertThat(hub.decode(line, 0, line.length - 1)).isEqualTo(new Command.Say("a", "x\ufffdy", false, null));
    }

    private static @Nullable Event decode(String line) throws ClientJson.NotAnEvent {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return ClientJson.decode(bytes, 0, bytes.length);
    }

    private static void assertOneLine(byte[] line) {
        assertThat(new String(line, StandardCharsets.UTF_8)).endsWith("\n").containsOnlyOnce("\n");
    }

    private List<Supplier<Command>> commands() {
        return List.of(
                () -> new Command.Hello(text(), maybe(), maybe(), maybe(), maybe(), maybe(), maybe()),
                () -> new Command.Proof(text(), maybe()),
                () -> new Command.Register(text(), maybe()),
                () -> new Command.Nick(text(), maybe()),
                () -> new Command.Create(text(), maybe(), maybe()),
                () -> new Command.Join(text(), number() - 1, maybe(), random.nextInt(1001), maybe()),
                () -> new Command.Leave(maybe(), maybe()),
                () -> new Command.Say(maybe(), text(), random.nextBoolean(), maybe()),
                () -> new Command.Msg(text(), text(), maybe()),
                () -> new Command.Who(maybe(), maybe()),
                () -> new Command.Rooms(text(), maybe()),
                () -> new Command.Topic(maybe(), maybe(), maybe()),
                () -> new Command.History(
                        maybe(),
                        random.nextBoolean() ? Long.MAX_VALUE : number() + 1,
                        1 + random.nextInt(1000),
                        maybe()),
                () -> new Command.Board(maybe(), maybe(), maybe()),
                () -> new Command.Calc(maybe(), text(), maybe()),
                () -> new Command.Redeem(text(), maybe()),
                () -> new Command.Moderate(action(), maybe(), text(), text(), text(), maybe()),
                () -> new Command.Ping(maybe()),
                () -> new Command.Help(maybe()),
                Command.Quit::new,
                this::malformed);
    }

    /** A malformed line cannot be written; what the hub makes of one is the same each time. */
    private Command malformed() {
        assertThatThrownBy(() -> ClientJson.encode(new Command.Malformed(new Refusal(Reason.NOT_JSON, text()), null)))
                .isInstanceOf(IllegalArgumentException.class);
        return new Command.Quit();
    }

    private List<Supplier<Event>> events() {
        return List.of(
                () -> new Event.Welcome(text(), text(), limits(), text(), text(), time(), maybe(), maybe()),
                () -> new Event.Challenge(text(), maybe()),
                () -> new Event.Joined(text(), text(), number(), texts(), count(), text(), keeps(), ends(), maybe()),
                () -> new Event.Left(text(), maybe(), maybe()),
                () -> new Event.Presence(text(), texts(), texts(), count(), count()),
                () -> new Event.Renamed(maybe(), text(), text(), maybe()),
                () -> new Event.Message(
                        text(), number(), text(), random.nextBoolean(), text(), time(), maybe(), random.nextBoolean()),
                () -> new Event.Direct(text(), text(), text(), time(), maybe(), random.nextBoolean(), number()),
                () -> new Event.Mention(
                        new Event.Message(
                                text(), number(), text(), random.nextBoolean(), text(), time(), maybe(), false),
                        number()),
                () -> new Event.Topic(text(), text(), maybe(), maybe()),
                () -> random.nextBoolean()
                        ? new Event.Board(text(), "", null, 0, maybe())
                        : new Event.Board(text(), text(), text(), time(), maybe()),
                () -> new Event.Members(text(), texts(), texts(), count(), maybe()),
                () -> new Event.Rooms(list(x -> roomLine()), random.nextBoolean(), maybe()),
                () -> new Event.History(text(), number(), number(), random.nextBoolean(), maybe()),
                () -> new Event.Created(text(), keeps(), maybe()),
                () -> new Event.Behind(text(), number()),
                () -> new Event.Missed(text(), number(), number()),
                () -> new Event.Notice(maybe(), text(), maybe(), maybe()),
                () -> new Event.Pong(maybe()),
                () -> new Event.Help(texts(), maybe()),
                () -> new Event.Refused(new Refusal(reason(), text()), maybe()),
                () -> new Event.Bye(text()));
    }

    private Event.RoomLine roomLine() {
        return new Event.RoomLine(text(), count(), text(), keeps());
    }

    private Reason reason() {
        return Reason.values()[random.nextInt(Reason.values().length)];
    }

    private Limits limits() {
        int line = 512 + random.nextInt(10_000);
        return new Limits(line, 1 + random.nextInt(line), 1 + count(), 1 + count(), 1 + count(), 1 + count(), 1);
    }

    private Keeps keeps() {
        return switch (random.nextInt(4)) {
            case 0 -> Keeps.NOTHING;
            case 1 -> Keeps.ALL;
            case 2 -> new Keeps(Keeps.Kind.COUNT, 1 + number() % 1_000_000);
            default -> new Keeps(Keeps.Kind.TIME, 1 + number() % 1_000_000);
        };
    }

    private long number() {
        return random.nextBoolean() ? random.nextInt(5) : random.nextLong() >>> 8;
    }

    private long ends() {
        return random.nextBoolean() ? 0 : 1 + time();
    }

    private Action action() {
        return Action.values()[random.nextInt(Action.values().length)];
    }

    private int count() {
        return random.nextInt(100_000);
    }

    private long time() {
        return random.nextLong() >>> 20;
    }

    private @Nullable String maybe() {
        return random.nextInt(3) == 0 ? null : text();
    }

    private String text() {
        StringBuilder out = new StringBuilder();
        for (int parts = random.nextInt(6); parts > 0; parts--) {
            out.append(ODD[random.nextInt(ODD.length)]);
        }
        return out.toString();
    }

    private List<String> texts() {
        return list(x -> text());
    }

    private <T> List<T> list(Function<Integer, T> make) {
        List<T> out = new ArrayList<>();
        for (int size = random.nextInt(4); size > 0; size--) {
            out.add(make.apply(size));
        }
        return out;
    }
}

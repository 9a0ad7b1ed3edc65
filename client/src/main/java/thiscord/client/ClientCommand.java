package thiscord.client;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;
import thiscord.tls.Fingerprint;
import thiscord.tls.TrustOptions;

/** {@code thiscord client}: talk. */
@CommandLine.Command(
        name = "client",
        mixinStandardHelpOptions = true,
        description = {
            "Talk in the rooms of a chat hub.",
            "",
            "In a terminal you type lines and see what others say above them; /help lists the commands.",
            "In a pipe each line of the input is said in the first room, as it is, and what comes is printed; when the"
                    + " input has ended and every line has its receipt, the client ends."
        },
        footer = {
            "",
            "Exit codes: 0 all was said, 2 wrong usage, 4 the hub cannot be reached or refused something, 5"
                    + " the settings are wrong, 130 interrupted.",
            "NO_COLOR turns colours off."
        })
public final class ClientCommand implements Callable<Integer> {
    private static final String NONE = "none";
    private static final Duration ENTERED = Duration.ofSeconds(3);

    @Parameters(
            arity = "0..1",
            paramLabel = "HOST:PORT | thiscord://…",
            converter = Destination.Converter.class,
            defaultValue = "127.0.0.1:12345",
            description = "The hub, or an invitation in one line, which says where it is and which room to enter."
                    + " Default: ${DEFAULT-VALUE}. Beyond 127.0.0.1 it is spoken with by TLS.")
    private Destination destination = Destination.of(Address.loopback(12_345));

    private Address hub = Address.loopback(12_345);

    @Option(
            names = {"-n", "--nick"},
            paramLabel = "NICK",
            description = "The nick to wear. Default: your user name, with a number behind it if it is in use.")
    private @Nullable String nick;

    @Option(
            names = {"-r", "--room"},
            paramLabel = "ROOM",
            description = "A room to enter; may be given several times. The first is the current one.")
    private List<String> rooms = new ArrayList<>();

    @Option(
            names = "--last",
            paramLabel = "COUNT",
            description =
                    "How many of the newest messages to show on entering a room that was not read before, 0 to 1000."
                            + " Default: 20 in a terminal, 0 in a pipe.")
    private @Nullable Integer last;

    @Option(
            names = "--json",
            description = "Print what comes as JSON lines. An input line that begins with { is a command, any other"
                    + " is said.")
    private boolean json;

    @Option(
            names = "--plain",
            description = "Lines only, one after the other, with commands: for screen readers. Taken by itself when the"
                    + " output is no terminal or TERM is dumb, and a person types.")
    private boolean plain;

    @Option(names = "--listen", description = "In a pipe: stay and print when the input has ended.")
    private boolean listen;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "30s",
            description = "In a pipe: how long to try to reach a lost hub again, and to wait for the last receipts; at"
                    + " least 1s. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(
            names = "--state",
            paramLabel = "DIR|none",
            description = "Where it is remembered how far each room was read, for this hub and nick: a room is entered"
                    + " where it was left. Default: $XDG_STATE_HOME/thiscord, else ~/.local/state/thiscord; none in a"
                    + " pipe.")
    private @Nullable String state;

    @Option(
            names = "--config",
            paramLabel = "FILE|none",
            description =
                    "The settings of the terminal; /set changes them. Default: $XDG_CONFIG_HOME/thiscord/client.conf,"
                            + " else ~/.config/thiscord/client.conf.")
    private @Nullable String config;

    @CommandLine.Mixin
    private TrustOptions trust = new TrustOptions();

    @CommandLine.Mixin
    private AccountOptions account = new AccountOptions();

    private ChatClient.Builder described = ChatClient.to(hub);

    @Override
    public Integer call() throws Exception {
        go();
        check();
        boolean terminal = inTerminal();
        // Asks for the password while the terminal is still as it was.
        described = account.on(ChatClient.to(hub)).invitation(destination.secret());
        if (json || listen || !plain && !terminal && !PersonsInput.isTerminal()) {
            return inPipeMode();
        }
        boolean dumb = String.valueOf(System.getenv("TERM")).matches("dumb|null|");
        return inTerminalMode(plain || !terminal || dumb);
    }

    private void go() {
        hub = destination.reachable();
        String room = destination.room();
        if (room != null) {
            rooms.removeIf(one -> Names.key(one).equals(Names.key(room)));
            rooms.add(0, room);
        }
        Fingerprint key = destination.key();
        if (key != null) {
            trust.expect(key);
        }
    }

    private void check() {
        String name = account.name();
        if (name != null) {
            if (nick != null && !Names.key(nick).equals(Names.key(name))) {
                throw new Failure(ExitCode.USAGE, "an account wears its own nick; leave out --nick");
            }
            nick = name;
        }
        Refusal wrong = nick == null ? null : Names.checkNick(nick);
        for (String room : rooms) {
            wrong = wrong == null ? Names.checkRoom(room) : wrong;
        }
        if (wrong != null) {
            throw new Failure(ExitCode.USAGE, wrong.text());
        }
        if (last != null && (last < 0 || last > 1000)) {
            throw new Failure(ExitCode.USAGE, "--last is 0 to 1000, not " + last);
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new Failure(ExitCode.USAGE, "--timeout is at least 1s");
        }
    }

    /** True if stdin and stdout are a terminal. The setting makes newer JDKs answer that as JDK 17 does. */
    private static boolean inTerminal() {
        System.setProperty("jdk.console", "java.base");
        return System.console() != null;
    }

    private int inTerminalMode(boolean lines) throws Exception {
        String noColour = System.getenv("NO_COLOR");
        Settings settings = settings();
        String folder = state == null ? DataFolder.standardState().toString() : state;
        Function<Screen.Desk, Screen> plain =
                lines ? desk -> new PlainLines(System.in, System.out, System.console() != null, desk) : null;
        try (TerminalMode terminal = new TerminalMode(settings, noColour == null || noColour.isEmpty(), plain)) {
            List<String> nicks = nicks(settings, terminal);
            try (ChatClient client = connect(nicks, terminal.heard(), terminal.sight()::say);
                    ReadMarks marks = marks(folder, client, terminal.sight()::say)) {
                terminal.remember(marks, folder.equals(NONE) ? null : typedLines(Path.of(folder), client));
                if (!client.nick().equals(nicks.get(0))) {
                    terminal.sight().say(taken(nicks.get(0), client.nick()) + "; /nick NAME takes another");
                }
                List<String> wanted = rooms.isEmpty() ? settings.words(Setting.ROOMS) : rooms;
                if (wanted.isEmpty()) {
                    terminal.sight().say("you talk in no room yet; /rooms lists them and /join NAME enters one");
                }
                enter(client, marks, wanted, terminal.sight()::say);
                return terminal.run(client);
            }
        }
    }

    /** Enters rooms one after the other, and waits a moment: a hub that does not answer must not keep a person from the keys. */
    private void enter(ChatClient client, ReadMarks marks, List<String> wanted, Consumer<String> notice)
            throws Exception {
        CompletableFuture<?>[] asked = wanted.stream()
                .map(room -> marks.entering(room, last == null ? TerminalMode.SHOWN_ON_JOIN : last, null))
                .map(join -> client.ask(join).handle((event, failed) -> null))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(asked).get(ENTERED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            notice.accept("the hub takes its time; a room is entered when it answers");
        }
    }

    private Settings settings() {
        String file = config;
        return NONE.equals(file)
                ? Settings.none()
                : Settings.read(file == null ? DataFolder.standardConfig().resolve("client.conf") : Path.of(file));
    }

    private Path typedLines(Path folder, ChatClient client) {
        Path marks = MarkFile.in(folder, hub, client.nick());
        return marks.resolveSibling(String.valueOf(marks.getFileName()).replaceFirst("marks$", "typed"));
    }

    /** The one that was named, else the one of the settings, which is asked for once. */
    private List<String> nicks(Settings settings, TerminalMode terminal) {
        String chosen = nick;
        if (chosen != null) {
            return List.of(chosen);
        }
        List<String> standard = Nicks.of(System.getProperty("user.name", ""));
        if (settings.get(Setting.NICK).isEmpty() && settings.file() != null) {
            String wrong = null;
            do {
                String answer = terminal.ask("Which nick do you want to wear? [" + standard.get(0) + "]");
                if (answer == null) {
                    throw new Failure(ExitCode.INTERRUPTED, "interrupted; --nick NICK names a nick too");
                }
                wrong = settings.set(Setting.NICK, answer.isBlank() ? standard.get(0) : answer.strip());
                if (wrong != null) {
                    terminal.sight().say(wrong);
                }
            } while (wrong != null && settings.get(Setting.NICK).isEmpty());
        }
        String own = settings.get(Setting.NICK);
        return own.isEmpty() ? standard : Nicks.of(own);
    }

    private static String taken(String wished, String worn) {
        return "'" + wished + "' is in use here, perhaps by another client of yours; you speak as " + worn;
    }

    private int inPipeMode() throws Exception {
        if (rooms.isEmpty() && !json) {
            throw new Failure(ExitCode.USAGE, "in a pipe, --room ROOM says where to talk");
        }
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                false,
                StandardCharsets.UTF_8);
        PipeMode pipe = new PipeMode(json, timeout, out, System.err);
        List<String> nicks = nick == null ? Nicks.of(System.getProperty("user.name", "")) : List.of(nick);
        try (ChatClient client = connect(nicks, pipe, ClientCommand::warn);
                ReadMarks marks = marks(state == null ? NONE : state, client, ClientCommand::warn)) {
            pipe.remember(marks);
            if (!client.nick().equals(nicks.get(0))) {
                warn(taken(nicks.get(0), client.nick()) + "; --nick NICK chooses");
            }
            for (String room : rooms) {
                enter(client, marks.entering(room, last == null ? 0 : last, null));
            }
            int exitCode = pipe.run(client, rooms.isEmpty() ? null : rooms.get(0), System.in, listen);
            end(client);
            return exitCode;
        } finally {
            out.flush();
        }
    }

    private ChatClient connect(List<String> nicks, ChatHandler handler, Consumer<String> notice) {
        return described
                .tls(trust.with(hub, notice))
                .nicks(nicks)
                .handler(handler)
                .connect();
    }

    /** Ends it and waits until all that came was printed, and noted as read. */
    private static void end(ChatClient client) throws InterruptedException {
        client.close();
        client.awaitClosed();
    }

    private static void warn(String words) {
        System.err.println("thiscord client: " + Visible.line(words));
    }

    private ReadMarks marks(String folder, ChatClient client, Consumer<String> notice) {
        return folder.equals(NONE) ? ReadMarks.none() : ReadMarks.open(Path.of(folder), hub, client.nick(), notice);
    }

    private void enter(ChatClient client, Command.Join join) throws InterruptedException {
        String room = join.room();
        try {
            Event answer = client.ask(join).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (answer instanceof Event.Refused) {
                String why = Visible.line(((Event.Refused) answer).refusal().text());
                throw new Failure(ExitCode.CANNOT_REACH, "cannot enter " + room + ": " + why);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new Failure(ExitCode.CANNOT_REACH, "cannot enter " + room + ": the hub does not answer", e);
        }
    }
}

package thiscord.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.text.SlashCommand;
import thiscord.protocol.text.TextDialect;

/**
 * The client for a person: a line to type on, and above it what comes in. The caller of {@link #run} reads the keys;
 * the handler thread prints, a batch at a time; JLine's lock keeps the two apart.
 */
final class TerminalMode implements ChatHandler, AutoCloseable {
    /** How many of the newest messages a room shows when it is entered. */
    static final int SHOWN_ON_JOIN = 20;

    /** How many of the newest messages that were said while the client was closed are shown. */
    static final int SHOWN_AFTER_ABSENCE = 200;

    private static final int SHOWN_UNSAID = 10;
    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final Terminal terminal;
    private final LineReader reader;
    private final TerminalText text;
    private final Places places = new Places();
    private final TextDialect dialect = new TextDialect();
    /** Lines of the handler thread that wait for {@link #settled}. */
    private final List<AttributedString> batch = new ArrayList<>();

    private final CatchUp catchUp = new CatchUp(SHOWN_AFTER_ABSENCE);
    private List<ReadMark> read = List.of();
    private volatile ReadMarks marks = ReadMarks.none();
    /** What was said and not echoed, by the command; guarded by itself. */
    private final Map<CompletableFuture<Event>, String> unsaid = new LinkedHashMap<>();
    /** The room that the prompt shows. What is typed under it goes there, or nowhere. */
    private volatile @Nullable String prompted;

    private volatile boolean away;
    private volatile boolean leaving;

    TerminalMode(boolean colour) {
        try {
            terminal = openTerminal();
        } catch (IOException e) {
            throw new Failure(ExitCode.UNEXPECTED, "cannot use this terminal: " + e.getMessage(), e);
        }
        boolean dumb = Terminal.TYPE_DUMB.equals(terminal.getType());
        text = new TerminalText(new Colours(colour && !dumb), ZoneId.systemDefault());
        DefaultParser words = new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]);
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("thiscord")
                .parser(words)
                .completer(new Completion(places))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .build();
    }

    /**
     * Where there is a Unix terminal, without native code: the same on every JDK, and without its warnings. Ctrl-C comes
     * as a key only; otherwise JLine would also interrupt the reading thread for it, and one press could count twice.
     */
    private static Terminal openTerminal() throws IOException {
        System.setProperty(TerminalBuilder.PROP_SOFTWARE_SIGNALS, "false");
        TerminalBuilder builder = TerminalBuilder.builder().system(true);
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return (windows ? builder : builder.provider(TerminalBuilder.PROP_PROVIDER_EXEC)).build();
    }

    @Override
    public void event(ChatClient client, Event event) {
        boolean back = away && event instanceof Event.Welcome;
        if (event instanceof Event.Welcome) {
            away = false;
        }
        boolean rejoined = event instanceof Event.Joined && places.in(((Event.Joined) event).room());
        places.hear(event);
        showPlace();
        if (event instanceof Event.Joined joined && !rejoined) {
            catchUp.joined(joined, marks.of(joined.room()));
        }
        if (back) {
            batch.add(text.notice("the hub is back"));
        } else if (event instanceof Event.Message message && catchUp.passesOver(message)) {
            return;
        } else if (!rejoined) {
            catchUp.passedOver(event).ifPresent(notice -> batch.add(text.notice(notice)));
            batch.addAll(text.lines(event, client.nick()));
        }
    }

    @Override
    public void read(ChatClient client, List<ReadMark> soFar) {
        read = soFar;
    }

    /** From now on goes on where those say, and notes there what was shown. To be called before a room is entered. */
    void remember(ReadMarks remembered) {
        marks = remembered;
    }

    /** Something that the client itself has to say. Any thread. */
    void say(String words) {
        if (!leaving) {
            above(List.of(text.notice(words)));
        }
    }

    /** The command that enters a room where it was left, or with the newest so many messages. */
    Command.Join entering(String room, int last, @Nullable String id) {
        return marks.entering(room, last, id);
    }

    @Override
    public void lost(ChatClient client, String why, Duration retryIn) {
        if (!away) {
            batch.add(text.notice("lost the hub: " + why + "; trying again. What you say is kept and sent then."));
        }
        away = true;
    }

    @Override
    public void closed(ChatClient client, String why) {
        batch.add(text.notice("the connection has ended: " + why));
    }

    @Override
    public void settled(ChatClient client) {
        if (!leaving) {
            if (!batch.isEmpty()) {
                above(batch);
            }
            marks.note(read);
        }
        batch.clear();
    }

    private void above(List<AttributedString> lines) {
        reader.printAbove(AttributedString.join(new AttributedString("\n"), lines));
    }

    /**
     * Reads and obeys lines until the user leaves.
     *
     * @return the exit code
     */
    int run(ChatClient client) {
        int exitCode = read(client);
        leaving = true;
        return allSaid() ? exitCode : ExitCode.CANNOT_REACH;
    }

    /** Waits a moment for the last echoes, and says what was not said. */
    private boolean allSaid() {
        List<CompletableFuture<Event>> waiting;
        synchronized (unsaid) {
            waiting = List.copyOf(unsaid.keySet());
        }
        if (!away) {
            await(CompletableFuture.allOf(waiting.toArray(new CompletableFuture<?>[0])));
        }
        List<String> left;
        synchronized (unsaid) {
            left = List.copyOf(unsaid.values());
        }
        for (String line : left.subList(0, Math.min(left.size(), SHOWN_UNSAID))) {
            terminal.writer().println("not said: " + Visible.line(line));
        }
        if (left.size() > SHOWN_UNSAID) {
            terminal.writer().println("not said: " + (left.size() - SHOWN_UNSAID) + " more");
        }
        terminal.flush();
        return left.isEmpty();
    }

    private int read(ChatClient client) {
        while (true) {
            try {
                prompted = places.current();
                String line = reader.readLine(prompt(prompted));
                if (!line.isBlank() && !obey(client, line, prompted)) {
                    return ExitCode.OK;
                }
            } catch (UserInterruptException e) {
                if (e.getPartialLine().isEmpty()) {
                    return ExitCode.INTERRUPTED;
                }
            } catch (EndOfFileException e) {
                return ExitCode.OK;
            }
        }
    }

    private static String prompt(@Nullable String room) {
        return room == null ? "> " : Visible.line(room) + "> ";
    }

    /** The prompt follows when we were put out of its room, or entered one and it had none. */
    private void showPlace() {
        String room = places.current();
        if (!Objects.equals(room, prompted) && (room == null || prompted == null)) {
            prompted = room;
            ((LineReaderImpl) reader).setPrompt(prompt(room));
        }
    }

    /** False if that was the last line. */
    private boolean obey(ChatClient client, String line, @Nullable String room) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        Command command = FilledIn.in(room, dialect.decode(bytes, 0, bytes.length), null);
        if (command instanceof Command.Quit) {
            return false;
        }
        if (command instanceof Command.Help) {
            help();
        } else if (command instanceof Command.Malformed) {
            above(text.lines(new Event.Refused(((Command.Malformed) command).refusal(), null), client.nick()));
        } else if (command instanceof Command.Join && places.switchTo(((Command.Join) command).room())) {
            above(List.of(text.notice("now talking in " + places.current())));
        } else if (nowhere(command)) {
            above(List.of(text.notice("that was not said or done: you talk in no room; /rooms lists them and /join NAME"
                    + " enters one")));
        } else {
            ask(client, command instanceof Command.Join ? withHistory((Command.Join) command) : command);
        }
        return true;
    }

    private Command withHistory(Command.Join join) {
        return join.after() != Command.Join.NONE ? join : entering(join.room(), SHOWN_ON_JOIN, join.id());
    }

    private static boolean nowhere(Command command) {
        return command instanceof Command.Say && ((Command.Say) command).room() == null
                || command instanceof Command.Leave && ((Command.Leave) command).room() == null
                || command instanceof Command.Who && ((Command.Who) command).room() == null
                || command instanceof Command.Topic && ((Command.Topic) command).room() == null
                || command instanceof Command.History && ((Command.History) command).room() == null;
    }

    private void ask(ChatClient client, Command command) {
        CompletableFuture<Event> answer = client.ask(command);
        note(command, answer);
        answer.whenComplete((event, failed) -> {
            if (failed != null && !leaving) {
                above(List.of(text.notice("not done: there is no connection to the hub; try again later")));
            }
        });
        if (command instanceof Command.Join || command instanceof Command.Leave) {
            Event event = await(answer);
            if (event instanceof Event.Joined) {
                places.switchTo(((Event.Joined) event).room());
            }
        }
    }

    /** Remembers what is said until its echo; while the hub is away, also on the screen. */
    private void note(Command command, CompletableFuture<Event> answer) {
        String words = command instanceof Command.Say say
                ? say.text()
                : command instanceof Command.Msg msg ? "(to " + msg.to() + ") " + msg.text() : null;
        if (words == null) {
            return;
        }
        synchronized (unsaid) {
            unsaid.put(answer, words);
        }
        answer.whenComplete((event, failed) -> {
            if (failed == null) {
                synchronized (unsaid) {
                    unsaid.remove(answer);
                }
            }
        });
        if (away) {
            above(List.of(text.notice("waits for the hub: " + words)));
        }
    }

    /** The answer, if it comes soon: so that the prompt that follows shows the right room. */
    private static <T> @Nullable T await(CompletableFuture<T> answer) {
        try {
            return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void help() {
        List<AttributedString> lines = new ArrayList<>();
        for (SlashCommand command : SlashCommand.all()) {
            lines.add(text.notice(String.format("%-24s %s", command.usage(), command.help())));
        }
        lines.add(text.notice("//TEXT says a text that begins with a slash. Tab completes. Ctrl-D leaves."));
        above(lines);
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}

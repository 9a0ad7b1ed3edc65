package thiscord.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.text.SlashCommand;
import thiscord.protocol.text.TextDialect;

/** Obeys what a person types: says it, asks the hub, or does it here. For the reading thread; never holds a lock and waits. */
final class Orders {
    private static final int SHOWN_UNSAID = 10;
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final String NOWHERE =
            "that was not said or done: you talk in no room; /rooms lists them and /join NAME enters one";

    private final TerminalMode mode;
    private final Sight sight;
    private final ChatClient client;
    private final OwnOrders own;
    private final TextDialect dialect = new TextDialect();
    private final Unsaid unsaid = new Unsaid();

    Orders(TerminalMode mode, ChatClient client) {
        this.mode = mode;
        this.sight = mode.sight();
        this.client = client;
        this.own = new OwnOrders(sight, client);
    }

    /** Until the person leaves; the exit code. */
    int readAll() {
        while (true) {
            try {
                TerminalMode.Typed typed = mode.next();
                if (!typed.line().isBlank() && !obey(typed.line(), typed.room())) {
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

    /** False if that was the last line. */
    private boolean obey(String line, @Nullable String room) {
        Commands.Own here = Commands.own(line);
        if (here != null) {
            own.obey(here, Commands.arguments(line), room);
            return true;
        }
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        Command command = FilledIn.in(room, dialect.decode(bytes, 0, bytes.length), null);
        if (command instanceof Command.Quit) {
            return false;
        }
        if (command instanceof Command.Help) {
            help();
        } else if (command instanceof Command.Malformed malformed) {
            sight.show(sight.text().lines(new Event.Refused(malformed.refusal(), null), client.nick()));
        } else if (command instanceof Command.Join join && sight.turnTo(join.room())) {
            return true;
        } else if (command instanceof Command.Hello) {
            sight.say("one logs in at the start: thiscord client --account NAME");
        } else if (command instanceof Command.Moderate decision && own.obeyed(decision)) {
            return true;
        } else if (nowhere(command)) {
            sight.say(NOWHERE);
        } else if (command instanceof Command.History && own.searching()) {
            sight.say("a search is under way; ask again when it has ended");
        } else {
            ask(command instanceof Command.Join join ? withHistory(join) : command);
        }
        return true;
    }

    private Command withHistory(Command.Join join) {
        return join.after() != Command.Join.NONE
                ? join
                : mode.entering(join.room(), TerminalMode.SHOWN_ON_JOIN, join.id());
    }

    private static boolean nowhere(Command command) {
        return command instanceof Command.Say say && say.room() == null
                || command instanceof Command.Leave leave && leave.room() == null
                || command instanceof Command.Who who && who.room() == null
                || command instanceof Command.Topic topic && topic.room() == null
                || command instanceof Command.Board board && board.room() == null
                || command instanceof Command.Calc calc && calc.room() == null
                || command instanceof Command.Moderate moderate && moderate.room() == null
                || command instanceof Command.History history && history.room() == null;
    }

    private void ask(Command command) {
        String words = Unsaid.words(command);
        if (words != null) {
            own.back();
        }
        if (command instanceof Command.Join join) {
            sight.wish(join.room());
            if (sight.lost() && !sight.ended()) {
                sight.say("waits for the hub: /join " + join.room());
            }
        }
        CompletableFuture<Event> answer = client.ask(command);
        boolean ended = sight.ended();
        if (words != null) {
            unsaid.note(words, answer);
            if (sight.lost() && !ended) {
                sight.say("waits for the hub: " + words);
            }
        }
        answer.whenComplete((event, failed) -> {
            if (failed != null) {
                sight.say("not done: "
                        + (ended
                                ? "the connection has ended; Ctrl-D leaves"
                                : "there is no connection to the hub; try again later"));
            }
        });
        if (command instanceof Command.Join || command instanceof Command.Leave) {
            await(answer);
        }
    }

    /** Waits for an answer that comes soon: so that what is typed next goes to the right room. */
    private static void await(CompletableFuture<?> answer) {
        try {
            answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            System.getLogger("thiscord.client").log(System.Logger.Level.DEBUG, "an answer that did not come", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void help() {
        List<AttributedString> lines = new ArrayList<>();
        int columns = sight.screen().columns();
        for (SlashCommand command : Commands.all()) {
            String line = String.format(Locale.ROOT, "%-24s %s", command.usage(), command.help());
            lines.addAll(WrappedWords.lines(sight.text().notice(line), columns, 27));
        }
        String keys = "//TEXT says a text that begins with a slash. Alt-Enter begins a new line. Tab completes. Ctrl-N,"
                + " Ctrl-P and Alt-1 to Alt-9 turn to other rooms. Ctrl-R searches what you typed. Ctrl-D leaves.";
        lines.addAll(WrappedWords.lines(sight.text().notice(keys), columns, 2));
        sight.show(lines);
    }

    /** Waits a moment for the last echoes; what came before them has come then. */
    void awaitEchoes() {
        if (!sight.lost()) {
            await(CompletableFuture.allOf(unsaid.waiting().toArray(new CompletableFuture<?>[0])));
        }
    }

    /** Waits a moment for the last echoes, and says what was not said. */
    boolean allSaid() {
        awaitEchoes();
        List<String> left = unsaid.left();
        List<AttributedString> lines = new ArrayList<>();
        left.stream()
                .limit(SHOWN_UNSAID)
                .forEach(line -> lines.add(new AttributedString("not said: " + Visible.line(line))));
        if (left.size() > SHOWN_UNSAID) {
            lines.add(new AttributedString("not said: " + (left.size() - SHOWN_UNSAID) + " more"));
        }
        if (!lines.isEmpty()) {
            sight.screen().show(lines);
        }
        return left.isEmpty();
    }
}

package thiscord.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Command;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.json.JsonDialect;
import thiscord.protocol.text.TextDialect;

/**
 * The client without a terminal: what comes goes to stdout, line by line, in the text dialect or as JSON lines; each
 * line of the input is said in the first room as it is, with its slashes. With JSON, an input line that begins with
 * <code>{</code> is a command instead. When the input has ended and everything was answered, it is done.
 *
 * <p>Threads: the handler thread writes the output; a daemon thread of its own reads the input, and waits while 1,000
 * lines are unanswered; the caller of {@link #run} waits.
 */
final class PipeMode implements ChatHandler {
    private final boolean json;
    private final Dialect dialect;
    private final Duration patience;
    private final PrintStream out;
    private final PrintStream err;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    /** The unanswered commands, and one for the input that has not ended. */
    private final AtomicInteger open = new AtomicInteger(1);

    private List<ReadMark> read = List.of();
    private volatile ReadMarks marks = ReadMarks.none();
    private volatile boolean entered;
    private volatile boolean refused;
    private volatile long losses;
    private volatile boolean away;

    /** @param patience how long to try to reach a lost hub again, and to wait for the last receipts */
    PipeMode(boolean json, Duration patience, PrintStream out, PrintStream err) {
        this.json = json;
        this.dialect = json ? new JsonDialect() : new TextDialect();
        this.patience = patience;
        this.out = out;
        this.err = err;
    }

    @Override
    public void event(ChatClient client, Event event) {
        if (event instanceof Event.Welcome) {
            away = false;
        }
        if (json) {
            out.writeBytes(dialect.encode(event));
        } else if (event instanceof Event.Refused) {
            if (entered) {
                complain(((Event.Refused) event).refusal().text());
            }
        } else if (!(event instanceof Event.Welcome)) {
            String text = new String(dialect.encode(event), StandardCharsets.UTF_8);
            text.lines().map(Visible::line).forEach(line -> out.print(line + "\n"));
        }
    }

    private void complain(String text) {
        err.println("! " + Visible.line(text));
    }

    @Override
    public void read(ChatClient client, List<ReadMark> soFar) {
        read = soFar;
    }

    /** From now on notes there what was printed. */
    void remember(ReadMarks remembered) {
        marks = remembered;
    }

    @Override
    public void settled(ChatClient client) {
        if (out.checkError()) {
            done.complete(ExitCode.OK);
        } else {
            marks.note(read);
        }
    }

    @Override
    public void lost(ChatClient client, String why, Duration retryIn) {
        if (away) {
            return;
        }
        away = true;
        long loss = ++losses;
        err.println("thiscord client: lost the hub: " + Visible.line(why) + "; trying again for " + patience.toSeconds()
                + " s");
        later(() -> {
            if (away && losses == loss) {
                fail("the hub is still away after " + patience.toSeconds() + " s; --timeout waits longer");
            }
        });
    }

    @Override
    public void closed(ChatClient client, String why) {
        fail("the connection has ended: " + Visible.line(why));
    }

    private void fail(String line) {
        done.completeExceptionally(new Failure(ExitCode.CANNOT_REACH, line));
    }

    private void later(Runnable task) {
        CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS)
                .execute(task);
    }

    /**
     * Says what the input holds, and waits for the receipts.
     *
     * @param stay go on when the input has ended, until interrupted
     * @return the exit code
     */
    int run(ChatClient client, @Nullable String room, InputStream input, boolean stay) throws InterruptedException {
        entered = true;
        Thread reading = new Thread(() -> read(client, room, input, stay), "thiscord-client-input");
        reading.setDaemon(true);
        reading.start();
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure
                    ? (Failure) e.getCause()
                    : new Failure(ExitCode.UNEXPECTED, String.valueOf(e.getCause()), e);
        }
    }

    private void read(ChatClient client, @Nullable String room, InputStream input, boolean stay) {
        try {
            InputLines.read(input, line -> take(client, room, line));
        } catch (IOException e) {
            fail("cannot read the input: " + Failure.why(e));
        }
        if (!stay) {
            later(() -> fail("no receipt within " + patience.toSeconds() + " s; --timeout waits longer"));
            answered();
        }
    }

    private void take(ChatClient client, @Nullable String room, @Nullable String line) {
        if (line == null) {
            refused = true;
            complain("A line of the input was longer than " + InputLines.MAX_LINE + " bytes or not UTF-8.");
        } else if (!line.isEmpty()) {
            ask(client, command(line, room));
        }
    }

    private Command command(String line, @Nullable String room) {
        if (json && line.startsWith("{")) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            return FilledIn.in(room, dialect.decode(bytes, 0, bytes.length), null);
        }
        return new Command.Say(room, line, false, null);
    }

    private void ask(ChatClient client, Command command) {
        if (command instanceof Command.Quit) {
            done.complete(refused ? ExitCode.CANNOT_REACH : ExitCode.OK);
            return;
        }
        open.incrementAndGet();
        client.ask(command).whenComplete((event, failed) -> {
            refused |= failed != null || event instanceof Event.Refused;
            answered();
        });
    }

    private void answered() {
        if (open.decrementAndGet() == 0) {
            done.complete(refused ? ExitCode.CANNOT_REACH : ExitCode.OK);
        }
    }
}

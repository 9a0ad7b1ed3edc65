package thiscord.subscriber.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import thiscord.cli.Failure;
import thiscord.cli.PlatformText;

/**
 * Runs a command for each event, by {@code sh -c}. The event is on its standard input, one JSON line, and never in the
 * command line; in its environment are {@code THISCORD_TOPIC} and, for a numbered event, {@code THISCORD_OFFSET}. What it
 * says goes where ours goes.
 *
 * <p>It took the event if it ends with 0. With 65 (EX_DATAERR of sysexits) it says that it never will; with anything else,
 * or when it takes too long and is ended, it is run again.
 */
public final class ExecSink implements Sink {
    private static final Logger LOG = System.getLogger("thiscord.subscriber");
    private static final int NEVER = 65;
    /** A shell's answer, and Java's, for a command that was ended by a signal: this and its number. */
    private static final int SIGNALLED = 128;

    private static final long GRACE_MILLIS = 500;

    private final String command;
    private final Duration limit;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param limit how long one run may take */
    public ExecSink(String command, Duration limit) {
        if (command.isBlank()) {
            throw new IllegalArgumentException("--exec wants a command");
        }
        this.command = command;
        this.limit = limit;
    }

    @Override
    public void take(SinkEvent event) throws NotTaken, InterruptedException {
        Process process = start(event);
        running.add(process);
        try {
            if (closed) {
                askToEnd(process);
            }
            feed(process, event.line() + "\n");
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                end(process);
                throw NotTaken.now("the command took longer than " + limit.toMillis() + " ms");
            }
            int code = process.exitValue();
            if (code > SIGNALLED) {
                // Who ended it may be ending us too, which is not to count as its failure.
                TimeUnit.MILLISECONDS.sleep(GRACE_MILLIS);
            }
            if (code == NEVER) {
                throw NotTaken.forGood("the command ended with " + code);
            }
            if (code != 0) {
                throw NotTaken.now("the command ended with " + code);
            }
        } finally {
            running.remove(process);
        }
    }

    private Process start(SinkEvent event) throws NotTaken {
        String topic = Printable.line(event.topic());
        String script = PlatformText.isUtf8()
                ? command
                : "THISCORD_TOPIC=" + PlatformText.shellWord(topic) + " exec sh -c " + PlatformText.shellWord(command);
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", script))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // A variable cannot hold everything that a topic can; the line on the input has it exactly.
        builder.environment().put("THISCORD_TOPIC", topic);
        builder.environment().remove("THISCORD_OFFSET");
        if (event.offset() > 0) {
            builder.environment().put("THISCORD_OFFSET", Long.toString(event.offset()));
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw NotTaken.now("the command cannot be started: " + Failure.why(e));
        }
    }

    /** On a thread of its own, as a command that does not read must not hold up who looks at the clock. */
    private static void feed(Process process, String text) {
        Thread feeder = new Thread(
                () -> {
                    try (OutputStream to = process.getOutputStream()) {
                        to.write(text.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException unread) {
                        LOG.log(Level.DEBUG, "subscriber: the command did not read all of the event");
                    }
                },
                "sink-feeder");
        feeder.setDaemon(true);
        feeder.start();
    }

    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> all = askToEnd(process);
        if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** The shell first, which would go on behind a command that ends. */
    private static List<ProcessHandle> askToEnd(Process process) {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        all.forEach(ProcessHandle::destroy);
        return all;
    }

    /** Tells the commands that run to end. */
    @Override
    public void close() {
        closed = true;
        running.forEach(ExecSink::askToEnd);
    }
}

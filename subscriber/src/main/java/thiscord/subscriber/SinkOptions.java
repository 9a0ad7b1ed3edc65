package thiscord.subscriber;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thiscord.cli.DurationConverter;
import thiscord.subscriber.sink.ExecSink;
import thiscord.subscriber.sink.NotifySink;
import thiscord.subscriber.sink.Retries;
import thiscord.subscriber.sink.Signature;
import thiscord.subscriber.sink.Sink;
import thiscord.subscriber.sink.WebhookSink;

/** The options that say where events are taken to, other than the output, and how. */
final class SinkOptions {
    /** What is told by a notice. */
    enum What {
        MENTIONS,
        ALL
    }

    /** What becomes of the others when an event was not taken for good. */
    enum OnFailure {
        STOP,
        SKIP
    }

    private static final int MOST_PARALLEL = 64;

    @Option(
            names = "--exec",
            paramLabel = "COMMAND",
            description = {
                "Run COMMAND (by sh -c) for each event, which is one JSON line on its standard input;",
                "THISCORD_TOPIC and THISCORD_OFFSET are in its environment.",
                "It took the event if it ends with 0; 65 says that it never will."
            })
    private @Nullable String exec;

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description = {
                "POST each event to URL as JSON, with the header webhook-id to know it again by.",
                "It took the event if it answers 2xx. Redirects are not followed."
            })
    private @Nullable URI webhook;

    @Option(
            names = "--allow-host",
            paramLabel = "HOST",
            description = {
                "A host that --webhook may talk to. An address that is not public has to be named too;",
                "localhost names this machine. May be given more than once."
            })
    private List<String> allowed = new ArrayList<>();

    @Option(
            names = "--secret",
            paramLabel = "FILE",
            description = "Sign what --webhook posts with the secret in FILE (HMAC-SHA256, Standard Webhooks).")
    private @Nullable Path secret;

    @Option(
            names = "--notify",
            paramLabel = "WHAT",
            description = "Show a notice on the desktop or the terminal: of mentions of --nick, or of all events.")
    private @Nullable What notify;

    @Option(names = "--nick", paramLabel = "NICK", description = "Whose mentions; may be given more than once.")
    private List<String> nicks = new ArrayList<>();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1",
            description = {
                "Take up to N events at a time (default ${DEFAULT-VALUE}: all in order);",
                "those of one topic come one behind the other."
            })
    private int parallel = 1;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often an event that was not taken is tried again (default ${DEFAULT-VALUE}).")
    private int retries = 5;

    @Option(
            names = "--retry-pause",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "The pause before the first retry; it doubles up to 1m (default ${DEFAULT-VALUE}).")
    private Duration pause = Duration.ofSeconds(1);

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long one try may take (default ${DEFAULT-VALUE}).")
    private Duration limit = Duration.ofSeconds(30);

    @Option(
            names = "--on-failure",
            paramLabel = "stop|skip",
            description = {
                "What to do when an event was not taken for good, which the log names:",
                "end with 4, or pass over it (default: stop if --reliable, else skip)."
            })
    private @Nullable OnFailure onFailure;

    /** True if events are to be taken somewhere. */
    boolean isGiven() {
        return exec != null || webhook != null || notify != null;
    }

    /**
     * Where to.
     *
     * @throws IllegalArgumentException with a line for the user
     */
    Sink sink() {
        if (Stream.of(exec, webhook, notify).filter(one -> one != null).count() > 1) {
            throw new IllegalArgumentException("--exec, --webhook and --notify exclude each other; run one for each");
        }
        if (limit.toMillis() < 1) {
            throw new IllegalArgumentException("--time-limit is 1ms or more");
        }
        if (parallel < 1 || parallel > MOST_PARALLEL) {
            throw new IllegalArgumentException("--parallel is 1 to " + MOST_PARALLEL + ", not " + parallel);
        }
        if (exec != null) {
            return new ExecSink(exec, limit);
        }
        if (webhook != null) {
            return WebhookSink.to(webhook, allowed, secret == null ? null : Signature.of(secret), limit);
        }
        if (notify == What.MENTIONS && nicks.isEmpty()) {
            throw new IllegalArgumentException("--notify mentions wants a --nick");
        }
        return NotifySink.onThisScreen(notify == What.MENTIONS ? nicks : List.of());
    }

    Retries retries() {
        return new Retries(retries, pause);
    }

    int parallel() {
        return parallel;
    }

    boolean passesOver(boolean reliable) {
        return onFailure == null ? !reliable : onFailure == OnFailure.SKIP;
    }
}

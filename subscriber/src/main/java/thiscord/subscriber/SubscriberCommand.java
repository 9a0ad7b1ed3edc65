package thiscord.subscriber;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.Address;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.link.GateOptions;
import thiscord.link.GateTunnel;
import thiscord.tls.TrustOptions;

/** {@code thiscord subscriber [TOPIC-PREFIX…]}: prints events, a line each. */
@Command(
        name = "subscriber",
        mixinStandardHelpOptions = true,
        description = {
            "Print the events of the broker, a line each: [topic] payload; on a terminal as a person reads them.",
            "Waits for the broker if it is away, says so, and finds it again after a restart.",
            "Ends with 0 after --count events, or when nobody reads its output any more;",
            "with 4 when nothing came within --timeout.",
            "With --reliable each event of a topic comes once and in order, also across restarts of the broker;",
            "events that are gone are told in a line: [topic] ! events 3 to 7 are gone.",
            "With --exec, --webhook or --notify events are taken there and not printed;",
            "with --reliable each is taken once or more, and --state moves on behind what was taken."
        },
        footer = {
            "",
            "Examples:",
            "  thiscord subscriber                    everything",
            "  thiscord subscriber room/ user/bob     two prefixes",
            "  thiscord subscriber --json room/ | jq .payload.data.text",
            "  thiscord subscriber --readable room/ > log   room/lab  ann: hello",
            "  thiscord subscriber --last health/     how things are, and what becomes of them",
            "  thiscord subscriber --state here room/ goes on where the last one with that file ended",
            "  thiscord subscriber --state here --exec ./on-message room/lab",
            "  thiscord subscriber --notify mentions --nick bob room/"
        })
public final class SubscriberCommand implements Callable<Integer> {
    /** {@code HOST:PORT} with the broker's port for what goes out. */
    static final class Out extends Address.Converter {
        Out() {
            super(5556);
        }
    }

    /** {@code HOST:PORT} with the port of the broker's replay door. */
    static final class Replay extends Address.Converter {
        Replay() {
            super(REPLAY_PORT);
        }
    }

    private static final int REPLAY_PORT = 5557;
    private static final Duration FOREVER = Duration.ofDays(10_000);

    @Parameters(
            arity = "0..*",
            paramLabel = "TOPIC-PREFIX",
            description = "Beginnings of topics to follow; without any, everything.")
    private List<String> prefixes = new ArrayList<>();

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:5556",
            converter = Out.class,
            description = "Where the broker gives events out (default ${DEFAULT-VALUE}).")
    private Address address = Address.loopback(5556);

    @Option(
            names = "--json",
            description = {
                "Print one JSON object a line: {\"topic\":…,\"payload\":…};",
                "a payload that is not JSON comes as a string under \"text\"."
            })
    private boolean json;

    @Option(names = "--raw", description = "Print [topic] payload: the default unless the output is a terminal.")
    private boolean raw;

    @Option(
            names = "--readable",
            description = {
                "Print what happened as a person reads it, 'room/lab  ann: hello':",
                "the default if the output is a terminal."
            })
    private boolean readable;

    @Option(names = "--count", paramLabel = "N", description = "End after N events.")
    private @Nullable Long count;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End when no event came for that long, e.g. 5s.")
    private @Nullable Duration timeout;

    @Option(names = "--reliable", description = "Miss nothing, or say what is missing. So do the options below.")
    private boolean reliable;

    @Option(
            names = "--replay",
            paramLabel = "HOST:PORT",
            converter = Replay.class,
            description = "Where the broker is asked for events again (default: where it says itself).")
    private @Nullable Address replay;

    @Option(names = "--from", paramLabel = "OFFSET", description = "Begin with that offset in each topic.")
    private @Nullable Long from;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Begin with events of that age, e.g. 10m.")
    private @Nullable Duration since;

    @Option(names = "--last", description = "Begin with the last event of each topic that is kept, at once.")
    private boolean last;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = {
                "Keep in FILE what was printed, and go on there if it says something.",
                "After kill -9 the event that was being printed may come twice."
            })
    private @Nullable Path state;

    @Mixin
    private GateOptions gate = new GateOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private SinkOptions sinks = new SinkOptions();

    @Override
    public Integer call() throws InterruptedException {
        if ((json || raw || readable) && sinks.isGiven()) {
            throw new Failure(
                    ExitCode.USAGE, "--json, --raw and --readable are for what is printed; sinks get JSON anyway");
        }
        if ((json ? 1 : 0) + (raw ? 1 : 0) + (readable ? 1 : 0) > 1) {
            throw new Failure(ExitCode.USAGE, "--json, --raw and --readable exclude each other");
        }
        LineForm form = LineForm.chosen(json, raw, readable);
        boolean wantsAll = reliable || replay != null || from != null || since != null || last || state != null;
        if (gate.isAsked()) {
            Consumer<String> notice = TrustOptions.telling(Objects.requireNonNull(spec, "set by picocli"));
            GateTunnel.Wants wants = new GateTunnel.Wants(List.of(), prefixes.isEmpty() ? List.of("") : prefixes);
            replay = wantsAll ? gate.through(address, "replay", wants, notice) : null;
            address = gate.through(address, "out", wants, notice);
        }
        if (wantsAll) {
            return reliably(form);
        }
        if (count != null && count < 1) {
            throw new Failure(ExitCode.USAGE, "--count is 1 or more, not " + count);
        }
        PrintStream out = System.out;
        try (EventSubscriber subscriber = EventSubscriber.connect(address, prefixes)) {
            if (sinks.isGiven()) {
                return sinkRun().plain(subscriber, () -> nothing(subscriber.subscribed()));
            }
            for (long left = count == null ? Long.MAX_VALUE : count; left > 0; left--) {
                ReceivedEvent event = subscriber.next(timeout == null ? FOREVER : timeout);
                if (event == null) {
                    throw nothing(subscriber.subscribed());
                }
                byte[] line = (form.of(event.topic(), event.payload(), event.text(), "") + "\n")
                        .getBytes(StandardCharsets.UTF_8);
                out.write(line, 0, line.length);
                if (out.checkError()) {
                    return ExitCode.OK;
                }
            }
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    private int reliably(LineForm form) throws InterruptedException {
        try {
            if (count != null && count < 1) {
                throw new IllegalArgumentException("--count is 1 or more, not " + count);
            }
            if (from != null && from < 1) {
                throw new IllegalArgumentException("--from is 1 or more, not " + from);
            }
            Beginning beginning = new Beginning(from == null ? 0 : from, since, last);
            Duration patience = timeout == null ? FOREVER : timeout;
            if (sinks.isGiven()) {
                return sinkRun().reliable(address, replay, prefixes, beginning, state);
            }
            return new ReliablePrinter(address, replay, prefixes, beginning, state, form)
                    .print(System.out, count == null ? Long.MAX_VALUE : count, patience);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    private SinkRun sinkRun() {
        return new SinkRun(sinks, count == null ? Long.MAX_VALUE : count, timeout == null ? FOREVER : timeout);
    }

    private Failure nothing(boolean subscribed) {
        return subscribed
                ? new Failure(
                        ExitCode.CANNOT_REACH,
                        "no event came from the broker at " + GateTunnel.shown(address) + " in time")
                : Failure.cannotReach("the broker", GateTunnel.shown(address), "--address", null);
    }
}

package thiscord.subscriber;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thiscord.cli.Address;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.json.PayloadJson;

/** {@code thiscord subscriber [TOPIC-PREFIX…]}: prints events, a line each. */
@Command(
        name = "subscriber",
        mixinStandardHelpOptions = true,
        description = {
            "Print the events of the broker, a line each: [topic] payload.",
            "Waits for the broker if it is away, and finds it again after a restart.",
            "Ends with 0 after --count events, or when nobody reads its output any more;",
            "with 4 when nothing came within --timeout."
        },
        footer = {
            "",
            "Examples:",
            "  thiscord subscriber                    everything",
            "  thiscord subscriber room/ user/bob     two prefixes",
            "  thiscord subscriber --json room/ | jq .payload.data.text"
        })
public final class SubscriberCommand implements Callable<Integer> {
    /** {@code HOST:PORT} with the broker's port for what goes out. */
    static final class Out extends Address.Converter {
        Out() {
            super(5556);
        }
    }

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

    @Option(names = "--count", paramLabel = "N", description = "End after N events.")
    private @Nullable Long count;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End when no event came for that long, e.g. 5s.")
    private @Nullable Duration timeout;

    @Override
    public Integer call() throws InterruptedException {
        if (count != null && count < 1) {
            throw new Failure(ExitCode.USAGE, "--count is 1 or more, not " + count);
        }
        PrintStream out = System.out;
        try (EventSubscriber subscriber = EventSubscriber.connect(address, prefixes)) {
            for (long left = count == null ? Long.MAX_VALUE : count; left > 0; left--) {
                ReceivedEvent event = subscriber.next(timeout == null ? FOREVER : timeout);
                if (event == null) {
                    throw nothing(subscriber.subscribed());
                }
                byte[] line = (line(event) + "\n").getBytes(StandardCharsets.UTF_8);
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

    private Failure nothing(boolean subscribed) {
        return subscribed
                ? new Failure(ExitCode.CANNOT_REACH, "no event came from the broker at " + address + " in time")
                : Failure.cannotReach("the broker", address, "--address", null);
    }

    private String line(ReceivedEvent event) {
        if (!json) {
            return "[" + Printable.line(event.topic()) + "] " + Printable.line(event.text());
        }
        String payload = PayloadJson.wrong(event.payload()) == null
                ? "\"payload\":" + event.text()
                : "\"text\":" + PayloadJson.quote(event.text());
        return Printable.line("{\"topic\":" + PayloadJson.quote(event.topic()) + "," + payload + "}");
    }
}

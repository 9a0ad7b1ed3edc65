package thiscord.publisher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.Address;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.link.GateOptions;
import thiscord.link.GateTunnel;
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;
import thiscord.protocol.event.Topics;
import thiscord.protocol.json.PayloadJson;
import thiscord.tls.TrustOptions;

/** {@code thiscord publisher TOPIC [TEXT]}: sends one event, or one for each line of the standard input. */
@Command(
        name = "publisher",
        mixinStandardHelpOptions = true,
        description = {
            "Send events to the broker: TEXT, or each line of the standard input.",
            "A plain text is sent as {\"text\":TEXT}. Ends with 0 when the broker has read everything.",
            "With --confirm it ends with 0 when the broker has kept everything, so that the end of its process loses",
            "none of it, and each event is taken once; else the lines that may be missing are named.",
            "With --spool it publishes files, for as long as it runs."
        },
        footer = {
            "",
            "Examples:",
            "  thiscord publisher alerts/door 'The door is open'",
            "  tail -f door.jsonl | thiscord publisher --json alerts/door",
            "  thiscord publisher --confirm --state sent alerts/door < door.txt   goes on where it ended",
            "  thiscord publisher --spool drop     then: mv order.json drop/"
        })
public final class PublisherCommand implements Callable<Integer> {
    private static final int BACKLOG = 10_000;

    /** {@code HOST:PORT} with the broker's port for what comes in. */
    static final class In extends Address.Converter {
        In() {
            super(5555);
        }
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TOPIC",
            description = "1 to 512 bytes of UTF-8, not beginning with '#'; with --spool the files name it.")
    private @Nullable String topic;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The event; without it, lines are read.")
    private @Nullable String text;

    @Option(names = "--json", description = "TEXT, or each line, is JSON and sent as it is.")
    private boolean json;

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:5555",
            converter = In.class,
            description = "Where the broker takes events (default ${DEFAULT-VALUE}).")
    private Address address = Address.loopback(5555);

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description =
                    "How long to wait for the broker, at the start and whenever it does not keep up (default ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(5);

    @Mixin
    private ConfirmOptions confirm = new ConfirmOptions();

    @Mixin
    private GateOptions gate = new GateOptions();

    @Mixin
    private SpoolOptions spool = new SpoolOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (gate.isAsked()) {
            enterGate(line.getCommandSpec());
        }
        if (spool.isAsked()) {
            if (topic != null || json || confirm.keepsState()) {
                throw new ParameterException(
                        line, "--spool takes all from its files: leave out TOPIC, --json and --state");
            }
            return spool.run(confirm.door(address), line.getOut());
        }
        if (topic == null) {
            throw new ParameterException(line, "Missing required parameter: 'TOPIC'");
        }
        byte @Nullable [] one = text == null ? null : payload(text, 0);
        if (confirm.isAsked()) {
            return confirm.run(address, topic(), timeout).publish(one, this::lines);
        }
        EventPublisher publisher = EventPublisher.connect(address, BACKLOG, timeout);
        try (publisher) {
            if (!publisher.awaitConnected(timeout)) {
                throw Failure.cannotReach("the broker", GateTunnel.shown(address), "--address", null);
            }
            if (one != null) {
                publish(publisher, one);
            } else {
                lines(payload -> publish(publisher, payload));
            }
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage(), e);
        }
        EventPublisher.Stats end = publisher.stats();
        long lost = end.dropped() + end.unconfirmed();
        if (lost > 0) {
            throw lost(lost);
        }
        return ExitCode.OK;
    }

    private String topic() {
        return Objects.requireNonNull(topic);
    }

    /** From then on the addresses are those of tunnels. */
    private void enterGate(CommandSpec self) {
        Consumer<String> notice = TrustOptions.telling(self);
        GateTunnel.Wants wants =
                topic == null ? GateTunnel.Wants.UNKNOWN : new GateTunnel.Wants(List.of(topic), List.of());
        if (spool.isAsked() || confirm.isAsked()) {
            confirm.use(gate.through(address, "replay", wants, notice));
        } else {
            address = gate.through(address, "in", wants, notice);
        }
    }

    private Failure lost(long count) {
        return new Failure(
                ExitCode.CANNOT_REACH,
                "the broker at " + GateTunnel.shown(address) + " stopped taking events; " + count
                        + " may not have arrived");
    }

    private void publish(EventPublisher publisher, byte[] payload) throws InterruptedException {
        if (!publisher.publish(topic(), payload, timeout)) {
            throw lost(publisher.stats().queued() + 1L);
        }
    }

    /** A line that is wrong ends it; the ones before are published all the same. */
    private void lines(ConfirmedRun.Taker taker) throws InterruptedException {
        Framing framing = new LineFraming(Topics.MAX_PAYLOAD_BYTES);
        byte[] read = new byte[8192];
        int number = 1;
        try {
            for (int n = System.in.read(read); n >= 0; n = System.in.read(read)) {
                framing.wrap(read, 0, n);
                for (Framing.Result r = framing.next(); r != Framing.Result.NONE; r = framing.next()) {
                    taker.take(payload(line(framing, r, number), number++));
                }
                framing.retain();
            }
            if (framing.flush() == Framing.Result.FRAME) {
                taker.take(payload(line(framing, Framing.Result.FRAME, number), number));
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "line " + number + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String line(Framing framing, Framing.Result found, int number) {
        if (found == Framing.Result.TOO_LONG) {
            throw new Failure(
                    ExitCode.USAGE, "line " + number + " is longer than " + Topics.MAX_PAYLOAD_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(framing.frameBytes(), framing.frameStart(), framing.frameLength()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Failure(ExitCode.USAGE, "line " + number + " is not UTF-8", e);
        }
    }

    private byte[] payload(String line, int number) {
        if (!json) {
            return PayloadJson.text(line);
        }
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        String wrong = PayloadJson.wrong(bytes);
        if (wrong != null) {
            throw new Failure(ExitCode.USAGE, (number == 0 ? "TEXT" : "line " + number) + " is not JSON: " + wrong);
        }
        return bytes;
    }
}

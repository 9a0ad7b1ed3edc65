package thiscord.bench;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;

/** {@code thiscord bench hub}: loads a running hub and prints what it did. */
@Command(
        name = "hub",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Loads a running hub: rooms of members, some of whom speak. Prints deliveries a second and how long a"
                    + " delivery took.",
            "It uses the rooms bench-1, bench-2 ... and makes those that are missing; they stay, empty."
        },
        footer = {
            "",
            "With --window a message is sent when another has reached everyone, and time counts from its sending.",
            "With --rate messages are sent on a schedule, and time counts from when a message was due."
        })
final class HubBenchCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "HOST:PORT",
            arity = "0..1",
            defaultValue = "127.0.0.1:12345",
            converter = HubAddress.class,
            description = "The hub.")
    private Address hub = Address.loopback(HubAddress.PORT);

    @Option(names = "--rooms", paramLabel = "N", description = "Rooms.")
    private int rooms = 1;

    @Option(names = "--members", paramLabel = "N", description = "Members of each room.")
    private int members = 100;

    @Option(names = "--senders", paramLabel = "N", description = "How many members of each room speak.")
    private int senders = 1;

    @Option(names = "--size", paramLabel = "BYTES", description = "Bytes of a message, from 32.")
    private int size = 64;

    @Option(names = "--window", paramLabel = "N", description = "Messages in flight over all rooms.")
    private int window = 16;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages a second over all rooms, instead of a window; 0 is none.")
    private double rate;

    @Option(names = "--seconds", paramLabel = "N", description = "How long to measure, after a warm-up.")
    private int seconds = 5;

    @Option(names = "--dialect", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
    private Speech dialect = Speech.TEXT;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter err = spec().commandLine().getErr();
        Report report = HubLoad.run(load(), line -> {
            err.println(line);
            err.flush();
        });
        PrintWriter out = spec().commandLine().getOut();
        out.println(json ? report.inJson() : report.inWords());
        out.flush();
        return ExitCode.OK;
    }

    private Load load() {
        try {
            return new Load(hub, dialect, rooms, members, senders, size, window, rate, seconds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), Objects.requireNonNull(e.getMessage()), e);
        }
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "set by picocli");
    }

    /** A hub's address. */
    static final class HubAddress extends Address.Converter {
        static final int PORT = 12345;

        HubAddress() {
            super(PORT);
        }
    }
}

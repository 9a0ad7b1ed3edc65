package thiscord.broker;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import thiscord.cli.Address;
import thiscord.cli.Serving;

/** {@code thiscord broker}: runs a broker until SIGINT or SIGTERM. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        description = {
            "Run the broker of the event plane.",
            "Programs push events in (ZeroMQ PUSH) and follow topics (ZeroMQ SUB); there is no login, so keep it on loopback."
        })
public final class BrokerCommand implements Callable<Integer> {
    /** {@code HOST:PORT} with the in door's port. */
    static final class In extends Address.Converter {
        In() {
            super(BrokerSettings.IN_PORT);
        }
    }

    /** {@code HOST:PORT} with the out door's port. */
    static final class Out extends Address.Converter {
        Out() {
            super(BrokerSettings.OUT_PORT);
        }
    }

    @Option(
            names = "--in",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:5555",
            converter = In.class,
            description = "Where events come in (default ${DEFAULT-VALUE}; port 0 takes any free one).")
    private Address in = Address.loopback(BrokerSettings.IN_PORT);

    @Option(
            names = "--out",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:5556",
            converter = Out.class,
            description = "Where events go out (default ${DEFAULT-VALUE}; port 0 takes any free one).")
    private Address out = Address.loopback(BrokerSettings.OUT_PORT);

    @Option(names = "--in-port", paramLabel = "PORT", description = "The port of --in alone.")
    private @Nullable Integer inPort;

    @Option(names = "--out-port", paramLabel = "PORT", description = "The port of --out alone.")
    private @Nullable Integer outPort;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Broker broker = Broker.start(BrokerSettings.at(at(line, in, inPort), at(line, out, outPort)));
        String ready = "ready: events in " + broker.inAddress() + " out " + broker.outAddress();
        return Serving.untilStopped(broker, ready, line.getOut());
    }

    private static Address at(CommandLine line, Address address, @Nullable Integer port) {
        try {
            return port == null ? address : new Address(address.host(), port);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }
}

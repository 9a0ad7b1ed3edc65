package thiscord.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import thiscord.broker.gate.Gate;
import thiscord.broker.gate.TokenCommand;
import thiscord.broker.gate.Tokens;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Privileges;
import thiscord.cli.Serving;
import thiscord.tls.KeyFiles;
import thiscord.tls.KeyOptions;
import thiscord.tls.Listening;
import thiscord.tls.ServerTls;

/** {@code thiscord broker}: runs a broker until SIGINT or SIGTERM. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        subcommands = {StatusCommand.class, TokenCommand.class},
        description = {
            "Run the broker of the event plane.",
            "Programs push events in (ZeroMQ PUSH) and follow topics (ZeroMQ SUB); there is no login, so keep it on loopback",
            "and open it to other machines by --listen.",
            "Example: thiscord broker --data /srv/thiscord"
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

    /** {@code HOST:PORT} with the replay door's port. */
    static final class Replay extends Address.Converter {
        Replay() {
            super(BrokerSettings.REPLAY_PORT);
        }
    }

    @Option(
            names = "--replay",
            paramLabel = "HOST:PORT",
            converter = Replay.class,
            description = {
                "Where numbered events are asked for again and others confirmed (default port 5557 of the host of --out,",
                "any free one if the port of --out is 0; port 0 takes any free one)."
            })
    private @Nullable Address replay;

    @Option(names = "--in-port", paramLabel = "PORT", description = "The port of --in alone.")
    private @Nullable Integer inPort;

    @Option(names = "--out-port", paramLabel = "PORT", description = "The port of --out alone.")
    private @Nullable Integer outPort;

    @Option(names = "--replay-port", paramLabel = "PORT", description = "The port of --replay alone.")
    private @Nullable Integer replayPort;

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description = {
                "Keep numbered events in the folder 'events' of DIR, so that their offsets outlive the broker.",
                "Without it they are kept in memory."
            })
    private @Nullable Path data;

    @Option(
            names = "--number",
            paramLabel = "PREFIX",
            description = {
                "Number and keep topics that begin so, whether anybody follows them or not, so that",
                "'subscriber --last' has an answer at once. May be given several times (default health/)."
            })
    private @Nullable List<String> number;

    @Option(
            names = "--listen",
            paramLabel = "HOST[:PORT]",
            description = {
                "Open a gate there for other machines (port 5558), with TLS, to whoever has a token: see 'broker token'.",
                "May be given several times."
            })
    private List<String> listen = new ArrayList<>();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(
            names = "--hubs-secret",
            paramLabel = "FILE",
            description = {
                "The room service's hubs.secret, or a copy: with proof by it alone are events taken on the topics room/,",
                "user/, health/ and thiscord/. Default: hubs.secret in --data if it is there. Without either it is looked for",
                "in the usual data folder, and these topics are everybody's until a hub or room service proves to know it."
            })
    private @Nullable Path hubsSecret;

    @Option(
            names = "--journal-age",
            paramLabel = "TIME",
            defaultValue = "1d",
            converter = DurationConverter.class,
            description = "How long numbered events are kept at the most (default ${DEFAULT-VALUE}).")
    private Duration journalAge = BrokerSettings.JOURNAL_AGE;

    @Option(
            names = "--journal-mib",
            paramLabel = "N",
            description = "How many MiB of them are kept at the most (default 256 in a folder, 32 in memory).")
    private @Nullable Integer journalMib;

    @Option(
            names = "--durability",
            paramLabel = "process|power",
            defaultValue = "process",
            description = {
                "What a confirmed event survives: the end of the process, or a power cut too, which is slower",
                "and needs --data (default ${DEFAULT-VALUE})."
            })
    private String durability = "process";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        BrokerSettings settings = settings(line);
        SecretFile secret = new SecretFile(hubsSecret, data);
        ReservedTopics reserved = secret.reserved();
        privileges(settings).reads(secret.file()).enforce();
        Broker broker = Broker.start(settings, reserved);
        String ready = "ready: events in " + broker.inAddress() + " out " + broker.outAddress() + " replay "
                + broker.replayAddress();
        if (listen.isEmpty()) {
            return Serving.untilStopped(broker, ready, line.getOut());
        }
        try {
            Gate gate = gate(broker);
            String opened = Listening.opened("events", gate.addresses(), gate::fingerprint);
            return Serving.untilStopped(
                    () -> {
                        gate.close();
                        broker.close();
                    },
                    ready + System.lineSeparator() + opened,
                    line.getOut());
        } catch (Failure e) {
            broker.close();
            throw e;
        }
    }

    private Privileges privileges(BrokerSettings settings) {
        if (listen.isEmpty()) {
            return settings.privileges(data);
        }
        try {
            Privileges all = settings.privileges(folder());
            gates().forEach(all::listens);
            return all.reads(key().key()).reads(key().certificate());
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, e.getMessage() + "; see --help", e);
        }
    }

    private Path folder() {
        return data == null ? DataFolder.standard() : data.toAbsolutePath();
    }

    private List<Address> gates() {
        return listen.stream().map(one -> Address.parse(one, Gate.PORT)).toList();
    }

    private KeyFiles key() {
        return Objects.requireNonNull(keys.files(folder()), "there is a folder");
    }

    private Gate gate(Broker broker) {
        try {
            return broker.openTo(gates(), ServerTls.open(key()), new Tokens(folder().resolve(Tokens.FILE)));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, e.getMessage() + "; see --help", e);
        }
    }

    private BrokerSettings settings(CommandLine line) {
        Address outAt = at(line, out, outPort);
        Address usualReplay = new Address(outAt.host(), outAt.port() == 0 ? 0 : BrokerSettings.REPLAY_PORT);
        if (!durability.equals("process") && !durability.equals("power")) {
            throw new ParameterException(line, "--durability is process or power, not '" + durability + "'");
        }
        if (durability.equals("power") && data == null) {
            throw new ParameterException(line, "--durability power needs --data: memory survives no power cut");
        }
        long usual = data == null ? BrokerSettings.MEMORY_BYTES : BrokerSettings.FILE_BYTES;
        try {
            BrokerSettings usualSettings = BrokerSettings.at(at(line, in, inPort), outAt);
            return usualSettings
                    .withNumbered(number == null ? usualSettings.numbered() : number)
                    .withPowerCuts(durability.equals("power"))
                    .withReplay(at(line, replay == null ? usualReplay : replay, replayPort))
                    .withJournal(
                            data == null ? null : data.toAbsolutePath().resolve(BrokerSettings.JOURNAL_FOLDER),
                            journalAge,
                            journalMib == null ? usual : (long) journalMib << 20);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }

    private static Address at(CommandLine line, Address address, @Nullable Integer port) {
        try {
            return port == null ? address : new Address(address.host(), port);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }
}

package thiscord.publisher;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/** The options of publishing with confirmation. */
final class ConfirmOptions {
    private static final int IN_PORT = 5555;
    private static final int REPLAY_PORT = 5557;

    /** {@code HOST:PORT} with the port of the broker's replay door. */
    static final class Replay extends Address.Converter {
        Replay() {
            super(REPLAY_PORT);
        }
    }

    @Option(
            names = "--confirm",
            description =
                    "Wait until the broker has kept each event, sending it again if need be. So do the options below.")
    private boolean confirm;

    @Option(
            names = "--replay",
            paramLabel = "HOST:PORT",
            converter = Replay.class,
            description = "Where the broker confirms: 'replay' in its ready line (default port 5557 of --address).")
    private @Nullable Address replay;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = {
                "Keep in FILE how many lines were confirmed, and pass over so many of the input the next time:",
                "with the same input, or one that has grown, each line is published once, also after kill -9."
            })
    private @Nullable Path state;

    boolean isAsked() {
        return confirm || replay != null || state != null;
    }

    boolean keepsState() {
        return state != null;
    }

    /**
     * @param in where the broker takes other events
     * @throws Failure usage, if nobody can tell where the broker confirms
     */
    Address door(Address in) {
        if (replay == null && in.port() != IN_PORT) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--confirm needs --replay when the port of --address is not " + IN_PORT
                            + ": the broker's ready line names it behind 'replay'");
        }
        return replay == null ? new Address(in.host(), REPLAY_PORT) : replay;
    }

    /** Confirms by way of that address, whatever the options say. */
    void use(Address door) {
        replay = door;
    }

    /** See {@link #door}. */
    ConfirmedRun run(Address in, String topic, Duration timeout) {
        return new ConfirmedRun(door(in), topic, timeout, state);
    }
}

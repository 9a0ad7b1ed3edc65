package thiscord.ctl;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thiscord.cli.DataFolder;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.ctl.door.Frames;

/** Which server is asked, and how long it may take. */
class Reach {
    /** How long is waited for an answer. */
    static final Duration USUAL = Duration.ofSeconds(5);
    /** How long is waited for what the server has to write first. */
    static final Duration LENGTHY = Duration.ofMinutes(10);

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description =
                    "The data folder of the server. Default: $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord.")
    private @Nullable Path data;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "How long to wait for each answer, such as 500ms or 10s. Default: 5s; 10m where files are made.")
    private @Nullable Duration timeout;

    /** The server's data folder. */
    Path data() {
        return data == null ? DataFolder.standard() : data.toAbsolutePath();
    }

    /** Asks, see {@link DoorClient}; a refusal comes back as an answer. */
    Map<String, Object> answer(
            Map<String, ?> request, boolean repeatable, Duration usual, Consumer<Map<String, Object>> taking) {
        Duration patience = timeout == null ? usual : timeout;
        if (patience.isZero()) {
            throw new Failure(ExitCode.USAGE, "--timeout is at least 1ms");
        }
        try (DoorClient client = new DoorClient(data().resolve(Frames.FILE), patience)) {
            return client.ask(request, repeatable, taking);
        }
    }

    /**
     * Has a file made, and takes it.
     *
     * @throws Failure if that is refused
     */
    Map<String, Object> taken(Map<String, ?> request, Consumer<HandedOver> taking) {
        Map<String, Object> answer =
                answer(request, true, LENGTHY, given -> taking.accept(HandedOver.of(data(), given)));
        throwIfRefused(answer);
        return answer;
    }

    static void throwIfRefused(Map<String, Object> answer) {
        if (!Boolean.TRUE.equals(answer.get("ok"))) {
            throw new Failure(ExitCode.UNEXPECTED, "refused: " + answer.get("text"));
        }
    }
}

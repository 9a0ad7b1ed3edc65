package thiscord.ctl;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thiscord.cli.DataFolder;
import thiscord.cli.DurationConverter;
import thiscord.ctl.door.Frames;

/** What every {@code thiscord ctl} command knows. */
final class CtlOptions {
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
            description = "How long to wait for each answer, such as 500ms or 10s. Default: 5s.")
    private Duration timeout = Duration.ofSeconds(5);

    @Option(names = "--json", description = "Print the answer as it came: one JSON object.")
    private boolean json;

    Path socket() {
        return (data == null ? DataFolder.standard() : data.toAbsolutePath()).resolve(Frames.FILE);
    }

    Duration timeout() {
        return timeout;
    }

    boolean json() {
        return json;
    }
}

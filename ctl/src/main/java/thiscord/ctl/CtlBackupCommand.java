package thiscord.ctl;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thiscord ctl backup}: a backup that the running server makes. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Has the server make a backup of its data folder and takes it, for you alone: what thiscord backup writes, for"
                    + " thiscord restore.",
            "",
            "The server needs room for it in the data folder for a moment; thiscord backup does not."
        })
final class CtlBackupCommand implements Callable<Integer> {
    private static final String TO = "--to";

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private CtlOptions options = new CtlOptions();

    @Option(
            names = TO,
            paramLabel = "FILE",
            description = "The file to write. Default: thiscord-backup-TIME.zip in this folder.")
    private @Nullable Path to;

    @Override
    public Integer call() {
        Path file = to == null
                ? Path.of("thiscord-backup-"
                        + ZonedDateTime.now(ZoneOffset.UTC)
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss'Z'", Locale.ROOT))
                        + ".zip")
                : to;
        HandedOver.check(file, false, TO, options.reach().data());
        Map<String, Object> answer = new LinkedHashMap<>(options.reach()
                .answer(
                        Map.of("command", "backup"),
                        true,
                        Reach.LENGTHY,
                        given -> HandedOver.of(options.reach().data(), given).copyTo(file, false, TO)));
        answer.computeIfPresent("file", (key, handed) -> file.toAbsolutePath().toString());
        return options.show(
                answer,
                Objects.requireNonNull(spec, "set by picocli").commandLine().getOut());
    }
}

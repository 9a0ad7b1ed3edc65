package thiscord.ctl;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/** {@code thiscord ctl export}: what a room keeps, from the server that runs. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes the messages that a room keeps, oldest first. What was said until the server began is in.")
final class CtlExportCommand implements Callable<Integer> {
    private static final String OUT = "--out";

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private Reach reach = new Reach();

    @Parameters(paramLabel = "ROOM", description = "The room.")
    private String room = "";

    @Option(names = "--json", description = "One JSON object a line, as the hub sends it, instead of text.")
    private boolean json;

    @Option(
            names = {"-o", OUT},
            paramLabel = "FILE",
            description =
                    "A file to write, for you alone, instead of the standard output. It appears when it is whole.")
    private @Nullable Path out;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Override
    public Integer call() {
        Path file = out;
        if (file != null) {
            HandedOver.check(file, force, OUT, reach.data());
        }
        Map<String, Object> answer =
                reach.taken(Map.of("command", "export", "room", room, "form", json ? "json" : "text"), handed -> {
                    if (file == null) {
                        print(handed);
                    } else {
                        handed.copyTo(file, force, OUT);
                    }
                });
        if (file != null) {
            var console =
                    Objects.requireNonNull(spec, "set by picocli").commandLine().getErr();
            console.println("wrote " + answer.get("messages") + " messages of '" + answer.get("room") + "' to " + file);
            console.flush();
        }
        return ExitCode.OK;
    }

    /** Whoever reads the output may have seen enough. */
    private static void print(HandedOver handed) {
        try (OutputStream to = new FileOutputStream(FileDescriptor.out)) {
            handed.copyTo(to);
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("Broken pipe")) {
                throw new Failure(ExitCode.UNEXPECTED, "cannot write the output: " + Failure.why(e), e);
            }
        }
    }
}

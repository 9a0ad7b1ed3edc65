package thiscord.processing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thiscord processing …}: small servers that work on lines. */
@Command(
        name = "processing",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Small servers that work on the lines they are sent: a calculator, a pipeline; and processors of messages.",
        subcommands = {CalcCommand.class, PipelineCommand.class, ServeCommand.class, ChildCommand.class})
public final class ProcessingCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec, "set by picocli").commandLine(),
                "name a command: calc, pipeline, serve or child");
    }
}

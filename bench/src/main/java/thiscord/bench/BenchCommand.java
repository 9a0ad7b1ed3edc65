package thiscord.bench;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thiscord bench}: measures what runs. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        description = "Loads a running server and measures it.",
        subcommands = HubBenchCommand.class)
public final class BenchCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    /** Without a word for what to load there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                (spec == null ? CommandSpec.create() : spec).commandLine(), "name what to load, such as hub");
    }
}

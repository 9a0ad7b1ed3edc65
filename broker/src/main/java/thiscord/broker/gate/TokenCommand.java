package thiscord.broker.gate;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/** {@code thiscord broker token …}: who may come in from other machines. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Says who may publish and follow events from other machines, by way of --listen.")
public final class TokenCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where broker-tokens lies. Default: $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord.")
    private @Nullable Path data;

    private Tokens tokens() {
        return new Tokens((data == null ? DataFolder.standard() : data).resolve(Tokens.FILE));
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec, "set by picocli").commandLine(), "say add, list or remove");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Makes a token and prints it, once; put it into a file that only its user can read.")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--publish",
                            paramLabel = "TOPIC",
                            split = ",",
                            description =
                                    "This topic may be published: room/build that alone, room/build* and room/ all"
                                            + " that begin so, * all.")
                    @Nullable
                    List<String> publish,
            @Option(
                            names = "--subscribe",
                            paramLabel = "TOPIC",
                            split = ",",
                            description = "This topic may be followed, in the same forms.")
                    @Nullable
                    List<String> subscribe) {
        try {
            Grants grants = new Grants(
                    publish == null ? new ArrayList<>() : publish, subscribe == null ? new ArrayList<>() : subscribe);
            out().println(tokens().add(name, grants));
            out().flush();
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists who there is; tokens themselves are not kept.")
    int list() {
        tokens().all().forEach(one -> out().println(one.name() + " " + one.grants()));
        out().flush();
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Removes one: nobody comes in with it any more. Who is in stays until the connection ends.")
    int remove(@Parameters(paramLabel = "NAME") String name) {
        tokens().remove(name);
        out().println("removed " + name + ".");
        out().flush();
        return ExitCode.OK;
    }
}

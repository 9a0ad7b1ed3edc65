package thiscord.launcher;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thiscord help}: what {@code --help} says, of a command or of one inside it. */
@Command(name = "help", description = "Show the manual of a command.")
final class Manual implements Runnable {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "As it is typed, such as: rooms mute")
    private List<String> words = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandLine line = (spec == null ? CommandSpec.create() : spec).commandLine();
        CommandLine found = line.getParent();
        for (String word : words) {
            CommandLine next = found.getSubcommands().get(word);
            if (next == null) {
                throw new ParameterException(
                        line, "'" + found.getCommandSpec().qualifiedName() + "' has no command '" + word + "'");
            }
            found = next;
        }
        found.usage(line.getOut());
    }
}

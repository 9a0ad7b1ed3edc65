package thiscord.mailbox;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import thiscord.cli.DataFolder;
import thiscord.cli.Main;

/** {@code thiscord mailbox …}: shared mailboxes for programs of this machine. */
@Command(
        name = "mailbox",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Mailboxes that programs of this machine share: in a mapped file, and over TCP on 127.0.0.1.",
        subcommands = {StartCommand.class, StopCommand.class, StatusCommand.class})
public final class MailboxCommand implements Runnable {
    /** The option that says where the files are. */
    static final class Data {
        @Option(
                names = DataFolder.OPTION,
                paramLabel = "DIR",
                description = "Where the files of servers lie, in 'mailboxes'. Default: $XDG_DATA_HOME/thiscord, else"
                        + " ~/.local/share/thiscord.")
        private @Nullable Path data;

        Path folder() {
            return data == null ? DataFolder.standard() : data.toAbsolutePath().normalize();
        }
    }

    @Spec
    private @Nullable CommandSpec spec;

    /** What {@code mailbox start} runs in the background; it needs no other command. */
    public static void main(String... arguments) {
        System.exit(Main.run(new MailboxCommand(), arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec, "set by picocli").commandLine(), "name a command: start, stop or status");
    }
}

package thiscord.mailbox;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/** {@code thiscord mailbox stop}: ends a server and frees what it had. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = {
            "Ends the server of a port and removes its mailboxes; what one that was killed left is removed too. Done again, it"
                    + " does nothing."
        },
        footer = {"", "Ends with 0 if nothing is left, 4 if the server cannot be ended, 5 if files cannot be removed."})
final class StopCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "PORT", description = "The server's port.")
    private int port;

    @Mixin
    private MailboxCommand.Data data = new MailboxCommand.Data();

    @Override
    public Integer call() {
        checkPort(port);
        Objects.requireNonNull(spec, "set by picocli")
                .commandLine()
                .getOut()
                .println(Stopping.stop(data.folder(), port));
        return ExitCode.OK;
    }

    static void checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, "a port is 1 to 65535, not " + port + "; see --help");
        }
    }
}

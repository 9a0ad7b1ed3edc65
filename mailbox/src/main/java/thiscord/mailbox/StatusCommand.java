package thiscord.mailbox;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/** {@code thiscord mailbox status}: which servers there are. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Says which servers of mailboxes run, what they have counted, and which have died.",
        footer = {"", "Ends with 0 if the server of PORT, or each that is there, answers; else with 4."})
final class StatusCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "PORT", description = "The port of one; else all are told.")
    private @Nullable Integer port;

    @Mixin
    private MailboxCommand.Data data = new MailboxCommand.Data();

    @Override
    public Integer call() {
        PrintWriter out =
                Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
        try {
            boolean all = true;
            for (ServerFolder folder : folders()) {
                Optional<ServerState> state = folder.state();
                // Whoever has the port of one that died is somebody else.
                boolean lives = state.flatMap(ServerState::process).isPresent();
                String answer = lives ? Stopping.ask(state.get(), "status") : null;
                boolean runs = answer != null && answer.startsWith("ok ");
                out.println(Address.loopback(folder.port()) + "  "
                        + state.map(ServerState::shape).orElse("?") + "  "
                        + (runs ? "process " + state.get().pid() + ", " + answer.substring(3) : silent(lives)));
                all &= runs;
            }
            return all ? ExitCode.OK : ExitCode.CANNOT_REACH;
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, "cannot read the files of servers: " + Failure.why(e), e);
        }
    }

    private static String silent(boolean lives) {
        return lives
                ? "does not answer within " + Stopping.ANSWER.toSeconds()
                        + " s: it is stuck or the machine is busy; thiscord mailbox stop ends it"
                : "has died; mailbox start takes over what it held, mailbox stop removes it";
    }

    private List<ServerFolder> folders() throws IOException {
        if (port == null) {
            return ServerFolder.all(data.folder());
        }
        StopCommand.checkPort(port);
        ServerFolder one = ServerFolder.of(data.folder(), port);
        if (!one.exists()) {
            throw new Failure(
                    ExitCode.CANNOT_REACH,
                    "no mailboxes are served on port " + port + " with the files in " + data.folder()
                            + "; mailbox start serves some");
        }
        return List.of(one);
    }
}

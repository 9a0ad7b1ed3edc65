package thiscord.launcher;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import thiscord.bench.BenchCommand;
import thiscord.broker.BrokerCommand;
import thiscord.cli.Main;
import thiscord.cli.PlatformText;
import thiscord.client.ClientCommand;
import thiscord.ctl.CtlCommand;
import thiscord.hub.ChatHubCommand;
import thiscord.hub.ExportCommand;
import thiscord.hub.backup.BackupCommand;
import thiscord.hub.backup.RestoreCommand;
import thiscord.mailbox.MailboxCommand;
import thiscord.processing.ProcessingCommand;
import thiscord.publisher.PublisherCommand;
import thiscord.rooms.PeopleCommand;
import thiscord.rooms.RoomServiceCommand;
import thiscord.rooms.RoomsCommand;
import thiscord.subscriber.SubscriberCommand;

/** The main of ThisCord. Only the command that was asked for is loaded, so that short commands start fast. */
@Command(
        name = "thiscord",
        mixinStandardHelpOptions = true,
        versionProvider = Launcher.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Private chat for small groups that host it themselves.",
        footer = {"", "thiscord COMMAND --help tells more about each."})
public final class Launcher implements Runnable {
    private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("up", UpCommand::new);
        COMMANDS.put("client", ClientCommand::new);
        COMMANDS.put("rooms", RoomsCommand::new);
        COMMANDS.put("people", PeopleCommand::new);
        COMMANDS.put("export", ExportCommand::new);
        COMMANDS.put("backup", BackupCommand::new);
        COMMANDS.put("restore", RestoreCommand::new);
        COMMANDS.put("ctl", CtlCommand::new);
        COMMANDS.put("publisher", PublisherCommand::new);
        COMMANDS.put("subscriber", SubscriberCommand::new);
        COMMANDS.put("chat-hub", ChatHubCommand::new);
        COMMANDS.put("room-service", RoomServiceCommand::new);
        COMMANDS.put("broker", BrokerCommand::new);
        COMMANDS.put("mailbox", MailboxCommand::new);
        COMMANDS.put("processing", ProcessingCommand::new);
        COMMANDS.put("bench", BenchCommand::new);
        COMMANDS.put("help", Manual::new);
    }

    @Spec
    private @Nullable CommandSpec spec;

    private Launcher() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String... arguments) {
        String[] given = PlatformText.begin(arguments);
        System.exit(Main.run(commandLine(given), given));
    }

    /** The command line with the one command that the arguments name, or with all of them. */
    static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new Launcher());
        String first = Arrays.stream(arguments)
                .filter(argument -> !argument.startsWith("-"))
                .findFirst()
                .orElse("help");
        Supplier<Object> named = COMMANDS.get(first);
        if (named == null || first.equals("help")) {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        } else {
            line.addSubcommand(first, named.get());
        }
        return line;
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        CommandLine line = (spec == null ? CommandSpec.create() : spec).commandLine();
        throw new ParameterException(line, "name a command, such as up");
    }

    /** From the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Launcher.class.getPackage().getImplementationVersion();
            return new String[] {
                "thiscord " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version()
            };
        }
    }
}

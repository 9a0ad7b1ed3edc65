package thiscord.rooms;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.rooms.people.SecretFiles;
import thiscord.tls.TrustOptions;

/** How a command finds the room service and logs in there, and how it prints what it hears. */
final class ServiceOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--registry",
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            description = "The room service's registry. Default: 127.0.0.1:1099.")
    private String registry = "127.0.0.1:" + RoomServerSettings.REGISTRY_PORT;

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The room service's data folder. Who can read its secret is an administrator, and sees by it"
                    + " that the service is the one meant."
                    + " Default: $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord.")
    private @Nullable Path data;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "One JSON object a line, for programs, instead of a table.")
    private boolean json;

    @Mixin
    private final LoginOptions login = new LoginOptions();

    @Mixin
    private final TrustOptions trust = new TrustOptions();

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "set by picocli");
    }

    LoginOptions login() {
        return login;
    }

    /** @throws ParameterException if the address is none */
    ServiceAt service() {
        try {
            Address at = Address.parse(registry, RoomServerSettings.REGISTRY_PORT);
            Consumer<String> notice = TrustOptions.telling(spec());
            return new ServiceAt(
                    at,
                    trust.with(at, notice),
                    trust.always(at, notice),
                    (data == null ? DataFolder.standard() : data).resolve(SecretFiles.ADMIN));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage(), e);
        }
    }

    /** Prints a line for each, or with {@code --json} an object. */
    <T> int printAll(List<T> all, Function<T, String> object, Function<List<T>, List<String>> table) {
        PrintWriter out = spec().commandLine().getOut();
        (json ? all.stream().map(object) : table.apply(all).stream()).forEach(out::println);
        out.flush();
        return ExitCode.OK;
    }

    /** Prints one of them. */
    <T> int print(T one, Function<T, String> object, String sentence) {
        return printAll(List.of(one), object, all -> List.of(sentence));
    }

    /** Prints something that is no object by itself. */
    int say(String object, String sentence) {
        return print(object, text -> text, sentence);
    }
}

package thiscord.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The processes of one test. After the test, the ones that still run are ended, and if it failed, what they said and
 * where their threads are is printed. Register it with {@code @RegisterExtension}. Used by the test's thread.
 */
public final class Processes implements AfterEachCallback {
    /** Small heaps: several run at once. */
    private static final List<String> OPTIONS =
            List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final List<Running> started = new ArrayList<>();

    /** Starts a process with these additions to the environment. */
    public Running start(String name, Path folder, Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(environment);
            Running running = new Running(name, builder.start());
            started.add(running);
            return running;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a process in the checkout. */
    public Running start(String... command) {
        return start(command[0], Checkout.root(), Map.of(), List.of(command));
    }

    /** Starts a command of ThisCord from the runnable jar. */
    public Running thiscord(String... arguments) {
        return thiscord(Map.of(), arguments);
    }

    /** The same with these additions to the environment. */
    public Running thiscord(Map<String, String> environment, String... arguments) {
        return thiscord(Path.of(System.getProperty("java.home")), environment, arguments);
    }

    /** The same with that Java. */
    public Running thiscord(Path javaHome, Map<String, String> environment, String... arguments) {
        return start(arguments[0], Checkout.root(), environment, commandLine(javaHome, arguments));
    }

    /** What to type for a command of ThisCord, from the runnable jar, with the Java of the test. */
    public static List<String> commandLine(String... arguments) {
        return commandLine(Path.of(System.getProperty("java.home")), arguments);
    }

    private static List<String> commandLine(Path javaHome, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(javaHome.resolve("bin").resolve("java").toString()));
        command.addAll(OPTIONS);
        Locale locale = Locale.getDefault();
        command.add("-Duser.language=" + locale.getLanguage());
        command.add("-Duser.country=" + locale.getCountry());
        command.addAll(List.of("-jar", Checkout.jar().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts {@code thiscord up} on a data folder, with any free ports, and waits until it is ready. */
    public Planes up(Path data, String... more) {
        return Planes.ready(thiscord(upArguments(data, more)));
    }

    /** The arguments of {@code up} with any free ports, but for the ports among {@code more}. */
    public static String[] upArguments(Path data, String... more) {
        List<String> arguments = new ArrayList<>(List.of("up", "--data", data.toString()));
        for (String port : List.of(
                "--hub-port", "--registry-port", "--broker-in-port", "--broker-out-port", "--broker-replay-port")) {
            if (!List.of(more).contains(port)) {
                arguments.addAll(List.of(port, "0"));
            }
        }
        arguments.addAll(List.of(more));
        return arguments.toArray(new String[0]);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            started.forEach(running -> System.err.println(running.dump()));
        }
        started.stream().filter(Running::alive).forEach(Running::kill);
        started.clear();
    }
}

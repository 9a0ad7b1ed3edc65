package thiscord.mailbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/**
 * Starts a server in a process of its own, which stays when this one ends, and hears from it whether it serves: the child
 * says one line on its standard output, {@code ready: …} or {@code ! CODE why}. For one thread.
 */
final class Background {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern FAILED = Pattern.compile("! ([0-9]{1,3}) (.*)");
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private Background() {}

    /** What a child says that could not start. */
    static String failed(Failure why) {
        return "! " + why.exitCode() + " " + String.valueOf(why.getMessage()).replace('\n', ' ');
    }

    /**
     * Starts it.
     *
     * @param arguments of {@code mailbox}, but for {@code --log}
     * @param memoryBytes what it takes beside the usual
     * @return its ready line
     * @throws Failure as the child says
     */
    static String start(List<String> arguments, long memoryBytes, Path data) {
        Path log = log(data);
        try {
            List<String> command = command(memoryBytes);
            command.addAll(arguments);
            command.addAll(List.of("--log", log.toString()));
            Process child = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            String line = firstLine(child);
            if (line != null && line.startsWith("ready: ")) {
                return line;
            }
            throw failure(child, line, log);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.UNEXPECTED,
                    "cannot start a server in the background: " + Failure.why(e) + "; try --foreground",
                    e);
        }
    }

    private static Path log(Path data) {
        try {
            return Files.createTempFile(ServerFolder.make(data), "starting-", ".log");
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot use the data folder " + data + ": " + Failure.why(e) + "; choose another with "
                            + DataFolder.OPTION,
                    e);
        }
    }

    private static List<String> command(long memoryBytes) {
        List<String> command = new ArrayList<>();
        // A session of its own: neither the end of the terminal nor its Ctrl-C reaches it.
        SETSID.stream().filter(Files::isExecutable).findFirst().ifPresent(setsid -> command.add(setsid.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-D") || argument.startsWith("--enable-native-access"))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=" + (2 * memoryBytes + (64L << 20)),
                "-cp",
                System.getProperty("java.class.path"),
                MailboxCommand.class.getName()));
        return command;
    }

    private static @Nullable String firstLine(Process child) throws IOException {
        CompletableFuture<@Nullable String> line = CompletableFuture.supplyAsync(() -> read(child));
        try {
            return line.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            child.destroyForcibly();
            throw new IOException("it did not say that it was ready within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("it could not be heard", e);
        } catch (InterruptedException e) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Leaves the stream open: this process ends soon, and the child writes no more. */
    private static @Nullable String read(Process child) {
        try {
            return new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            return null;
        }
    }

    private static Failure failure(Process child, @Nullable String line, Path log) throws IOException {
        child.destroy();
        List<String> logged = Files.exists(log) ? Files.readAllLines(log) : List.of();
        Files.deleteIfExists(log);
        Matcher said = FAILED.matcher(line == null ? "" : line);
        if (said.matches()) {
            return new Failure(Integer.parseInt(said.group(1)), said.group(2));
        }
        return new Failure(
                ExitCode.UNEXPECTED,
                "the server ended before it was ready" + (logged.isEmpty() ? "" : ": " + logged.get(logged.size() - 1))
                        + "; try --foreground");
    }
}

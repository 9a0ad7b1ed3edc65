package thiscord.subscriber.sink;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows notices: by {@code notify-send} where there is a desktop, else on the terminal by its own means (OSC 777 or OSC 9),
 * else as a line and the bell.
 */
final class Screen implements NotifySink.Display {
    /** What a terminal understands. */
    enum Terminal {
        OSC_777,
        OSC_9,
        BELL
    }

    private static final Logger LOG = System.getLogger("thiscord.subscriber");
    private static final Path TERMINAL = Path.of("/dev/tty");
    private static final long MOST_SECONDS = 5;

    private final @Nullable Path program;
    private final Terminal terminal;
    private final Path device;

    Screen(@Nullable Path program, Terminal terminal, Path device) {
        this.program = program;
        this.terminal = terminal;
        this.device = device;
    }

    /** The screen that the environment tells of. */
    static Screen of(Map<String, String> environment) {
        boolean desktop = List.of("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS").stream()
                .anyMatch(environment::containsKey);
        return new Screen(
                desktop ? found("notify-send", environment.getOrDefault("PATH", "")) : null,
                terminal(environment),
                TERMINAL);
    }

    private static @Nullable Path found(String name, String path) {
        for (String folder : path.split(":")) {
            Path file = Path.of(folder).resolve(name);
            if (!folder.isEmpty() && Files.isExecutable(file) && Files.isRegularFile(file)) {
                return file.toAbsolutePath();
            }
        }
        return null;
    }

    static Terminal terminal(Map<String, String> environment) {
        String term = environment.getOrDefault("TERM", "");
        String program = environment.getOrDefault("TERM_PROGRAM", "");
        // Within a multiplexer the terminal outside is not reached.
        if (environment.containsKey("TMUX") || term.startsWith("screen") || term.startsWith("tmux")) {
            return Terminal.BELL;
        }
        if (List.of("iTerm.app", "WezTerm", "ghostty").contains(program) || term.equals("xterm-kitty")) {
            return Terminal.OSC_9;
        }
        boolean knows777 = term.startsWith("rxvt") || term.startsWith("foot") || environment.containsKey("VTE_VERSION");
        return knows777 ? Terminal.OSC_777 : Terminal.BELL;
    }

    @Override
    public void show(String title, String text) throws NotTaken, InterruptedException {
        if (program != null && isShownBy(program, title, text)) {
            return;
        }
        try (OutputStream to = new FileOutputStream(device.toFile(), true)) {
            to.write(sequence(title, text).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw NotTaken.now("there is neither a desktop with notify-send nor a terminal");
        }
    }

    private String sequence(String title, String text) {
        // What follows a semicolon has a meaning of its own there.
        return switch (terminal) {
            case OSC_777 -> "\033]777;notify;" + title.replace(';', ',') + ";" + text.replace(';', ',') + "\007";
            case OSC_9 -> "\033]9;" + (title + ": " + text).replace(';', ',') + "\007";
            case BELL -> "[" + title + "] " + text + "\r\n\007";
        };
    }

    private static boolean isShownBy(Path program, String title, String text) throws InterruptedException {
        // A desktop may take the text for markup.
        String plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        try {
            Process process = new ProcessBuilder(program.toString(), "--app-name=ThisCord", "--", title, plain)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "subscriber: cannot run " + program, e);
        }
        return false;
    }
}

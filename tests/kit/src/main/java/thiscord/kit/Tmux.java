package thiscord.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real terminal for a test: one tmux server with one pane. Fails clearly where tmux is not installed. Every wait ends after
 * 30 s, with what stands on the screen. For one thread.
 */
public final class Tmux implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String server = "thiscord-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

    /** Runs a command in it, and says with which code that has ended. */
    public Tmux(int columns, int rows, List<String> command) throws IOException {
        List<String> quoted = command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.toList());
        String line = String.join(" ", quoted) + "; echo \"ended with $?\"; exec cat";
        run("new-session", "-d", "-x", "" + columns, "-y", "" + rows, line);
    }

    private String run(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("tmux", "-L", server, "-f", "/dev/null"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssertionError("these tests need tmux; install it: apt-get install tmux", e);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.onExit().thenApply(ended -> ended.exitValue() == 0).join()) {
            throw new AssertionError("tmux " + String.join(" ", arguments) + ": " + output);
        }
        return output;
    }

    /** Types a text as it is. */
    public void type(String text) throws IOException {
        run("send-keys", "-l", text);
    }

    /** Presses keys by tmux's names: Enter, Tab, C-d … */
    public void press(String... keys) throws IOException {
        List<String> line = new ArrayList<>(List.of("send-keys"));
        line.addAll(List.of(keys));
        run(line.toArray(new String[0]));
    }

    /** Types a line and presses Enter. */
    public void enter(String line) throws IOException {
        type(line);
        press("Enter");
    }

    /** Pastes as a terminal with bracketed paste does. */
    public void paste(String text) throws IOException {
        Path pasted = Files.createTempFile("paste", ".txt");
        try {
            Files.writeString(pasted, text);
            run("load-buffer", pasted.toString());
            run("paste-buffer", "-p");
        } finally {
            Files.delete(pasted);
        }
    }

    /** Gives it another size, as a person does by dragging the window's edge. */
    public void resize(int columns, int rows) throws IOException {
        run("resize-window", "-x", "" + columns, "-y", "" + rows);
    }

    /** The screen and what scrolled off it, without the empty lines at its end. */
    public List<String> lines() throws IOException {
        return run("capture-pane", "-p", "-S", "-").stripTrailing().lines().collect(Collectors.toList());
    }

    /** The same with each line that was broken at the edge put together, and with the sequences for its colours. */
    public List<String> wholeColouredLines() throws IOException {
        return run("capture-pane", "-p", "-e", "-J", "-S", "-").lines().collect(Collectors.toList());
    }

    /** The last line that is not empty. */
    public String lastLine() throws IOException {
        List<String> lines = lines();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    /** Waits for a line that has this in it. */
    public void awaitLine(String part) {
        await(part, () -> lines().stream().anyMatch(line -> line.contains(part)));
    }

    /** Waits until that is what stands in the last line: the prompt, and what is typed. */
    public void awaitLastLine(String whole) {
        await(whole, () -> lastLine().equals(whole));
    }

    /** Waits for the line above the one that is typed. */
    public void awaitStatus(String whole) {
        await(whole, () -> {
            List<String> lines = lines();
            return lines.size() > 1 && lines.get(lines.size() - 2).strip().equals(whole);
        });
    }

    /** From now on writes every byte that the command sends to the terminal to that file too. */
    public void record(Path file) throws IOException {
        Files.createFile(file);
        run("pipe-pane", "cat >> '" + file + "'");
    }

    /** Where the cursor stands, from 0 on. */
    public int cursorColumn() throws IOException {
        return Integer.parseInt(run("display-message", "-p", "#{cursor_x}").strip());
    }

    /** Waits until that is so. */
    public void await(String wanted, Callable<Boolean> holds) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(holds);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("no '" + wanted + "'; on the screen:\n" + screen(), e);
        }
    }

    private String screen() {
        try {
            return String.join("\n", lines());
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends all that runs in it, and waits until that has gone: it may be writing in the test's folders. */
    @Override
    public void close() throws IOException {
        long pane = Long.parseLong(run("display-message", "-p", "#{pane_pid}").strip());
        List<ProcessHandle> inside = ProcessHandle.of(pane).stream()
                .flatMap(shell -> shell.descendants())
                .collect(Collectors.toList());
        run("kill-server");
        for (ProcessHandle process : inside) {
            process.onExit()
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }
}

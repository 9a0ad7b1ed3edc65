package thiscord.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that a test started: its lines, its input, its end. Made by {@link Processes}, which ends it at the latest. */
public final class Running {
    private final String name;
    private final Process process;
    private final Lines out;
    private final Lines err;

    Running(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = Lines.of(name + " stdout", process.getInputStream());
        this.err = Lines.of(name + " stderr", process.getErrorStream());
    }

    public Lines out() {
        return out;
    }

    public Lines err() {
        return err;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Writes a line to its standard input. */
    public void type(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends its standard input. */
    public void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for its end.
     *
     * @return the exit code; 128 and the signal, if one ended it
     */
    public int exit() {
        try {
            if (!process.waitFor(Lines.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(name + " did not end\n" + dump());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for " + name, e);
        }
    }

    /** Sends a signal, such as {@code TERM}. */
    public void signal(String signal) {
        signal(signal, Stream.of(process.toHandle()));
    }

    /** Sends a signal to it and to what it started, as a terminal does. */
    public void signalAll(String signal) {
        signal(signal, Stream.concat(Stream.of(process.toHandle()), process.descendants()));
    }

    private static void signal(String signal, Stream<ProcessHandle> to) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        to.forEach(handle -> command.add(Long.toString(handle.pid())));
        try {
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Ends it as {@code kill -9} does, with what it started, and waits. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        exit();
    }

    /** What it said last and, if it is a Java that still runs, where its threads are. */
    String dump() {
        StringBuilder text = new StringBuilder("== " + name + ", pid " + pid() + (alive() ? "" : ", ended") + "\n");
        last(text, "stdout", out.soFar());
        last(text, "stderr", err.soFar());
        if (alive() && process.info().command().filter(c -> c.endsWith("java")).isPresent()) {
            text.append(threads());
        }
        return text.toString();
    }

    private static void last(StringBuilder text, String what, List<String> lines) {
        text.append("-- ").append(what).append('\n');
        lines.subList(Math.max(0, lines.size() - 40), lines.size())
                .forEach(line -> text.append(line).append('\n'));
    }

    private String threads() {
        String jcmd = System.getProperty("java.home") + "/bin/jcmd";
        try {
            Process dump = new ProcessBuilder(jcmd, Long.toString(pid()), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            Lines lines = Lines.of("jcmd", dump.getInputStream());
            if (!dump.waitFor(10, TimeUnit.SECONDS)) {
                dump.destroyForcibly();
            }
            return String.join("\n", lines.toTheEnd());
        } catch (IOException e) {
            return "(no threads: " + e.getMessage() + ")\n";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "(no threads: interrupted)\n";
        }
    }
}

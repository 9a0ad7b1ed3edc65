package thiscord.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs a picocli command with the house's manners. Thread-safe; {@link #run} blocks until the command ends. */
public final class Main {
    private Main() {}

    /** Options that every command has; added by {@link #run}. */
    public static final class Common {
        @Option(
                names = {"-v", "--verbose"},
                scope = CommandLine.ScopeType.INHERIT,
                description = "Show stack traces and debug logging.")
        boolean verbose;
    }

    /**
     * Parses and runs.
     *
     * @param command a picocli command; its {@code Callable<Integer>} answers an {@link ExitCode}
     * @return the exit code
     */
    public static int run(Object command, String... arguments) {
        CommandLine line = command instanceof CommandLine ? (CommandLine) command : new CommandLine(command);
        Common common = new Common();
        line.addMixin("common", common);
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Main::usage);
        line.setExecutionExceptionHandler((e, cmd, parsed) -> failed(e, cmd, common.verbose));
        line.setExecutionStrategy(parsed -> {
            Logging.start(common.verbose);
            ThreadFaults.logUncaught();
            return new CommandLine.RunLast().execute(parsed);
        });
        return line.execute(arguments);
    }

    private static int usage(ParameterException e, String[] arguments) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        PrintWriter err = e.getCommandLine().getErr();
        if (hasUnusableName(e)) {
            err.println(spec.qualifiedName()
                    + ": names of files with other letters than ASCII need a locale with UTF-8; set LC_ALL=C.UTF-8");
            err.flush();
            return ExitCode.BAD_CONFIGURATION;
        }
        err.println(
                spec.qualifiedName() + ": " + oneLine(wrong(e, spec)) + "; see " + spec.qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    private static boolean hasUnusableName(ParameterException e) {
        // The parser keeps nothing of the cause but its text.
        return !PlatformText.isUtf8() && String.valueOf(e.getMessage()).contains(InvalidPathException.class.getName());
    }

    private static String wrong(ParameterException e, CommandSpec spec) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !spec.subcommands().isEmpty()) {
            String first = unmatched.getUnmatched().get(0);
            return first.startsWith("-") ? e.getMessage() : "there is no command '" + first + "'";
        }
        return e.getMessage();
    }

    private static int failed(Exception e, CommandLine line, boolean verbose) {
        PrintWriter err = line.getErr();
        boolean expected = e instanceof Failure;
        String name = line.getCommandSpec().qualifiedName();
        String what = expected ? e.getMessage() : "unexpected " + e + (verbose ? "" : "; --verbose shows where");
        err.println(name + ": " + oneLine(what));
        if (verbose) {
            err.println(Harmless.lines(trace(e)));
        }
        err.flush();
        return expected ? ((Failure) e).exitCode() : ExitCode.UNEXPECTED;
    }

    static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    /** What peers said may be in it: nothing in it may begin a line or drive a terminal. */
    private static String oneLine(String text) {
        return Harmless.line(text.strip().replaceAll("\\s*\\R\\s*", " "));
    }
}

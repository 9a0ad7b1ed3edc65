package thiscord.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class MainTest {
    private final StringWriter err = new StringWriter();

    @Command(name = "probe", mixinStandardHelpOptions = true, subcommands = Sub.class)
    static final class Probe implements Callable<Integer> {
        @Option(names = "--number")
        int number;

        private final @Nullable Exception thrown;

        Probe(@Nullable Exception thrown) {
            this.thrown = thrown;
        }

        @Override
        public Integer call() throws Exception {
            if (thrown != null) {
                throw thrown;
            }
            return number;
        }
    }

    @Command(name = "sub")
    static final class Sub implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new Failure(ExitCode.BAD_CONFIGURATION, "the file is\n  odd; look at it");
        }
    }

    @Test
    void theExitCodeIsTheCommandsOwn() {
        assertThat(run(null)).isEqualTo(ExitCode.OK);
        assertThat(run(null, "--number", "130")).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aWrongCommandLineIsOneLineAndTwo() {
        assertThat(run(null, "--number", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(run(null, "--nmber", "1")).isEqualTo(ExitCode.USAGE);

        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.matches("probe: .+; see probe --help"));
    }

    @Test
    void aCommandThatIsNotThereIsNamed() {
        assertThat(run(null, "bogus")).isEqualTo(ExitCode.USAGE);

        assertThat(err).hasToString("probe: there is no command 'bogus'; see probe --help" + System.lineSeparator());
    }

    @Test
    void anExpectedFailureIsOneLineAndItsCode() {
        assertThat(run(new Failure(ExitCode.CANNOT_REACH, "cannot reach it"))).isEqualTo(ExitCode.CANNOT_REACH);

        assertThat(err).hasToString("probe: cannot reach it" + System.lineSeparator());
    }

    @Test
    void whatAPeerSaidCannotDriveTheTerminal() {
        String nasty = "it refused: \u001b[2J\u001b]0;x\u0007\u009b1m\u007f\b\u2028gnp\u202eexe\u2066.\u2069\r!";

        run(new Failure(ExitCode.CANNOT_REACH, nasty, new IOException(nasty)), "-v");

        String lines = err.toString().replace(System.lineSeparator(), "");
        assertThat(lines).startsWith("probe: it refused:  [2J ]0;x 1m ");
        assertThat(lines.codePoints())
                .noneMatch(c -> Character.isISOControl(c)
                        || c == 0x2028
                        || c >= 0x202a && c <= 0x202e
                        || c >= 0x2066 && c <= 0x2069);
    }

    @Test
    void aSubcommandIsNamedInFullAndItsLineIsOne() {
        assertThat(run(null, "sub")).isEqualTo(ExitCode.BAD_CONFIGURATION);

        assertThat(err).hasToString("probe sub: the file is odd; look at it" + System.lineSeparator());
    }

    @Test
    void whatNobodyExpectedIsOneLineAndOneUnlessVerbose() {
        assertThat(run(new IllegalStateException("odd"))).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(err.toString().lines())
                .containsExactly("probe: unexpected java.lang.IllegalStateException: odd; --verbose shows where");

        assertThat(run(new IllegalStateException("odd"), "-v")).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(err.toString()).contains("at thiscord.cli.MainTest");
    }

    @Test
    void aFailureSaysWhatToTry() {
        Address at = Address.loopback(1);

        assertThat(Failure.cannotBind(
                        at, "--port", new IOException("bind(..) failed with error(-98): Address already in use")))
                .hasMessage("cannot listen on 127.0.0.1:1: another program listens there; choose another with --port"
                        + " (0 takes any free port)")
                .extracting(Failure::exitCode)
                .isEqualTo(ExitCode.CANNOT_BIND);
        assertThat(Failure.cannotReach("the hub", at, "--hub", null)).hasMessageContaining(": no answer;");
        assertThat(Failure.cannotReach("the hub", at, "--hub", new UnknownHostException("nowhere")))
                .hasMessageContaining("no host of that name is known");
        assertThat(Failure.cannotBind(at, "--port", new UnresolvedAddressException()))
                .hasMessageContaining("no host of that name is known");
        assertThat(Failure.cannotReach("the hub", at, "--hub", new ClosedChannelException()))
                .hasMessageContaining(": closed channel;");
        assertThat(Failure.cannotReach("the hub", at, "--hub", new IOException()))
                .hasMessageContaining(": unknown trouble;");
        assertThat(Failure.why(new NotDirectoryException("/a/file"))).isEqualTo("not directory: /a/file");
    }

    @Test
    void aLogRecordIsOneLineWhateverAPeerPutIntoIt() {
        LogRecord record = new LogRecord(Level.WARNING, "session 1 a\n\u001B[2Jb");
        record.setThrown(new IOException("x\r\ny\u0085z"));

        Logging.start(false);
        String quiet = handler().getFormatter().format(record);
        Logging.start(true);
        String verbose = handler().getFormatter().format(record);

        assertThat(quiet)
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARNING session 1 a \\[2Jb: java.io.IOException: x y z\\R");
        assertThat(verbose).contains("at thiscord.cli.MainTest");
        Logging.start(false);
    }

    private static Handler handler() {
        return Logger.getLogger("").getHandlers()[0];
    }

    private int run(@Nullable Exception thrown, String... arguments) {
        return Main.run(new CommandLine(new Probe(thrown)).setErr(new PrintWriter(err)), arguments);
    }
}

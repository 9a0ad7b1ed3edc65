package thiscord.processing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.processing.json.PipeAnswer;
import thiscord.processing.json.PipeMessage;
import thiscord.processing.ready.ReadyMade;

/** {@code thiscord processing child}: ready-made processes for a pipeline. */
@Command(
        name = "child",
        mixinStandardHelpOptions = true,
        description = "Answers JSON lines on stdin, {\"id\":1,\"text\":\"…\"}, on stdout, until they end.")
final class ChildCommand implements Callable<Integer> {
    enum Work {
        UPPER,
        STAMP;

        String done(String text) {
            return this == UPPER ? ReadyMade.upper(text) : ReadyMade.stamped(text);
        }
    }

    @Parameters(
            paramLabel = "WORK",
            description = "upper: makes the text upper case. stamp: that, and puts the time (UTC) before it.")
    private Work work = Work.UPPER;

    @Override
    public Integer call() {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Optional<PipeMessage> asked = PipeMessage.of(line);
                if (asked.isEmpty()) {
                    throw new Failure(ExitCode.UNEXPECTED, "what came in is no {\"id\":1,\"text\":\"…\"}");
                }
                out.println(
                        new PipeAnswer(asked.get().id(), work.done(asked.get().text())).line());
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.UNEXPECTED, "cannot read what is to be done: " + Failure.why(e), e);
        }
        return ExitCode.OK;
    }
}

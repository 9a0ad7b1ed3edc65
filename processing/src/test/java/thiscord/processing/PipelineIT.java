package thiscord.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import thiscord.kit.HttpAttack;
import thiscord.kit.LinePeer;
import thiscord.processing.lines.LineServer;
import thiscord.processing.lines.LineSettings;
import thiscord.processing.lines.RequestLog;
import thiscord.processing.pipeline.NoAnswer;
import thiscord.processing.pipeline.Pipeline;

class PipelineIT {
    private static final String BRACKETS = "sed -u 's/\"text\":\"\\(.*\\)\"/\"text\":\"<\\1>\"/'";

    private static LineServer serve(Pipeline pipeline) {
        Duration minutes = Duration.ofMinutes(10);
        return LineServer.start(
                new LineSettings("pipeline", 0, 8, Duration.ZERO, minutes, minutes, null),
                new PipelineConversation(pipeline, null, false, RequestLog.NONE));
    }

    private static Pipeline through(String command) throws IOException {
        return new Pipeline(command, Duration.ofSeconds(10));
    }

    private static List<String> ask(LinePeer peer, String line) throws IOException {
        peer.send(line);
        return List.of(peer.line(), peer.line());
    }

    @Test
    void linesPassThroughTheProcessInTheirOrderAndExitEndsOneConnection() throws Exception {
        try (Pipeline pipeline = through(BRACKETS);
                LineServer server = serve(pipeline);
                LinePeer one = LinePeer.connect(server.address().port());
                LinePeer two = LinePeer.connect(server.address().port())) {
            one.send("a", "b", "c", "exit", "not read");
            assertThat(one.rest())
                    .containsExactly("Data received", "<a>", "Data received", "<b>", "Data received", "<c>");
            assertThat(ask(two, "d \u00e9 \ud83d\ude00")).containsExactly("Data received", "<d \u00e9 \ud83d\ude00>");
        }
    }

    @Test
    void nothingOfARequestOfHttpIsProcessed() throws Exception {
        try (Pipeline pipeline = through(BRACKETS);
                LineServer server = serve(pipeline)) {
            for (String request : HttpAttack.requests("a\nb\n")) {
                assertThat(HttpAttack.send(server.address().port(), request, 6))
                        .as("%.40s", request)
                        .doesNotContain("<a>", "<b>");
            }
        }
    }

    @Test
    void aProcessThatIsKilledIsStartedAgain() throws Exception {
        try (Pipeline pipeline = through(BRACKETS);
                LineServer server = serve(pipeline);
                LinePeer peer = LinePeer.connect(server.address().port())) {
            for (int round = 0; round < 3; round++) {
                assertThat(ask(peer, "a")).containsExactly("Data received", "<a>");
                ProcessHandle process = ProcessHandle.of(pipeline.pid()).orElseThrow();
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                process.onExit().join();
                // It may be asked before its end is seen.
                assertThat(ask(peer, "b").get(1))
                        .isIn("<b>", "error: the process ended before it answered; it is started again");
            }
            assertThat(ask(peer, "c")).containsExactly("Data received", "<c>");
        }
    }

    @Test
    void oneThatIsSilentTalksNonsenseClosesItsPipesOrEndsAtOnceIsToldInOneLine() throws Exception {
        try (Pipeline silent = new Pipeline("cat >/dev/null", Duration.ofMillis(300));
                Pipeline nonsense = through("echo nonsense; cat >/dev/null");
                Pipeline deaf = through("exec 0<&-; sleep 100");
                Pipeline dumb = through("exec 1>&-; cat >/dev/null");
                Pipeline brief = new Pipeline("exit 3", Duration.ofMillis(300))) {
            long before = silent.pid();
            assertThat(answer(silent)).isEqualTo("error: no answer in 300 ms");
            assertThat(answer(nonsense)).isEqualTo("error: the process ended before it answered; it is started again");
            for (Pipeline closed : List.of(deaf, dumb)) {
                assertThat(answer(closed))
                        .isEqualTo("error: the process ended before it answered; it is started again");
            }
            assertThat(answer(brief)).startsWith("error: the process end");
            assertThat(ProcessHandle.of(before).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void oneThatAnswersOthersMeanwhileIsNotEndedForALineThatCameTooLate() throws Exception {
        String forgetful = "while read -r line; do case $line in *lost*) ;; *) echo \"$line\";; esac; done";
        try (Pipeline pipeline = new Pipeline(forgetful, Duration.ofMillis(1500))) {
            assertThat(pipeline.process("warm")).isEqualTo("warm");
            long before = pipeline.pid();
            CompletableFuture<String> lost = CompletableFuture.supplyAsync(() -> {
                try {
                    return pipeline.process("lost");
                } catch (NoAnswer e) {
                    return "error: " + e.getMessage();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (!lost.isDone()) {
                assertThat(pipeline.process("a")).isEqualTo("a");
            }

            assertThat(lost.get()).isEqualTo("error: no answer in 1500 ms");
            assertThat(pipeline.process("b")).isEqualTo("b");
            assertThat(pipeline.pid()).isEqualTo(before);
        }
    }

    private static String answer(Pipeline pipeline) throws IOException {
        try (LineServer server = serve(pipeline);
                LinePeer peer = LinePeer.connect(server.address().port())) {
            return ask(peer, "a").get(1);
        }
    }

    @Test
    void theReadyMadeProcessesAnswer() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java") + " -XX:TieredStopAtLevel=1 -cp '"
                + System.getProperty("java.class.path") + "' " + ChildMain.class.getName() + " child ";
        try (Pipeline upper = through(java + "upper");
                Pipeline stamp = through(java + "stamp")) {
            assertThat(upper.process("stra\u00dfe")).isEqualTo("STRASSE");
            assertThat(stamp.process("a")).matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ A");
        }
    }
}

package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Main;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.SubscriberCommand;

/** {@code thiscord subscriber --exec} and {@code --webhook} at a real broker, with real commands and a real web server. */
@Timeout(60)
class SinksIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
    /** What the web server answers next; 200 when it is empty. */
    private final ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();

    private Broker broker;
    private EventPublisher publisher;
    private HttpServer web;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)));
        publisher = EventPublisher.connect(broker.inAddress(), 1000);
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        web.createContext("/", this::answer);
        web.start();
    }

    @AfterEach
    void stop() {
        web.stop(0);
        publisher.close();
        broker.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        ids.add(exchange.getRequestHeaders().getFirst("webhook-id") + " "
                + exchange.getRequestHeaders().getFirst("content-type"));
        Integer status = answers.poll();
        exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
        exchange.sendResponseHeaders(status == null ? 200 : status, -1);
        exchange.close();
    }

    private String url() {
        return "http://localhost:" + web.getAddress().getPort() + "/hook";
    }

    /** Not in the common pool: on JDK 25 with two processors that is one thread, which the HTTP client needs too. */
    private CompletableFuture<Integer> follow(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--address",
                broker.outAddress().toString(),
                "--replay",
                broker.replayAddress().toString()));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--retry-pause", "10ms", "t"));
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                () -> Main.run(
                        new CommandLine(new SubscriberCommand()).setErr(new PrintWriter(err, true)),
                        all.toArray(new String[0])),
                run -> new Thread(run, "command").start());
        await().atMost(LONG).until(() -> broker.stats().subscriptions() > 0 || code.isDone());
        return code;
    }

    private void publish(String... payloads) {
        for (String payload : payloads) {
            publisher.publish("t", payload.getBytes(StandardCharsets.UTF_8));
        }
    }

    private String file(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    @Test
    void aCommandGetsTheEventOnItsInputAndNeverInItsCommandLine() throws Exception {
        CompletableFuture<Integer> code = follow(
                "--from",
                "1",
                "--count",
                "2",
                "--exec",
                "cat >> " + folder.resolve("in") + "; echo \"$0 $# $THISCORD_TOPIC " + "$THISCORD_OFFSET\" >> "
                        + folder.resolve("env"));
        publish("\"$(touch hacked) `id`; '\"", "{\"n\":2}");

        assertThat(code.get()).isZero();
        assertThat(file("in"))
                .isEqualTo("{\"offset\":1,\"topic\":\"t\",\"payload\":\"$(touch hacked) `id`; '\"}\n"
                        + "{\"offset\":2,\"topic\":\"t\",\"payload\":{\"n\":2}}\n");
        assertThat(file("env")).isEqualTo("sh 0 t 1\nsh 0 t 2\n");
    }

    @Test
    void theStateMovesOnlyBehindWhatWasTaken() throws Exception {
        String state = folder.resolve("state").toString();
        // Fails at the second event for as long as there is no file 'well'.
        String command = "line=$(cat); case $line in *two*) test -e " + folder.resolve("well") + " || exit 3;; esac; "
                + "echo \"$line\" >> " + folder.resolve("got");
        CompletableFuture<Integer> first =
                follow("--from", "1", "--count", "3", "--retries", "1", "--state", state, "--exec", command);
        publish("\"one\"", "\"two\"", "\"three\"");

        assertThat(first.get()).isEqualTo(ExitCode.CANNOT_REACH);
        assertThat(err.toString())
                .contains("event 2 of t was not taken in 2 tries: the command ended with 3")
                .hasLineCount(1);
        Files.createFile(folder.resolve("well"));
        assertThat(follow("--count", "2", "--state", state, "--exec", command).get())
                .isZero();

        assertThat(file("got").replaceAll("(?m)^.*payload\":\"(.*)\"}$", "$1")).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void aCommandThatTakesTooLongOrWillNotIsPassedOverIfToldSo() throws Exception {
        CompletableFuture<Integer> code = follow(
                "--from",
                "1",
                "--count",
                "4",
                "--time-limit",
                "700ms",
                "--retries",
                "1",
                "--on-failure",
                "skip",
                "--exec",
                "read line; case $line in *slow*) sleep 100; echo later >> " + folder.resolve("got")
                        + ";; *no*) echo no >> " + folder.resolve("got")
                        + "; exit 65;; esac; echo \"$THISCORD_OFFSET\" >> " + folder.resolve("got"));
        // More than a pipe holds, to a command that reads one line of it, or nothing.
        publish("\"slow\"", "\"no\"", "\"" + "x".repeat(200_000) + "\"", "4");

        assertThat(code.get()).isZero();
        assertThat(file("got")).isEqualTo("no\n3\n4\n");
    }

    @Test
    void aWebhookIsAskedAgainUnderTheSameIdUntilItTakesTheEvent() throws Exception {
        answers.addAll(List.of(503, 429, 200));
        CompletableFuture<Integer> code =
                follow("--from", "1", "--count", "2", "--webhook", url(), "--allow-host", "localhost");
        publish("\"é\"", "2");

        assertThat(code.get()).isZero();
        assertThat(asked)
                .containsExactly(
                        "{\"offset\":1,\"topic\":\"t\",\"payload\":\"é\"}",
                        "{\"offset\":1,\"topic\":\"t\",\"payload\":\"é\"}",
                        "{\"offset\":1,\"topic\":\"t\",\"payload\":\"é\"}",
                        "{\"offset\":2,\"topic\":\"t\",\"payload\":2}");
        assertThat(ids.subList(0, 3)).containsOnly(ids.get(0));
        assertThat(ids.get(0)).matches("[0-9a-f]{32} application/json").isNotEqualTo(ids.get(3));
    }

    @Test
    void aRedirectAndARefusalAreForGood() throws Exception {
        answers.addAll(List.of(302, 400));
        CompletableFuture<Integer> code = follow(
                "--from", "1", "--count", "3", "--on-failure", "skip", "--webhook", url(), "--allow-host", "localhost");
        publish("1", "2", "3");

        assertThat(code.get()).isZero();
        assertThat(asked).hasSize(3);
    }

    @Test
    void aServerThatNeverAnswersAndOneThatIsAwayEndInALine() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> code = follow(
                    "--from",
                    "1",
                    "--retries",
                    "1",
                    "--time-limit",
                    "300ms",
                    "--allow-host",
                    "127.0.0.1",
                    "--webhook",
                    "http://127.0.0.1:" + silent.getLocalPort() + "/");
            publish("1");

            assertThat(code.get()).isEqualTo(ExitCode.CANNOT_REACH);
            assertThat(err.toString())
                    .contains("event 1 of t was not taken in 2 tries: no answer")
                    .hasLineCount(1);
        }
    }

    @Test
    void aHostThatWasNotAllowedIsRefusedBeforeAnythingIsSent() throws Exception {
        assertThat(follow("--webhook", url()).get()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(err.toString()).contains("--allow-host localhost allows it").hasLineCount(1);
        assertThat(follow("--webhook", url(), "--exec", "true").get()).isEqualTo(ExitCode.USAGE);
        assertThat(follow("--notify", "mentions").get()).isEqualTo(ExitCode.USAGE);
        assertThat(follow("--json", "--exec", "true").get()).isEqualTo(ExitCode.USAGE);
        assertThat(follow("--parallel", "0", "--exec", "true").get()).isEqualTo(ExitCode.USAGE);
        assertThat(asked).isEmpty();
    }
}

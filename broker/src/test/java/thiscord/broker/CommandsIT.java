package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
import thiscord.publisher.PublisherCommand;
import thiscord.subscriber.SubscriberCommand;

/** {@code thiscord publisher} and {@code thiscord subscriber} at a real broker. */
@Timeout(60)
class CommandsIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path states;

    private final PrintStream realOut = System.out;
    private final InputStream realIn = System.in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private Broker broker;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)));
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        System.setOut(realOut);
        System.setIn(realIn);
        broker.close();
    }

    private int run(Object command, Address address, String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[0] = "--address";
        all[1] = address.toString();
        return Main.run(new CommandLine(command).setErr(new PrintWriter(err, true)), all);
    }

    private int publish(String... arguments) {
        return run(new PublisherCommand(), broker.inAddress(), arguments);
    }

    /** Starts a subscriber and waits until the broker has what it follows. */
    private CompletableFuture<Integer> follow(String... arguments) {
        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> run(new SubscriberCommand(), broker.outAddress(), arguments));
        await().atMost(LONG).until(() -> broker.stats().subscriptions() > 0 || code.isDone());
        return code;
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTextIsPrintedAsItsPayload() throws Exception {
        CompletableFuture<Integer> subscriber = follow("--count", "1", "room/");

        assertThat(publish("user/bob", "no")).isZero();
        assertThat(publish("room/lab", "hé \"du\"")).isZero();

        assertThat(subscriber.get()).isZero();
        assertThat(printed()).isEqualTo("[room/lab] {\"text\":\"hé \\\"du\\\"\"}\n");
    }

    @Test
    void linesOfStdinAreSentInOrder() throws Exception {
        CompletableFuture<Integer> subscriber = follow("--count", "3");
        System.setIn(new ByteArrayInputStream("a\n\nc".getBytes(StandardCharsets.UTF_8)));

        assertThat(publish("t")).isZero();

        assertThat(subscriber.get()).isZero();
        assertThat(printed()).isEqualTo("[t] {\"text\":\"a\"}\n[t] {\"text\":\"\"}\n[t] {\"text\":\"c\"}\n");
    }

    @Test
    void jsonIsSentAsItIsAndPrintedOneObjectALine() throws Exception {
        CompletableFuture<Integer> subscriber = follow("--count", "2", "--json");
        try (EventPublisher careless = EventPublisher.connect(broker.inAddress(), 10)) {
            assertThat(publish("--json", "t", "{\n \"a\": \"\u009b\"}")).isZero();
            careless.publish("t", "not \u001bjson".getBytes(StandardCharsets.UTF_8));

            assertThat(subscriber.get()).isZero();
        }
        assertThat(printed())
                .isEqualTo("{\"topic\":\"t\",\"payload\":{  \"a\": \"\\u009b\"}}\n"
                        + "{\"topic\":\"t\",\"text\":\"not \\u001Bjson\"}\n");
    }

    @Test
    void whatIsNotJsonIsRefusedWithItsLine() {
        System.setIn(new ByteArrayInputStream("{}\n{\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(publish("--json", "t")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("publisher: line 2 is not JSON").hasLineCount(1);
        assertThat(publish("--json", "t", "nope")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aBadTopicIsAUsageError() {
        assertThat(publish("#t", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("does not begin with '#'").hasLineCount(1);
    }

    @Test
    void aBrokerThatIsAwayIsOneLineAndExit4() {
        Address nobody = broker.inAddress();
        broker.close();

        assertThat(run(new PublisherCommand(), nobody, "--timeout", "200ms", "t", "x"))
                .isEqualTo(ExitCode.CANNOT_REACH);
        assertThat(err.toString())
                .contains("cannot reach the broker at " + nobody)
                .hasLineCount(1);
        assertThat(run(new SubscriberCommand(), nobody, "--timeout", "200ms")).isEqualTo(ExitCode.CANNOT_REACH);
    }

    @Test
    void silenceForLongerThanTheTimeoutIsExit4() throws Exception {
        assertThat(follow("--timeout", "1s", "t").get()).isEqualTo(ExitCode.CANNOT_REACH);
        assertThat(err.toString()).contains("no event came").hasLineCount(1);
    }

    @Test
    void aClosedOutputEndsTheSubscriberQuietly() throws Exception {
        System.setOut(new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("broken pipe");
                    }
                },
                true,
                StandardCharsets.UTF_8));
        CompletableFuture<Integer> subscriber = follow("t");

        assertThat(publish("t", "x")).isZero();

        assertThat(subscriber.get()).isZero();
        assertThat(err.toString()).isEmpty();
    }

    private CompletableFuture<Integer> followReliably(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[0] = "--replay";
        all[1] = broker.replayAddress().toString();
        return follow(all);
    }

    @Test
    void aReliableSubscriberPrintsTheLastEventAndGoesOnFromItsStateFile(@TempDir Path folder) throws Exception {
        String state = folder.resolve("state").toString();
        CompletableFuture<Integer> first =
                followReliably("--from", "1", "--count", "2", "--json", "--state", state, "t");
        assertThat(publish("t", "1")).isZero();
        assertThat(publish("t", "2")).isZero();
        assertThat(first.get()).isZero();
        assertThat(publish("t", "3")).isZero();

        assertThat(followReliably("--count", "1", "--state", state, "t").get()).isZero();
        assertThat(followReliably("--count", "1", "--last").get()).isZero();

        assertThat(printed())
                .isEqualTo("{\"offset\":1,\"topic\":\"t\",\"payload\":{\"text\":\"1\"}}\n"
                        + "{\"offset\":2,\"topic\":\"t\",\"payload\":{\"text\":\"2\"}}\n"
                        + "[t] {\"text\":\"3\"}\n[t] {\"text\":\"3\"}\n");
    }

    @Test
    void itBeginsAtOneOffsetOrTimeOrTheLastEventOnly() throws Exception {
        CompletableFuture<Integer> first = followReliably("--reliable", "--from", "1", "--count", "1", "t");
        assertThat(publish("t", "1")).isZero();
        assertThat(first.get()).isZero();

        CompletableFuture<Integer> ahead = followReliably("--count", "1", "--from", "1", "--json", "t", "u");
        assertThat(ahead.get()).isZero();
        assertThat(followReliably("--from", "0").get()).isEqualTo(ExitCode.USAGE);
        assertThat(followReliably("--last", "--from", "1").get()).isEqualTo(ExitCode.USAGE);
    }

    private int confirm(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[0] = "--replay";
        all[1] = broker.replayAddress().toString();
        return publish(all);
    }

    private void input(String... lines) {
        System.setIn(new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatWasConfirmedCanBeFetchedLater() {
        assertThat(confirm("alerts/door", "open")).isEqualTo(ExitCode.OK);
        input("1", "2");
        assertThat(confirm("--json", "alerts/door")).isEqualTo(ExitCode.OK);

        assertThat(run(
                        new SubscriberCommand(),
                        broker.outAddress(),
                        "--replay",
                        broker.replayAddress().toString(),
                        "--from",
                        "1",
                        "--count",
                        "3",
                        "alerts/"))
                .isEqualTo(ExitCode.OK);
        assertThat(printed()).isEqualTo("[alerts/door] {\"text\":\"open\"}\n[alerts/door] 1\n[alerts/door] 2\n");
    }

    @Test
    void withAStateFileEachLineIsPublishedOnceHoweverOftenItIsRead() {
        String state = states.resolve("sent").toString();
        input("1", "2");
        assertThat(confirm("--json", "--state", state, "t")).isEqualTo(ExitCode.OK);
        input("1", "2", "3");
        assertThat(confirm("--json", "--state", state, "t")).isEqualTo(ExitCode.OK);
        input("1");
        assertThat(confirm("--json", "--state", state, "t")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("the input has 1 lines", "3 were published");
        assertThat(confirm("--state", state, "other")).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(confirm("--state", state, "t", "text")).isEqualTo(ExitCode.USAGE);

        assertThat(broker.stats().received()).isEqualTo(3);
    }

    @Test
    void whatIsNotConfirmedIsNamed() {
        Address away = broker.replayAddress();
        assertThat(publish("--confirm", "t", "1")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--confirm needs --replay");
        assertThat(publish("--replay", broker.inAddress().toString(), "--timeout", "500ms", "t", "1"))
                .isEqualTo(ExitCode.CANNOT_REACH);
        assertThat(err.toString()).contains("not its replay door");
        broker.close();
        assertThat(publish("--replay", away.toString(), "--timeout", "300ms", "t", "1"))
                .isEqualTo(ExitCode.CANNOT_REACH);
        assertThat(err.toString()).contains("cannot reach the broker at " + away);
    }

    @Test
    void theLastStateOfHealthTopicsIsThereAtOnceThoughNobodyFollowed() throws Exception {
        assertThat(publish("--json", "health/a", "1")).isEqualTo(ExitCode.OK);
        assertThat(publish("--json", "health/b", "2")).isEqualTo(ExitCode.OK);
        assertThat(publish("--json", "health/a", "3")).isEqualTo(ExitCode.OK);
        CompletableFuture<Integer> all = follow("--last", "--count", "3", "health/");
        await().atMost(LONG).until(() -> printed().lines().count() == 2);

        assertThat(printed().lines()).containsExactlyInAnyOrder("[health/a] 3", "[health/b] 2");
        publish("--json", "health/c", "4");
        assertThat(all.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
        assertThat(printed()).endsWith("[health/c] 4\n");
        assertThat(follow("--last", "--count", "1", "health/b").get(20, TimeUnit.SECONDS))
                .isEqualTo(ExitCode.OK);
        assertThat(printed()).endsWith("[health/b] 2\n");
    }
}

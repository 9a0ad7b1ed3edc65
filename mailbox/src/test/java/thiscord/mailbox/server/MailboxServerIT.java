package thiscord.mailbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Failure;
import thiscord.kit.HttpAttack;
import thiscord.kit.Processes;
import thiscord.kit.Running;
import thiscord.kit.Tools;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.blocks.Layout;

/** The server in this process, over real sockets. */
class MailboxServerIT {
    private static final int KB = 1024;
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private MailboxServer server;
    private Blocks blocks;

    /** Five mailboxes of 64 KB, packets of 32 KB. */
    private void serve() throws IOException {
        serve(MailboxSettings.of(new Layout(5, 64 * KB), 0, 32 * KB));
    }

    private void serve(MailboxSettings settings) throws IOException {
        server = MailboxServer.bind(settings);
        blocks = Blocks.create(folder.resolve("blocks"), settings.layout());
        server.serve(settings, blocks, asked -> asked.equals("secret status") ? "ok " + server.counts() : "");
    }

    /** With small limits: packets and memory of {@code bytes}. */
    private static MailboxSettings hasty(int bytes, Duration flush, Duration waiting, Duration patience, int clients) {
        return new MailboxSettings(
                new Layout(2, bytes), 0, bytes, flush, waiting, patience, LONG, clients, 2L * bytes, 0, false, null);
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        blocks.close();
    }

    private Client client() throws IOException {
        return new Client(server.address().port());
    }

    @Test
    void nothingOfARequestOfHttpIsCarriedOutHoweverItIsCut() throws IOException {
        serve();
        for (String request : HttpAttack.requests("w 1 9\nfrom-page")) {
            for (int[] cuts : HttpAttack.cuts()) {
                assertThat(HttpAttack.send(server.address().port(), request, cuts))
                        .as("%.40s in %s", request, Arrays.toString(cuts))
                        .startsWith("! ")
                        .doesNotContain("ok ");
            }
        }
        try (Client after = client()) {
            assertThat(after.read(1)).isEqualTo("0 ");
            assertThat(after.send("FOO /x HTTP/1.1\n").line()).startsWith("! unknown-command: ");
        }
        assertThat(HttpAttack.send(server.address().port(), "POST /x HTTP/1.1\r\n\r\n"))
                .isEqualTo("! not-supported: HTTP is not spoken here; these are mailboxes\n");
    }

    @Test
    void whatOneWritesAllRead() throws IOException {
        serve();
        try (Client alice = client();
                Client bob = client()) {
            assertThat(alice.read(1)).isEqualTo("0 ");
            assertThat(alice.write(1, "hello\nworld\0")).isEqualTo("ok 12 1");
            assertThat(bob.read(1)).isEqualTo("1 hello\nworld\0");
            assertThat(bob.write(1, "")).isEqualTo("ok 0 2");
            assertThat(alice.read(1)).isEqualTo("2 ");
            assertThat(alice.read(0)).isEqualTo("0 ");
            assertThat(alice.send("r1\n").line()).isEqualTo("ok 0 2");
        }
    }

    @Test
    void manyRequestsMayBeSentAtOnce() throws IOException {
        serve();
        try (Client client = client()) {
            StringBuilder all = new StringBuilder();
            for (int n = 0; n < 500; n++) {
                all.append("w 2 3\n")
                        .append(100 + n)
                        .append("\r\n")
                        .append("r 2\n")
                        .append("x\n");
            }
            client.send(all.toString());

            for (int n = 0; n < 500; n++) {
                assertThat(client.line()).isEqualTo("ok 3 " + (n + 1));
                assertThat(client.line()).isEqualTo("ok 3 " + (n + 1));
                assertThat(new String(client.bytes(3))).isEqualTo("" + (100 + n));
                assertThat(client.line()).startsWith("! unknown-command: ");
            }
        }
    }

    @Test
    void dataWithoutALengthEndWithAPauseOrWithTheOutput() throws IOException {
        serve();
        try (Client client = client()) {
            assertThat(client.send("w 0\nby a pause").line()).isEqualTo("ok 10 1");
            assertThat(client.send("w3\n").send("on the same").line()).isEqualTo("ok 11 1");
            assertThat(client.send("r 0").line()).isEqualTo("ok 10 1");
            assertThat(new String(client.bytes(10))).isEqualTo("by a pause");
            client.send("w 0\nby the end").endOutput();
            assertThat(client.line()).isEqualTo("ok 10 2");
            assertThat(client.line()).isEqualTo("(end)");
        }
    }

    @Test
    void netcatWillDo() throws IOException {
        serve();
        String nc = Tools.netcat();
        String port = Integer.toString(server.address().port());

        Running write = processes.start("sh", "-c", "printf 'w 4\\nfrom netcat' | " + nc + " -N 127.0.0.1 " + port);
        assertThat(write.out().toTheEnd()).containsExactly("ok 11 1");
        Running read = processes.start("sh", "-c", "printf 'r 4\\nq\\n' | " + nc + " -N 127.0.0.1 " + port);

        assertThat(read.out().toTheEnd()).containsExactly("ok 11 1", "from netcatok bye");
    }

    @Test
    void refusalsAreALineEachAndTheConnectionGoesOn() throws IOException {
        serve();
        try (Client client = client()) {
            assertThat(client.send("r 5\n").line()).startsWith("! bad-mailbox: ");
            assertThat(client.send("w 5 3\nabc").line()).startsWith("! bad-mailbox: ");
            assertThat(client.send("w 5\nr 0 would be data").line()).startsWith("! bad-mailbox: ");
            assertThat(client.send("w 0 x\ndata").line()).startsWith("! bad-length: ");
            assertThat(client.send("hello\n").line()).startsWith("! unknown-command: ");
            assertThat(client.send("w 0\n" + "x".repeat(40 * KB)).line())
                    .isEqualTo("! too-large: a write has at most 32768 bytes here");
            assertThat(client.read(0)).isEqualTo("0 ");
            assertThat(client.write(0, "x".repeat(32 * KB))).isEqualTo("ok 32768 1");
        }
    }

    @Test
    void whereTheEndCannotBeKnownARefusalEndsTheConnection() throws IOException {
        serve();
        try (Client large = client();
                Client line = client();
                Client cut = client();
                Client quit = client();
                Client ask = client();
                Client other = client()) {
            assertThat(large.send("w 0 100000\n" + "x".repeat(100_000)).line()).startsWith("! too-large: ");
            assertThat(large.line()).isEqualTo("(end)");
            assertThat(line.send("r".repeat(300)).line()).startsWith("! line-too-long: ");
            assertThat(line.line()).isEqualTo("(end)");
            cut.send("w 0 10\nabc").endOutput();
            assertThat(cut.line()).isEqualTo("! cut-short: 3 of 10 bytes came; nothing was written");
            assertThat(cut.line()).isEqualTo("(end)");
            assertThat(quit.send("q\nr 0\n").line()).isEqualTo("ok bye");
            assertThat(quit.line()).isEqualTo("(end)");
            assertThat(ask.send("ask wrong stop\n").line()).startsWith("! not-allowed: ");
            assertThat(ask.line()).isEqualTo("(end)");

            assertThat(other.read(0)).isEqualTo("0 ");
            assertThat(other.send("ask secret status\n").line()).startsWith("ok clients ");
        }
    }

    @Test
    void clientsThatDieOrDawdleHoldNobodyUp() throws IOException {
        serve(hasty(64 * KB, Duration.ZERO, LONG, SOON, 100));
        try (Client dawdles = client();
                Client skips = client();
                Client other = client()) {
            dawdles.send("w 0 10\nabc");
            skips.send("w 7 10\nabc");
            for (int n = 0; n < 20; n++) {
                Client dies = client();
                dies.send("w 0 60000\n" + "x".repeat(1000));
                if (n % 2 == 0) {
                    dies.reset();
                } else {
                    dies.hangUp();
                }
            }

            assertThat(other.write(0, "done")).isEqualTo("ok 4 1");
            assertThat(dawdles.line()).startsWith("! too-slow: ").endsWith("nothing was written");
            assertThat(dawdles.line()).isEqualTo("(end)");
            assertThat(skips.line()).startsWith("! too-slow: ");
            assertThat(other.read(0)).isEqualTo("1 done");
        }
    }

    @Test
    void whoDoesNotTakeAnAnswerIsCutOffAndTheMemoryIsFree() throws IOException {
        int large = 8 << 20;
        serve(hasty(large, SOON, LONG, Duration.ofSeconds(1), 100));
        try (Client writer = client();
                Client one = client();
                Client two = client();
                Client three = client()) {
            assertThat(writer.write(0, "x".repeat(large))).isEqualTo("ok " + large + " 1");
            one.send("r 0\n");
            two.send("r 0\n");
            three.send("r 0\n");

            // There is memory for two, which never take theirs; the third has its turn when they are cut off.
            assertThat(three.line()).isEqualTo("ok " + large + " 1");
            assertThat(three.bytes(large)).hasSize(large).containsOnly('x');
            assertThat(writer.write(0, "small")).isEqualTo("ok 5 2");
            assertThatThrownBy(() -> {
                        one.line();
                        if (one.bytes(large).length < large) {
                            throw new IOException("cut off");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whoDawdlesWithMemoryThatOthersWaitForIsCutOff() throws IOException {
        int large = 8 << 20;
        serve(hasty(large, SOON, LONG, LONG, 100));
        try (Client one = client();
                Client two = client();
                Client third = client()) {
            one.send("w 0 " + large + "\nx");
            two.send("w 1 " + large + "\nx");
            await().until(() -> server.counts().startsWith("clients 3,"));

            assertThat(third.write(1, "x")).isEqualTo("ok 1 1");
            assertThat(one.line()).startsWith("! too-slow: ");
        }
    }

    @Test
    void aWriterHasItsTurnBesideReadersThatNeverPause() throws Exception {
        serve();
        AtomicInteger reading = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            readers.add(CompletableFuture.runAsync(() -> readOn(reading, enough), task -> new Thread(task).start()));
        }
        await().until(() -> reading.get() > 100);
        try (Client writer = client()) {
            for (int n = 1; n <= 200; n++) {
                assertThat(writer.write(0, "x".repeat(n))).isEqualTo("ok " + n + " " + n);
            }
        }
        enough.set(true);
        for (CompletableFuture<Void> reader : readers) {
            reader.get(20, TimeUnit.SECONDS);
        }
    }

    /** Content N has N letters, so a mixture would be seen; and nobody reads an older one than before. */
    private void readOn(AtomicInteger reading, AtomicBoolean enough) {
        try (Client reader = client()) {
            long last = 0;
            while (!enough.get()) {
                String[] read = reader.read(0).split(" ", -1);
                long version = Long.parseLong(read[0]);
                assertThat(read[1]).hasSize((int) version);
                assertThat(version).isGreaterThanOrEqualTo(last);
                last = version;
                reading.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoWaitsTooLongForOthersIsToldSo() throws IOException {
        int large = 8 << 20;
        serve(hasty(large, SOON, SOON, LONG, 100));
        try (Client one = client();
                Client two = client();
                Client third = client()) {
            one.send("w 0 " + large + "\nx");
            two.send("w 1 " + large + "\nx");
            await().until(() -> server.counts().startsWith("clients 3,"));

            assertThat(third.write(1, "x")).startsWith("! busy: others came first");
            one.hangUp();
            two.hangUp();
            await().untilAsserted(() -> assertThat(third.write(1, "x")).isEqualTo("ok 1 1"));
            assertThat(third.read(1)).isEqualTo("1 x");
        }
    }

    @Test
    void oneClientTooManyIsToldSo() throws IOException {
        serve(hasty(KB, SOON, LONG, LONG, 2));
        try (Client one = client();
                Client two = client();
                Client third = client()) {
            assertThat(one.read(0)).isEqualTo("0 ");
            assertThat(third.line()).startsWith("! full: there are 2 clients already");
            assertThat(third.line()).isEqualTo("(end)");
            assertThat(two.read(0)).isEqualTo("0 ");
            one.hangUp();
            await().until(() -> server.counts().startsWith("clients 1,"));
            try (Client fourth = client()) {
                assertThat(fourth.read(0)).isEqualTo("0 ");
            }
        }
    }

    @Test
    void aConnectionThatAsksNothingIsEnded() throws IOException {
        serve(new MailboxSettings(
                new Layout(1, KB),
                0,
                KB,
                Duration.ZERO,
                LONG,
                LONG,
                SOON,
                10,
                MailboxSettings.MEMORY_BYTES,
                0,
                false,
                null));
        try (Client idle = client()) {
            assertThat(idle.line()).isEqualTo("! too-slow: no request came for 300 ms");
            assertThat(idle.line()).isEqualTo("(end)");
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        serve();
        MailboxSettings same =
                MailboxSettings.of(new Layout(1, KB), server.address().port(), KB);

        assertThatThrownBy(() -> MailboxServer.bind(same))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("another program listens there");
    }
}

package thiscord.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.Main;
import thiscord.kit.HttpAttack;
import thiscord.kit.LinePeer;
import thiscord.processing.lines.LineServer;
import thiscord.processing.lines.LineSettings;
import thiscord.processing.lines.RequestLog;
import thiscord.tls.ClientTls;
import thiscord.tls.KeyFiles;
import thiscord.tls.ServerTls;

class CalcIT {
    private static final Duration LONG = Duration.ofMinutes(10);

    private static LineServer serve(int clients, Duration flushAfter, Duration idle, @Nullable ServerTls tls) {
        LineSettings settings = new LineSettings("calc", 0, clients, flushAfter, idle, Duration.ofSeconds(10), tls);
        return LineServer.start(settings, new CalcConversation(RequestLog.NONE));
    }

    @Test
    void eachLineIsAnsweredByTwo() throws Exception {
        try (LineServer server = serve(10, Duration.ZERO, LONG, null);
                LinePeer peer = LinePeer.connect(server.address().port())) {
            assertThat(ask(peer, "5 10")).containsExactly("Data received", "50.0");
            assertThat(ask(peer, "5 * 10\r")).containsExactly("Data received", "50.0");
            assertThat(ask(peer, "1/0")).containsExactly("Data received", "error: division by zero");
            assertThat(peer.raw(("2^10\n" + "9".repeat(5000) + "\n1+1\n").getBytes(StandardCharsets.UTF_8))
                            .line())
                    .isEqualTo("Data received");
            assertThat(peer.line()).isEqualTo("1024.0");
            assertThat(peer.line()).isEqualTo("error: a line has at most 4096 bytes");
            assertThat(List.of(peer.line(), peer.line())).containsExactly("Data received", "2.0");
            assertThat(peer.raw(new byte[] {'5', (byte) 0xff, '\n'}).line()).isEqualTo("error: this is not UTF-8");
            peer.raw("6 7".getBytes(StandardCharsets.UTF_8)).endOutput();
            assertThat(peer.rest()).containsExactly("Data received", "42.0");
        }
    }

    private static List<String> ask(LinePeer peer, String line) throws IOException {
        peer.send(line);
        return List.of(peer.line(), peer.line());
    }

    @Test
    void nothingOfARequestOfHttpIsCarriedOutHoweverItIsCut() throws Exception {
        try (LineServer server = serve(10, Duration.ZERO, LONG, null)) {
            for (String request : HttpAttack.requests("5 10\n6 7\n")) {
                for (int[] cuts : HttpAttack.cuts()) {
                    assertThat(HttpAttack.send(server.address().port(), request, cuts))
                            .as("%.40s in %s", request, Arrays.toString(cuts))
                            .doesNotContain("50.0", "42.0")
                            .endsWith("error: HTTP is not spoken here; this is a server of lines\n");
                }
            }
        }
    }

    @Test
    void aClientWithoutTlsIsToldSoInOneLine(@TempDir Path data) throws Exception {
        try (ServerTls tls = ServerTls.open(KeyFiles.inFolder(data));
                LineServer server = serve(10, Duration.ZERO, LONG, tls)) {
            for (String said : List.of("5 10\n", "x", "GET / HTTP/1.1\r\n\r\n", "9".repeat(100_000))) {
                try (LinePeer plain = LinePeer.connect(server.address().port())) {
                    plain.raw(said.getBytes(StandardCharsets.UTF_8));
                    assertThat(plain.rest())
                            .containsExactly(
                                    "error: this port takes TLS alone; connect with TLS 1.3, or start the server"
                                            + " without --tls");
                }
            }
        }
    }

    @Test
    void manyClientsAskManyThingsAtOnce() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(20);
        try (LineServer server = serve(20, Duration.ZERO, LONG, null)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int mine = i;
                all.add(clients.submit(() -> {
                    try (LinePeer peer = LinePeer.connect(server.address().port())) {
                        for (int n = 0; n < 100; n++) {
                            assertThat(ask(peer, mine + " * " + n)).containsExactly("Data received", mine * n + ".0");
                        }
                    }
                    return mine;
                }));
            }
            for (Future<Integer> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void aPauseEndsALineOfAClientThatSendsNoEnd() throws Exception {
        try (LineServer server = serve(10, Duration.ofMillis(50), LONG, null);
                LinePeer peer = LinePeer.connect(server.address().port())) {
            peer.raw("5 10".getBytes(StandardCharsets.UTF_8));
            assertThat(List.of(peer.line(), peer.line())).containsExactly("Data received", "50.0");
            peer.raw("\n2 3".getBytes(StandardCharsets.UTF_8));
            assertThat(List.of(peer.line(), peer.line())).containsExactly("Data received", "6.0");
        }
    }

    @Test
    void oneClientTooManyIsToldAndASilentOneIsLetGo() throws Exception {
        try (LineServer server = serve(1, Duration.ZERO, Duration.ofMillis(400), null);
                LinePeer silent = LinePeer.connect(server.address().port())) {
            silent.raw("5 1".getBytes(StandardCharsets.UTF_8));
            await().until(() -> server.clients() == 1);
            try (LinePeer second = LinePeer.connect(server.address().port())) {
                assertThat(second.rest()).containsExactly("error: 1 clients are connected already; try later");
            }
            assertThat(silent.rest()).containsExactly("error: no line for 400 ms; good bye");
            await().until(() -> server.clients() == 0);
        }
    }

    @Test
    void aClientThatTakesNoAnswerIsCutOff() throws Exception {
        LineSettings settings = new LineSettings("calc", 0, 2, Duration.ZERO, LONG, Duration.ofMillis(300), null);
        try (LineServer server = LineServer.start(settings, new CalcConversation(RequestLog.NONE));
                Socket deaf = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().port());
                LinePeer peer = LinePeer.connect(server.address().port())) {
            deaf.setReceiveBufferSize(4096);
            byte[] many = "\n".repeat(1 << 14).getBytes(StandardCharsets.UTF_8);
            Thread sending = new Thread(() -> {
                try {
                    while (true) {
                        deaf.getOutputStream().write(many);
                    }
                } catch (IOException cut) {
                    return;
                }
            });
            sending.start();

            await().atMost(Duration.ofSeconds(20)).until(() -> server.clients() == 1);
            sending.join(20_000);

            assertThat(sending.isAlive()).isFalse();
            assertThat(ask(peer, "5 10")).containsExactly("Data received", "50.0");
        }
    }

    @Test
    void tlsIsSpokenIfAsked(@TempDir Path data) throws Exception {
        try (ServerTls tls = ServerTls.open(KeyFiles.inFolder(data));
                LineServer server = serve(4, Duration.ofMillis(50), LONG, tls);
                LinePeer plain = LinePeer.connect(server.address().port())) {
            Socket raw = new Socket(
                    InetAddress.getLoopbackAddress(), server.address().port());
            try (LinePeer peer = LinePeer.over(
                    ClientTls.pinned(server.address(), tls.fingerprint()).over(raw))) {
                assertThat(ask(peer, "5 10")).containsExactly("Data received", "50.0");
                peer.raw("2 3".getBytes(StandardCharsets.UTF_8));
                assertThat(List.of(peer.line(), peer.line())).containsExactly("Data received", "6.0");
            }
            plain.send("5 10");
            assertThat(plain.rest()).noneMatch(line -> line.contains("50.0"));
        }
    }

    @Test
    void whatCannotBeServedIsOneLineAndACode() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(run("calc", "--port", "" + taken.getLocalPort()))
                    .isEqualTo("3 processing calc: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": another program listens there; choose another with --port (0 takes any free port)");
        }
        assertThat(run("calc", "--port", "70000"))
                .isEqualTo("2 processing calc: --port is 0 to 65535, not 70000; see processing calc --help");
        assertThat(run("calc", "--port", "x")).startsWith("2 processing calc: ").contains("--port");
        assertThat(run("calc", "--clients", "0")).startsWith("2 processing calc: --clients is 1 to 1000, not 0");
        assertThat(run("calc", "--idle", "0")).startsWith("2 processing calc: --idle is 1ms to 7d");
        assertThat(run("calc", "--listen", "0.0.0.0", "--port", "0"))
                .startsWith("2 processing calc: --listen 0.0.0.0 is reached from other machines")
                .contains("add --tls");
        assertThat(run()).startsWith("2 processing: name a command: calc, pipeline, serve or child");
    }

    private static String run(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new ProcessingCommand()).setErr(new PrintWriter(err, true));
        int exit = Main.run(line, arguments);
        return exit + " " + err.toString().strip();
    }
}

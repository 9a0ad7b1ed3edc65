package thiscord.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.kit.LinePeer;
import thiscord.kit.Processes;
import thiscord.kit.Running;
import thiscord.processing.lines.Conversation;
import thiscord.processing.lines.LineServer;
import thiscord.processing.lines.LineSettings;
import thiscord.processing.lines.RequestLog;
import thiscord.processing.pipeline.Pipeline;
import thiscord.tls.ClientTls;
import thiscord.tls.KeyFiles;
import thiscord.tls.ServerTls;

/**
 * Clients that send a message without a line feed and read by single calls, against the defaults. {@code
 * -Dthiscord.clients.runs=300} is the long form.
 */
class SimpleClientsIT {
    private static final int RUNS = Integer.getInteger("thiscord.clients.runs", 20);
    private static final Duration MINUTES = Duration.ofMinutes(10);
    private static final String BRACKETS = "sed -u 's/\"text\":\"\\(.*\\)\"/\"text\":\"<\\1>\"/'";

    @RegisterExtension
    private final Processes processes = new Processes();

    private static LineServer serve(Conversation conversation, RequestLog requests, @Nullable ServerTls tls) {
        return LineServer.start(
                new LineSettings("test", Address.loopback(0), 8, null, MINUTES, Duration.ofSeconds(10), tls, requests),
                conversation);
    }

    private static Socket connect(LineServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.address().port());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What one call of recv returns. */
    private static String once(Socket socket) throws IOException {
        byte[] bytes = new byte[1024];
        int n = socket.getInputStream().read(bytes);
        return n < 0 ? "" : new String(bytes, 0, n, StandardCharsets.UTF_8);
    }

    private List<String> python(LineServer server, String... lines) {
        String program = "import socket, sys\nport = " + server.address().port() + "\n" + String.join("\n", lines);
        Running running = processes.start("python3", "-c", program);
        List<String> said = running.out().toTheEnd();
        assertThat(running.err().toTheEnd()).isEmpty();
        return said;
    }

    @Test
    void theSecondCallHasTheResultOfTheCalculator() {
        try (LineServer server = serve(new CalcConversation(RequestLog.NONE), RequestLog.NONE, null)) {
            assertThat(python(
                            server,
                            "for i in range(" + RUNS + "):",
                            "    s = socket.create_connection(('127.0.0.1', port), 60)",
                            "    s.sendall(b'5 10')",
                            "    print(s.recv(1024), s.recv(1024))"))
                    .hasSize(RUNS)
                    .containsOnly("b'Data received\\n' b'50.0\\n'");
        }
    }

    @Test
    void theTwoMessagesAreApartForAClientThatReadsLate() throws Exception {
        try (LineServer server = serve(new CalcConversation(RequestLog.NONE), RequestLog.NONE, null);
                Socket late = connect(server)) {
            send(late, "5 10");
            late.shutdownOutput();
            await().until(() -> server.clients() == 0);

            assertThat(List.of(once(late), once(late), once(late))).containsExactly("Data received\n", "50.0\n", "");
        }
    }

    @Test
    void oneConnectionMayAskAgainAndAgainAndALineFeedEndsTheRule() throws Exception {
        try (LineServer server = serve(new CalcConversation(RequestLog.NONE), RequestLog.NONE, null);
                Socket socket = connect(server)) {
            for (int i = 1; i < 4; i++) {
                send(socket, "5 " + i);
                assertThat(List.of(once(socket), once(socket))).containsExactly("Data received\n", 5 * i + ".0\n");
            }
            send(socket, "5 10\n5");
            assertThat(once(socket)).isEqualTo("Data received\n50.0\n");
            send(socket, " 3\n");
            assertThat(once(socket)).isEqualTo("Data received\n15.0\n");
        }
    }

    @Test
    void theTwoMessagesAreApartOverTls(@TempDir Path data) throws Exception {
        try (ServerTls tls = ServerTls.open(KeyFiles.inFolder(data));
                LineServer server = serve(new CalcConversation(RequestLog.NONE), RequestLog.NONE, tls);
                Socket socket =
                        ClientTls.pinned(server.address(), tls.fingerprint()).over(connect(server))) {
            send(socket, "5 10");
            assertThat(List.of(once(socket), once(socket))).containsExactly("Data received\n", "50.0\n");
        }
    }

    @Test
    void eachAnswerOfThePipelineBelongsToItsMessageForOneCallEach() throws Exception {
        try (Pipeline pipeline = new Pipeline(BRACKETS, Duration.ofSeconds(20));
                LineServer server = serve(
                        new PipelineConversation(pipeline, null, false, RequestLog.NONE), RequestLog.NONE, null)) {
            assertThat(python(
                            server,
                            "s = socket.create_connection(('127.0.0.1', port), 60)",
                            "for text in ('hello', 'world', 'Exit'):",
                            "    s.sendall(text.encode())",
                            "    print(s.recv(1024))"))
                    .containsExactly("b'Data received\\n<hello>\\n'", "b'Data received\\n<world>\\n'", "b''");
        }
    }

    @Test
    void theConsoleHasTheResultsThatAreNotSentIfAsked() throws Exception {
        StringWriter console = new StringWriter();
        RequestLog requests = new RequestLog("test", true, new PrintWriter(console));
        try (Pipeline pipeline = new Pipeline(BRACKETS, Duration.ofSeconds(20));
                LineServer server = serve(new PipelineConversation(pipeline, null, true, requests), requests, null);
                LinePeer peer = LinePeer.connect(server.address().port())) {
            peer.send("a\u001b[31m", "EXIT");

            assertThat(peer.rest()).containsExactly("Data received");
            assertThat(console.toString().lines().map(line -> line.replaceAll("127\\.0\\.0\\.1:\\d+", "CLIENT")))
                    .containsExactly("Received data from CLIENT: a [31m", "Result for CLIENT: <a [31m>");
        }
    }
}

package thiscord.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.Failure;
import thiscord.cli.Main;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.blocks.Layout;
import thiscord.mailbox.server.MailboxSettings;

/** What a start leaves alone that fails, and whom status believes. */
@Timeout(30)
class MailboxHostIT {
    @TempDir
    Path data;

    private static MailboxSettings settings(int port) {
        return MailboxSettings.of(new Layout(1, 1024), port, 1024);
    }

    private MailboxHost start(int port) {
        return MailboxHost.start(settings(port), data, null, () -> {});
    }

    @Test
    void whatAServerThatDiedHeldOutlivesStartsThatFail() throws IOException {
        int port;
        try (MailboxHost host = start(0)) {
            port = host.address().port();
        }
        Path folder = Files.createDirectories(data.resolve("mailboxes/" + port));
        Path inTheWay = folder.resolve("server");
        try (Blocks held = Blocks.create(folder.resolve("blocks"), new Layout(1, 1024))) {
            held.write(0, "kept".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> start(port)).isInstanceOf(Failure.class).hasMessageContaining("in use");
        }
        Files.createDirectory(inTheWay);
        assertThatThrownBy(() -> start(port)).isInstanceOf(Failure.class);
        Files.delete(inTheWay);

        try (MailboxHost host = start(port)) {
            assertThat(host.ready(data)).contains("with what a server that died held");
        }
    }

    @Test
    void whatIsNoFileOfMailboxesIsReplaced() throws IOException {
        int port;
        try (MailboxHost host = start(0)) {
            port = host.address().port();
        }
        Path folder = Files.createDirectories(data.resolve("mailboxes/" + port));
        Files.writeString(folder.resolve("blocks"), "x");

        try (MailboxHost host = start(port)) {
            assertThat(host.ready(data)).doesNotContain("died");
        }
    }

    /** Somebody who took a port, and what they say to whoever comes. */
    private static Thread sayer(ServerSocket port, String words, boolean again) {
        Thread thread = new Thread(() -> {
            try (Socket peer = port.accept();
                    OutputStream out = peer.getOutputStream()) {
                do {
                    out.write(words.getBytes(StandardCharsets.ISO_8859_1));
                } while (again);
            } catch (SocketException hungUp) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private String status(ServerSocket port, long pid, Instant began) throws IOException {
        ServerState state = new ServerState(pid, began, port.getLocalPort(), 1, 1024, 1024, "token");
        Path folder = Files.createDirectories(data.resolve("mailboxes/" + port.getLocalPort()));
        Files.writeString(folder.resolve("server"), state.text());
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new MailboxCommand()).setOut(new PrintWriter(out, true));
        Main.run(line, "status", Integer.toString(port.getLocalPort()), "--data", data.toString());
        return out.toString();
    }

    @Test
    void whoeverHasThePortOfOneThatDiedIsNotBelieved() throws IOException {
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            sayer(port, "ok lies\n", false);

            assertThat(status(port, Integer.MAX_VALUE, Instant.now()))
                    .contains("has died")
                    .doesNotContain("lies");
        }
    }

    @Test
    void whatAnAnswerMayBeIsBounded() throws IOException {
        ProcessHandle me = ProcessHandle.current();
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            sayer(port, "ok \u001b[2J\u009b\n", false);
            assertThat(status(port, me.pid(), ServerState.beginOf(me))).contains("ok ?[2J?".substring(3));

            sayer(port, "x", true);
            assertThat(status(port, me.pid(), ServerState.beginOf(me))).contains("does not answer");
        }
    }
}

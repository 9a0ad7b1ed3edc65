package thiscord.mailbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.blocks.Layout;
import thiscord.tls.ClientTls;
import thiscord.tls.KeyFiles;
import thiscord.tls.Listening;
import thiscord.tls.ServerTls;

/** Reads that wait, the original form of requests and answers, and other machines; over real sockets. */
@Timeout(60)
class MailboxFormsIT {
    private static final MailboxSettings USUAL = MailboxSettings.of(new Layout(2, 1024), 0, 1024);
    private static final String LOGIN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private MailboxServer server;
    private Blocks blocks;

    private void serve(MailboxSettings settings) throws IOException {
        server = MailboxServer.bind(settings);
        blocks = Blocks.create(folder.resolve("blocks"), settings.layout());
        server.serve(settings, blocks, asked -> "");
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
    void aReadWaitsForAnotherVersionAndOthersGoOn() throws IOException {
        serve(USUAL);
        try (Client reader = client();
                Client second = client();
                Client writer = client()) {
            reader.send("r 0 after 0 within 50s\nr 1\n");
            second.send("r 0 after 0 within 50s\n");
            assertThat(writer.write(1, "other")).isEqualTo("ok 5 1");

            assertThat(writer.write(0, "news")).isEqualTo("ok 4 1");

            assertThat(reader.line()).isEqualTo("ok 4 1");
            assertThat(reader.bytes(4)).asString().isEqualTo("news");
            assertThat(reader.line()).isEqualTo("ok 5 1");
            assertThat(second.line()).isEqualTo("ok 4 1");
        }
    }

    @Test
    void aReadThatWaitsInVainIsToldSoAndTheConnectionGoesOn() throws IOException {
        serve(USUAL);
        try (Client reader = client()) {
            assertThat(reader.write(0, "x")).isEqualTo("ok 1 1");
            assertThat(reader.send("r 0 after 1 within 20ms\n").line())
                    .isEqualTo("! not-newer: the mailbox has version 1 still after 20 ms; ask again");
            assertThat(reader.send("r 0 after 9 within 50s\n").line())
                    .as("a lower version is of a file that was made since")
                    .isEqualTo("ok 1 1");
        }
    }

    @Test
    void noWriteIsMissedByTwoWhoAnswerEachOther() throws IOException {
        serve(USUAL);
        int rounds = 300;
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> answerEachOther(1, 0, rounds));
        answerEachOther(0, 1, rounds);
        other.join();
        assertThat(blocks.version(0)).isEqualTo(rounds);
        assertThat(blocks.version(1)).isEqualTo(rounds);
    }

    private void answerEachOther(int mine, int theirs, int rounds) {
        try (Client client = client()) {
            for (int round = 1; round <= rounds; round++) {
                assertThat(client.write(mine, "x")).isEqualTo("ok 1 " + round);
                assertThat(client.send("r " + theirs + " after " + (round - 1) + " within 50s\n")
                                .line())
                        .isIn("ok 1 " + round, "ok 1 " + (round + 1));
                client.bytes(1);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oneWhoWaitsAndGoesLeavesNothingBehind() throws IOException {
        serve(USUAL);
        try (Client stays = client()) {
            for (int n = 0; n < 20; n++) {
                Client goes = client();
                goes.send("r 0 after 0 within 50s\n");
                goes.reset();
            }
            assertThat(stays.write(0, "x")).isEqualTo("ok 1 1");
            await().until(() -> server.counts().startsWith("clients 1,"));
        }
    }

    @Test
    void theOriginalFormHasTheDataAloneAndNumbersFromOne() throws IOException {
        serve(USUAL.withForm(1, true));
        try (Client client = client()) {
            assertThat(client.send("r 1\n").line()).as("an empty mailbox").isEmpty();
            assertThat(client.send("w 1\nhello").line()).isEqualTo("ok 5 1");
            assertThat(client.send("r 1").bytes(5)).asString().isEqualTo("hello");
            assertThat(client.send("r 2\n").line()).isEmpty();
            assertThat(client.send("r 3\n").line()).isEqualTo("! bad-mailbox: the mailboxes have the numbers 1 to 2");
            assertThat(client.send("q").line()).isEqualTo("ok bye");
            assertThat(client.line()).isEqualTo("(end)");
        }
    }

    private void serveOthers() throws IOException {
        Listening listening = new Listening(
                Address.loopback(0), List.of(new Address("127.0.0.2", 0)), KeyFiles.inFolder(folder), false, true);
        MailboxSettings.Remote remote = new MailboxSettings.Remote(listening, LOGIN);
        serve(USUAL.with(remote));
    }

    private static Socket connect(Address at) throws IOException {
        Socket socket = new Socket(at.host(), at.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private Socket secure(Address at) throws IOException {
        try (ServerTls key = ServerTls.open(KeyFiles.inFolder(folder))) {
            return ClientTls.pinned(at, key.fingerprint()).over(connect(at));
        }
    }

    /** What is answered to this until the connection ends or as many lines have come. */
    private static List<String> said(Socket socket, String request, int lines) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        List<String> said = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            said.add(line);
            if (said.size() == lines) {
                break;
            }
        }
        return said;
    }

    @Test
    void anotherMachineNeedsTlsAndTheLogin() throws IOException {
        serveOthers();
        Address outside = server.outside().get(0);
        try (Socket plain = connect(outside);
                Socket without = secure(outside);
                Socket wrong = secure(outside);
                Socket right = secure(outside);
                Socket inside = secure(server.address());
                Client local = client()) {
            assertThat(said(plain, "r 0\n", 9))
                    .containsExactly("! not-allowed: this address takes TLS alone; connect with TLS 1.3");
            assertThat(said(without, "w 0 1\nx", 9))
                    .hasSize(1)
                    .allMatch(line -> line.startsWith("! not-allowed: begin with login SECRET"));
            assertThat(said(wrong, "login " + LOGIN.replace('0', '1') + "\nw 0 1\nx", 9))
                    .hasSize(1)
                    .allMatch(line -> line.startsWith("! not-allowed: the login is wrong"));
            assertThat(blocks.version(0)).isZero();
            assertThat(said(right, "login " + LOGIN + "\nw 0 1\nxr 9\nq\n", 9))
                    .containsExactly("ok", "ok 1 1", "! bad-mailbox: the mailboxes have the numbers 0 to 1", "ok bye");
            assertThat(said(inside, "r 0\n", 1)).containsExactly("ok 1 1");
            assertThat(local.read(0)).isEqualTo("1 x");
        }
    }

    @Test
    void connectionsThatDoNotLogInKeepOutNeitherThoseWhoHaveNorThisMachine() throws IOException {
        serveOthers();
        Address outside = server.outside().get(0);
        List<Socket> idle = new ArrayList<>();
        try (Socket early = secure(outside)) {
            assertThat(said(early, "login " + LOGIN + "\n", 1)).containsExactly("ok");
            for (int n = 0; n < PendingLogins.PER_ADDRESS; n++) {
                idle.add(connect(outside));
            }
            try (Socket oneMore = connect(outside)) {
                assertThat(said(oneMore, "", 1))
                        .containsExactly("! full: your address has 8 connections that have not logged in");
            }
            assertThat(said(early, "r 0\n", 1)).containsExactly("ok 0 0");
            try (Client local = client()) {
                assertThat(local.read(0)).isEqualTo("0 ");
            }
            idle.remove(0).close();
            await().ignoreExceptions().until(() -> {
                try (Socket next = secure(outside)) {
                    return said(next, "login " + LOGIN + "\n", 1).equals(List.of("ok"));
                }
            });
        } finally {
            for (Socket one : idle) {
                one.close();
            }
        }
    }
}

package thiscord.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Main;
import thiscord.ctl.door.Answer;
import thiscord.ctl.door.Command;
import thiscord.ctl.door.Door;
import thiscord.ctl.door.Frames;
import thiscord.kit.Checkout;
import thiscord.kit.DoorPeer;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** The local door over real sockets, and what asks at it. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class CtlIT {
    private static final Duration PATIENCE = Duration.ofMillis(400);

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch underWay = new CountDownLatch(2);
    private final CountDownLatch told = new CountDownLatch(1);
    private Door door;

    @BeforeEach
    void open() {
        door = open(new Door.Limits(128, 128, Duration.ofSeconds(10), Duration.ofSeconds(10)));
    }

    @AfterEach
    void close() {
        stuck.countDown();
        door.close();
    }

    private Door open(Door.Limits limits) {
        return Door.open(
                folder,
                Map.of(
                        "echo", Command.of(Map.of("text", String.class), Answer::of),
                        "stuck", Command.plain(given -> stuck()),
                        "long",
                                new Command(Map.of(), true, (given, visit) -> {
                                    underWay.countDown();
                                    return stuck();
                                }),
                        "stop", Command.plain(given -> Answer.of(Map.of()).then(told::countDown))),
                limits);
    }

    private void reopen(Door.Limits limits) {
        door.close();
        door = open(limits);
    }

    private Answer stuck() {
        try {
            stuck.await();
            return Answer.of(Map.of());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private DoorPeer peer() throws IOException {
        return new DoorPeer(door.path());
    }

    private String ctl(int exit, String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(new CtlCommand());
        line.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.toString()));
        assertThat(Main.run(line, all.toArray(new String[0])))
                .as(said::toString)
                .isEqualTo(exit);
        return said.toString().strip();
    }

    @Test
    void requestsAreAnsweredInOrderOneByOneAndPipelined() throws IOException {
        try (DoorPeer peer = peer()) {
            for (int i = 0; i < 3; i++) {
                peer.send("{\"id\":" + i + ",\"command\":\"echo\",\"text\":\"x\"}");
                assertThat(peer.answer()).isEqualTo("{\"id\":" + i + ",\"ok\":true,\"text\":\"x\"}");
            }
            for (int i = 0; i < 100; i++) {
                peer.send("{\"id\":" + i + ",\"command\":\"echo\",\"text\":\"x\"}");
            }
            for (int i = 0; i < 100; i++) {
                assertThat(peer.answer()).startsWith("{\"id\":" + i + ",");
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(door.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void aHundredClientsAreServedAtOnce() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(100);
        try {
            CountDownLatch connected = new CountDownLatch(100);
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String text = "client " + i;
                answers.add(clients.submit(() -> {
                    try (DoorPeer peer = peer()) {
                        connected.countDown();
                        connected.await();
                        return peer.send("{\"command\":\"echo\",\"text\":\"" + text + "\"}")
                                .answer();
                    }
                }));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(answers.get(i).get()).isEqualTo("{\"ok\":true,\"text\":\"client " + i + "\"}");
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void anAnswerOfAMegabyteComesWhole() throws IOException {
        String text = "é".repeat((Frames.MOST_IN - 100) / 2);

        try (DoorPeer peer = peer()) {
            peer.send("{\"command\":\"echo\",\"text\":\"" + text + "\"}");

            assertThat(peer.answer()).isEqualTo("{\"ok\":true,\"text\":\"" + text + "\"}");
        }
    }

    @Test
    void anOversizeFrameIsRefusedByItsLengthAlone() throws IOException {
        for (int length : new int[] {Frames.MOST_IN + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
            try (DoorPeer peer = peer()) {
                peer.send(ByteBuffer.allocate(4).putInt(length).flip());

                assertThat(peer.answer()).contains("\"error\":\"too_large\"");
                assertThatThrownBy(peer::answer).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void garbageIsRefusedAndTheConnectionGoesOn() throws IOException {
        try (DoorPeer peer = peer()) {
            assertThat(peer.send("}{").answer()).contains("\"error\":\"bad_json\"");
            assertThat(peer.send("").answer()).contains("\"error\":\"bad_json\"");
            assertThat(peer.send("{\"command\":\"fly\"}").answer()).contains("\"error\":\"unknown_command\"");
            assertThat(peer.send("{\"command\":\"echo\",\"text\":\"on\"}").answer())
                    .contains("\"ok\":true");
        }
    }

    @Test
    void aFrameThatStaysTruncatedIsEndedAndTheOthersGoOn() throws IOException {
        reopen(new Door.Limits(2, 2, PATIENCE, PATIENCE));

        try (DoorPeer slow = peer();
                DoorPeer other = peer();
                DoorPeer third = peer()) {
            assertThat(third.answer()).contains("\"error\":\"busy\"");
            slow.send(ByteBuffer.wrap(new byte[] {0, 0, 0, 9, '{'}));

            assertThat(other.send("{\"command\":\"echo\",\"text\":\"on\"}").answer())
                    .contains("\"ok\":true");
            assertThat(slow.answer()).contains("\"error\":\"deadline\"");
        }
    }

    @Test
    void whatTakesTooLongIsToldSoAndTooMuchIsBusy() throws IOException {
        reopen(new Door.Limits(10, 1, PATIENCE, PATIENCE));
        List<DoorPeer> peers = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            peers.add(peer().send("{\"id\":5,\"command\":\"stuck\"}"));
        }
        for (DoorPeer peer : peers) {
            answers.add(peer.answer());
            peer.close();
        }

        assertThat(answers)
                .filteredOn(one -> one.contains("\"error\":\"deadline\""))
                .hasSize(3);
        assertThat(answers)
                .filteredOn(one -> one.startsWith("{\"id\":5,") && one.contains("\"busy\""))
                .hasSize(2);
    }

    @Test
    void whatIsLengthyMayTakeLongerAndTheThirdIsBusyAndTheOthersGoOn() throws Exception {
        reopen(new Door.Limits(10, 10, PATIENCE, Duration.ofSeconds(20)));
        try (DoorPeer first = peer().send("{\"id\":1,\"command\":\"long\"}");
                DoorPeer second = peer().send("{\"id\":2,\"command\":\"long\"}");
                DoorPeer other = peer()) {
            underWay.await();

            assertThat(other.ask("{\"id\":3,\"command\":\"long\"}"))
                    .startsWith("{\"id\":3,")
                    .contains("\"busy\"");
            assertThat(other.ask("{\"command\":\"stuck\"}")).contains("\"error\":\"deadline\"");
            stuck.countDown();
            assertThat(first.answer()).isEqualTo("{\"id\":1,\"ok\":true}");
            assertThat(second.answer()).isEqualTo("{\"id\":2,\"ok\":true}");
        }
    }

    @Test
    void whatIsLengthyHasADeadlineOfItsOwn() throws IOException {
        reopen(new Door.Limits(10, 10, Duration.ofSeconds(20), PATIENCE));

        try (DoorPeer peer = peer()) {
            assertThat(peer.ask("{\"command\":\"long\"}")).contains("\"error\":\"deadline\"");
        }
    }

    @Test
    void twoServersOnOnePathAreRefusedAndTheFirstGoesOn() {
        assertThatThrownBy(() -> open(Door.Limits.USUAL))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("another server answers on " + door.path());

        assertThat(ctl(ExitCode.OK, "echo", "still here")).isEqualTo("text still here");
    }

    @Test
    void aFileInTheWayIsLeftAlone() throws IOException {
        door.close();
        Files.writeString(door.path(), "mine");

        assertThatThrownBy(() -> open(Door.Limits.USUAL)).hasMessageContaining("is no socket");
        assertThat(door.path()).hasContent("mine");
        Files.delete(door.path());
    }

    @Test
    void aServerThatDiesInTheMiddleIsToldOfAndItsSocketTakenOver() throws Exception {
        door.close();
        try (ServerSocketChannel dying = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dying.bind(UnixDomainSocketAddress.of(door.path()));
            Thread thread = new Thread(() -> {
                try (SocketChannel taken = dying.accept()) {
                    taken.read(ByteBuffer.allocate(8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            thread.start();

            assertThat(ctl(ExitCode.CANNOT_REACH, "stop")).contains("it ended before it had answered");
            thread.join();
        }
        assertThat(door.path()).exists();
        assertThat(ctl(ExitCode.CANNOT_REACH, "echo", "x")).contains("nobody answers at " + door.path());

        door = open(Door.Limits.USUAL);

        assertThat(ctl(ExitCode.OK, "echo", "--json", "x")).isEqualTo("{\"ok\":true,\"text\":\"x\"}");
    }

    /** A server that answers its connections in turn with these frames, and ends those for which there is none. */
    private Thread answering(ServerSocketChannel server, byte[]... frames) {
        Thread thread = new Thread(() -> {
            for (byte[] frame : frames) {
                try (SocketChannel taken = server.accept()) {
                    taken.read(ByteBuffer.allocate(4096));
                    taken.write(ByteBuffer.wrap(frame));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        thread.start();
        return thread;
    }

    private static byte[] frame(String json) {
        return Frames.of(json.getBytes(StandardCharsets.UTF_8)).array();
    }

    @Test
    void whatMayBeRepeatedIsAskedAgainAndTheRestIsNot() throws Exception {
        byte[] nothing = {};
        byte[] cut = {0, 0, 0, 50, '{'};
        byte[] busy = frame("{\"ok\":false,\"error\":\"busy\",\"text\":\"Later.\"}");
        byte[] done = frame("{\"ok\":true,\"text\":\"x\"}");
        door.close();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(door.path()));

            Thread thread = answering(server, nothing, cut, done);
            assertThat(ctl(ExitCode.OK, "echo", "x")).isEqualTo("text x");
            thread.join();
            thread = answering(server, busy, busy, done);
            assertThat(ctl(ExitCode.OK, "kick", "1")).isEqualTo("text x");
            thread.join();
            thread = answering(server, busy, busy, busy);
            assertThat(ctl(ExitCode.UNEXPECTED, "echo", "x")).isEqualTo("ctl echo: refused: Later.");
            thread.join();
            thread = answering(server, cut);
            assertThat(ctl(ExitCode.CANNOT_REACH, "kick", "1")).contains("what was asked may have been done");
            thread.join();
        }
    }

    @Test
    void whoIsNeitherTheUserNorRootIsTurnedAwayThoughTheFileLetsThemIn() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can become somebody else");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(door.path(), PosixFilePermissions.fromString("rw-rw-rw-"));
        String client =
                "import os, socket, sys\nos.setgid(65534)\nos.setuid(65534)\ns = socket.socket(socket.AF_UNIX)\n"
                        + "s.connect(sys.argv[1])\nprint(s.makefile('rb').read()[4:].decode())\n";

        Running python = processes.start("python3", "-c", client, door.path().toString());

        assertThat(python.out().toTheEnd()).singleElement().asString().contains("\"error\":\"forbidden\"");
    }

    @Test
    void theCommandSaysWhatItGotAndStopAnswersFirst() throws InterruptedException {
        assertThat(ctl(ExitCode.UNEXPECTED, "status")).startsWith("ctl status: refused: There is no such command");
        assertThat(ctl(ExitCode.USAGE, "kick", "x")).contains("'x'");
        ctl(ExitCode.OK, "stop");
        told.await();
        door.close();
        assertThat(ctl(ExitCode.CANNOT_REACH, "sessions")).contains("nobody answers");
    }

    @Test
    void theClientInTheDocsWorks() throws IOException {
        Matcher block = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Checkout.root().resolve("docs/CTL.md")));
        assertThat(block.find()).isTrue();
        assertThat(block.group(1).lines().count()).isLessThanOrEqualTo(10);
        Path script = Files.writeString(folder.resolve("ask.py"), block.group(1));

        Running python =
                processes.start("python3", script.toString(), door.path().toString(), "echo", "text=hello");

        assertThat(python.out().toTheEnd()).containsExactly("{'id': 1, 'ok': True, 'text': 'hello'}");
        assertThat(python.exit()).isZero();
    }
}

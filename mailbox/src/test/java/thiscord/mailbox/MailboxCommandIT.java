package thiscord.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.Main;
import thiscord.kit.LinePeer;
import thiscord.kit.Processes;
import thiscord.kit.Running;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.blocks.Content;

/** The commands, as processes. */
class MailboxCommandIT {
    private static final int ROUNDS = Integer.getInteger("thiscord.mailbox.kills", 2);

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path data;

    private final List<Long> servers = new ArrayList<>();

    @AfterEach
    void endServers() {
        servers.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(ProcessHandle::destroyForcibly);
    }

    private Running java(String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        return processes.start(main, data, Map.of(), command);
    }

    /** What a command said and how it ended; it runs here, and the servers that it starts are processes. */
    private record Ended(int exit, String out, String err) {}

    private Ended mailbox(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new MailboxCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        int exit = Main.run(line, all.toArray(new String[0]));
        return new Ended(exit, out.toString().strip(), err.toString().strip());
    }

    private static String done(Ended command) {
        assertThat(command).isEqualTo(new Ended(0, command.out(), ""));
        return command.out();
    }

    private static String refused(Ended command, int exit) {
        assertThat(command).isEqualTo(new Ended(exit, "", command.err()));
        assertThat(command.err().lines()).hasSize(1);
        return command.err();
    }

    /** Starts in the background; returns the port. */
    private int start(String mailboxes, String sizeKb, String port) throws IOException {
        String ready = done(mailbox("start", mailboxes, sizeKb, port, "4"));
        Matcher matcher =
                Pattern.compile("^ready: mailboxes 127\\.0\\.0\\.1:(\\d+), .*$").matcher(ready);
        assertThat(matcher.matches()).as(ready).isTrue();
        int real = Integer.parseInt(matcher.group(1));
        servers.add(state(real).pid());
        return real;
    }

    private Path folder(int port) {
        return data.resolve("mailboxes").resolve(Integer.toString(port));
    }

    private ServerState state(int port) throws IOException {
        return ServerState.of(Files.readString(folder(port).resolve("server"))).orElseThrow();
    }

    private static String say(int port, String line) throws IOException {
        try (LinePeer peer = LinePeer.connect(port)) {
            return peer.send(line).line();
        }
    }

    private ProcessHandle process(int port) throws IOException {
        return state(port).process().orElseThrow();
    }

    @Test
    void startReturnsWhenTheServerRunsAndStopFreesEverythingAlsoTwice() throws IOException {
        int port = start("5", "64", "0");
        ProcessHandle server = process(port);
        String empty = mapped(port, 3);
        assertThat(say(port, "w 3 5\nhello")).isEqualTo("ok 5 1");
        String filled = mapped(port, 3);
        String client = python(0, Integer.toString(port));
        String running = done(mailbox("status"));
        String again = refused(mailbox("start", "1", "1", Integer.toString(port), "1"), 3);
        for (Path file : List.of(folder(port).resolve("blocks"), folder(port).resolve("server"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }

        assertThat(done(mailbox("stop", Integer.toString(port)))).startsWith("stopped 127.0.0.1:" + port);
        assertThat(server.isAlive()).isFalse();
        assertThat(folder(port)).doesNotExist();
        assertThat(done(mailbox("stop", Integer.toString(port)))).contains("nothing is left");

        assertThat(empty).isEqualTo("0 ");
        assertThat(filled).isEqualTo("1 hello");
        assertThat(client).isEqualTo("version 1 has b'hello from Python'");
        assertThat(running).contains("127.0.0.1:" + port + "  5 of 64 KB  process " + server.pid() + ", clients ");
        assertThat(again).contains("served on 127.0.0.1:" + port + " already (5 of 64 KB, process " + server.pid());
    }

    /** What another process of the same user reads from the mapped file. */
    private String mapped(int port, int mailbox) {
        return python(1, folder(port).resolve("blocks").toString(), Integer.toString(mailbox));
    }

    /** Runs one of the programs that the manual shows. */
    private String python(int which, String... arguments) {
        List<String> command = new ArrayList<>(List.of("python3", "-c", Manual.python(which)));
        command.addAll(List.of(arguments));
        Running program = processes.start(command.toArray(new String[0]));
        String out = String.join("\n", program.out().toTheEnd());
        assertThat(program.err().toTheEnd()).isEmpty();
        return out;
    }

    @Test
    void afterACrashStartTakesOverAndStopFreesEverything() throws IOException {
        int port = start("2", "4", "0");
        say(port, "w 1 4\nkept");
        kill(port);

        assertThat(mailbox("status", Integer.toString(port)).exit()).isEqualTo(4);
        assertThat(mailbox("status").out()).contains("has died");
        assertThat(start("2", "4", Integer.toString(port))).isEqualTo(port);
        assertThat(say(port, "r 1")).isEqualTo("ok 4 1");
        kill(port);
        start("3", "8", Integer.toString(port));
        assertThat(say(port, "r 1")).isEqualTo("ok 0 0");
        kill(port);

        assertThat(done(mailbox("stop", Integer.toString(port)))).contains("that died had left");
        assertThat(folder(port)).doesNotExist();
        assertThat(done(mailbox("stop", Integer.toString(port)))).contains("nothing is left");
    }

    private void kill(int port) throws IOException {
        ProcessHandle server = process(port);
        server.destroyForcibly();
        await().until(() -> !server.isAlive());
    }

    @Test
    void aServerThatHangsIsKilledAndAnotherProcessNever() throws IOException {
        int port = start("1", "1", "0");
        ProcessHandle server = process(port);
        Running stopped = processes.start("kill", "-STOP", Long.toString(server.pid()));
        assertThat(stopped.exit()).isZero();

        ServerState real = state(port);
        Running innocent = processes.start("sleep", "60");
        ServerState lying =
                new ServerState(innocent.pid(), real.began().minusSeconds(100), port, 1, 1024, 1024, real.token());
        Files.writeString(folder(port).resolve("server"), lying.text());
        Ended unsure = mailbox("stop", Integer.toString(port));
        assertThat(refused(unsure, 4)).contains("it is not sure which");
        assertThat(innocent.alive()).isTrue();

        Files.writeString(folder(port).resolve("server"), real.text());
        assertThat(done(mailbox("stop", Integer.toString(port)))).startsWith("killed the server");
        assertThat(server.isAlive()).isFalse();
        assertThat(folder(port)).doesNotExist();
    }

    @Test
    void aServerWhoseParentDoesNotAskHowItEndedIsStopped() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Running parent = processes.start(
                "sh",
                "-c",
                "\"$@\" & exec sleep 60",
                "sh",
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MailboxCommand.class.getName(),
                "start",
                "1",
                "1",
                "0",
                "1",
                "--foreground",
                "--data",
                data.toString());
        int port = Integer.parseInt(parent.out()
                .expect("^ready: mailboxes 127\\.0\\.0\\.1:(\\d+), 1 of 1 KB,")
                .group(1));
        servers.add(state(port).pid());

        assertThat(done(mailbox("stop", Integer.toString(port)))).startsWith("stopped 127.0.0.1:" + port);
        assertThat(folder(port)).doesNotExist();
    }

    @Test
    void whatCannotBeStartedIsRefusedInALine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(refused(mailbox("start", "1", "1", port, "1"), 3))
                    .contains("cannot listen on 127.0.0.1:" + port + ": another program listens there");
        }
        assertThat(refused(mailbox("start", "0", "1", "0", "1"), 5)).contains("1 to 65536 mailboxes, not 0");
        assertThat(refused(mailbox("start", "1", "-1", "0", "1"), 5)).contains("SIZE-KB is 1 to 16384, not -1");
        assertThat(refused(mailbox("start", "1", "1", "0", "99999"), 5)).contains("PACKET-KB is 1 to 16384");
        assertThat(refused(mailbox("start", "60000", "1024", "0", "1"), 5)).contains("at most 1024 MiB");
        assertThat(refused(mailbox("start", "1", "1", "70000", "1"), 5)).contains("a port is 0 to 65535");
        assertThat(refused(mailbox("start", "1", "1"), 2)).contains("mailbox start: Missing required parameters");
        assertThat(refused(mailbox("start", "one", "1", "0", "1"), 2)).contains("'one' is not an int");
        // Nothing is left behind, so it can be deleted.
        Files.delete(data.resolve("mailboxes"));
        Files.writeString(data.resolve("mailboxes"), "in the way");
        assertThat(refused(mailbox("start", "1", "1", "0", "1"), 5)).contains("cannot use the data folder " + data);
    }

    @Test
    void inTheForegroundItServesUntilASignal() throws IOException {
        Running server = java(
                MailboxCommand.class.getName(), "start", "1", "1", "0", "1", "--foreground", "--data", data.toString());
        int port = Integer.parseInt(server.out()
                .expect("^ready: mailboxes 127\\.0\\.0\\.1:(\\d+), 1 of 1 KB,")
                .group(1));
        assertThat(say(port, "w 0 2\nhi")).isEqualTo("ok 2 1");

        server.signal("TERM");

        assertThat(server.exit()).isEqualTo(143);
        assertThat(folder(port)).doesNotExist();
    }

    /** {@code kill -9} at any moment of a write: the content before or the one after is there, whole. */
    @Test
    void aWriterThatIsKilledLeavesAWholeContent() throws Exception {
        Path file = data.resolve("blocks");
        long last = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Running scribe = java(Scribe.class.getName(), file.toString());
            scribe.out().expect("writes");
            scribe.kill();

            try (Blocks blocks = Blocks.open(file)) {
                Content content = blocks.read(0);
                byte[] whole = new byte[Scribe.LAYOUT.bytes()];
                Arrays.fill(whole, (byte) content.version());
                assertThat(content.version()).isGreaterThan(last);
                assertThat(Arrays.equals(content.bytes(), whole)).isTrue();
                last = content.version();
            }
        }
    }
}

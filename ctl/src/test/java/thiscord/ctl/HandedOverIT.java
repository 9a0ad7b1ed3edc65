package thiscord.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.ExitCode;
import thiscord.cli.Main;
import thiscord.ctl.door.Answer;
import thiscord.ctl.door.Command;
import thiscord.ctl.door.Content;
import thiscord.ctl.door.Door;
import thiscord.ctl.door.HandedFiles;
import thiscord.kit.Checkout;
import thiscord.kit.DoorPeer;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** Files that a server hands over at its local door, and who takes them. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class HandedOverIT {
    private static final Pattern FILE = Pattern.compile("\"file\":\"([^\"]+)\",\"bytes\":(\\d+)");
    private static final String ASK = "{\"command\":\"export\",\"room\":\"general\",\"form\":\"json\"}";
    private static final int LINES = 100_000;

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private final AtomicBoolean stays = new AtomicBoolean(true);
    private final AtomicInteger written = new AtomicInteger();
    private Path data;
    private HandedFiles files;
    private Door door;

    @BeforeEach
    void open() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        open(Duration.ofHours(1));
    }

    private void open(Duration kept) {
        files = HandedFiles.in(data, new HandedFiles.Limits(2, 64 << 20, 0, kept));
        Content content = new Content("export", 0, this::write, stays::get);
        Map<String, Command> commands = new LinkedHashMap<>();
        commands.put(
                "export",
                new Command(
                        Map.of("room", String.class, "form", String.class),
                        true,
                        (given, visit) -> files.hand(visit, content)));
        commands.put("echo", Command.of(Map.of("text", String.class), Answer::of));
        commands.put("backup", new Command(Map.of(), true, (given, visit) -> files.hand(visit, content)));
        commands.put(
                "release",
                new Command(
                        Map.of("file", String.class),
                        false,
                        (given, visit) -> files.release(visit, (String) given.get("file"))));
        door = Door.open(data, commands, Door.Limits.USUAL);
    }

    @AfterEach
    void close() {
        door.close();
        files.close();
    }

    private Map<String, ?> write(OutputStream to, Path scratch) throws IOException {
        OutputStream buffered = new BufferedOutputStream(to);
        for (int i = 0; i < LINES; i++) {
            buffered.write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
        }
        buffered.flush();
        written.incrementAndGet();
        return Map.of("room", "general", "messages", LINES);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(data.resolve(HandedFiles.FOLDER))) {
            return all.toList();
        }
    }

    private void awaitNoneLeft() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> left().isEmpty());
    }

    private Path handed(String answer) throws IOException {
        Matcher file = FILE.matcher(answer);
        assertThat(file.find()).as(answer).isTrue();
        assertThat(Path.of(file.group(1))).hasSize(Long.parseLong(file.group(2)));
        return Path.of(file.group(1));
    }

    private String ctl(int exit, String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(new CtlCommand());
        line.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        assertThat(Main.run(line, all.toArray(new String[0])))
                .as(said::toString)
                .isEqualTo(exit);
        return said.toString().strip();
    }

    @Test
    void theCommandCopiesTheFileWholeForOneselfAndItIsGoneAfterwards() throws IOException {
        Path out = folder.resolve("out");

        assertThat(ctl(ExitCode.OK, "export", "general", "--out", out.toString()))
                .isEqualTo("wrote " + LINES + " messages of 'general' to " + out);

        assertThat(out).content().hasLineCount(LINES).endsWith("line " + (LINES - 1) + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-------");
        awaitNoneLeft();
        assertThat(ctl(ExitCode.USAGE, "export", "general", "--out", out.toString()))
                .contains("is there already");
        assertThat(ctl(ExitCode.USAGE, "backup", "--to", data.resolve("b.zip").toString()))
                .contains("would lie in the server's data folder");
        Path backup = folder.resolve("b.zip");
        assertThat(ctl(ExitCode.OK, "backup", "--json", "--to", backup.toString()))
                .startsWith("{\"ok\":true,\"file\":\"" + backup + "\",\"bytes\":" + Files.size(out) + ",");
        assertThat(backup).hasSameBinaryContentAs(out);
    }

    @Test
    void theClientInTheDocsMapsTheFile() throws IOException {
        List<String> blocks = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Checkout.root().resolve("docs/CTL.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(2);

        Running python = processes.start(
                "python3", "-c", String.join("", blocks), door.path().toString(), "echo", "text=x");

        assertThat(python.out().toTheEnd()).hasSize(1 + LINES).contains("line " + (LINES - 1));
        assertThat(python.exit()).isZero();
        awaitNoneLeft();
    }

    @Test
    void aFileGoesWithItsConnectionAndTwoAreTheMost() throws IOException {
        try (DoorPeer peer = new DoorPeer(door.path());
                DoorPeer other = new DoorPeer(door.path())) {
            Path first = handed(peer.ask(ASK));
            handed(peer.ask(ASK));
            assertThat(other.ask(ASK)).contains("\"error\":\"busy\"");
            assertThat(other.ask("{\"command\":\"release\",\"file\":\"" + first + "\"}"))
                    .contains("\"error\":\"not_found\"");

            assertThat(peer.ask("{\"command\":\"release\",\"file\":\"" + first + "\"}"))
                    .contains("\"ok\":true");

            assertThat(first).doesNotExist();
            handed(other.ask(ASK));
            assertThat(left()).hasSize(2);
        }
        awaitNoneLeft();
    }

    @Test
    void whoIsGoneBeforeTheAnswerLeavesNothing() throws IOException {
        for (int i = 1; i <= 3; i++) {
            int times = i;

            new DoorPeer(door.path()).send(ASK).close();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> written.get() == times && files.files() == 0 && left().isEmpty());
        }
    }

    @Test
    void whatMayNotBeAnyMoreGoesThoughItsConnectionStays() throws IOException {
        try (DoorPeer peer = new DoorPeer(door.path())) {
            handed(peer.ask(ASK));

            stays.set(false);

            awaitNoneLeft();
            assertThat(peer.ask(ASK)).contains("\"error\":\"not_found\"");
        }
    }

    @Test
    void aFileGoesAfterAWhileAndWhoHasItOpenReadsItToItsEnd() throws IOException {
        close();
        open(Duration.ofSeconds(1));
        try (DoorPeer peer = new DoorPeer(door.path())) {
            Path file = handed(peer.ask(ASK));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
                awaitNoneLeft();

                byte[] all = new byte[mapped.remaining()];
                mapped.get(all);

                assertThat(new String(all, StandardCharsets.UTF_8)).endsWith("line " + (LINES - 1) + "\n");
            }
        }
    }
}

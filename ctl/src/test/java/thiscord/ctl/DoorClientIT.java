package thiscord.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.ctl.door.Answer;
import thiscord.ctl.door.Command;
import thiscord.ctl.door.Door;
import thiscord.ctl.door.Frames;
import thiscord.ctl.json.CtlJson;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** Who asks at a door where nobody comes, and who does not wait for the answer. */
@Timeout(30)
class DoorClientIT {
    private static final Map<String, String> ECHO = Map.of("command", "echo", "text", "hi");

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDoorWithAQueueBeforeItIsWaitedAtNoLongerThanTheTimeout() throws IOException {
        Path path = folder.resolve(Frames.FILE);
        List<SocketChannel> queue = new ArrayList<>();
        try (ServerSocketChannel nobody = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            nobody.bind(UnixDomainSocketAddress.of(path), 1);
            fill(path, queue);

            try (DoorClient client = new DoorClient(path, Duration.ofMillis(300))) {
                Failure failure =
                        catchThrowableOfType(Failure.class, () -> client.ask(Map.of("command", "status"), true));

                assertThat(failure.exitCode()).isEqualTo(ExitCode.CANNOT_REACH);
                assertThat(failure).hasMessageContaining("no answer within 300 ms");
            }
        } finally {
            for (SocketChannel one : queue) {
                one.close();
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDoorThatCouldLetNobodyInForAMomentLetsThemInLater() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Running door = processes.start(
                "sh",
                "-c",
                "ulimit -n 256; exec \"$@\"",
                "sh",
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PoorDoor.class.getName(),
                folder.toString());
        door.out().expect("^ready ");
        Path path = folder.resolve(Frames.FILE);
        try (DoorClient before = new DoorClient(path, Duration.ofSeconds(20))) {
            assertThat(before.ask(ECHO, true)).containsEntry("text", "hi");
        }
        door.type("hoard");
        door.out().expect("^done hoard");
        // The first may still get what a connection before them gave back.
        List<SocketChannel> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(SocketChannel.open(UnixDomainSocketAddress.of(path)));
        }
        door.err().expect("cannot accept connections");
        door.type("free");
        door.out().expect("^done free");

        for (SocketChannel one : waiting) {
            try (one) {
                one.write(Frames.of(CtlJson.write(ECHO)));
                assertThat(new DataInputStream(Channels.newInputStream(one)).readInt())
                        .isPositive();
            }
        }
    }

    /** Until no more connections are taken. */
    private static void fill(Path path, List<SocketChannel> queue) throws IOException {
        boolean taken = true;
        while (taken) {
            SocketChannel one = SocketChannel.open(StandardProtocolFamily.UNIX);
            queue.add(one);
            one.configureBlocking(false);
            try {
                taken = one.connect(UnixDomainSocketAddress.of(path));
            } catch (IOException full) {
                taken = false;
            }
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void whatWasToFollowTheAnswerIsDoneThoughTheAskerHasLeft() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Command stop = Command.plain(given -> {
            asked.countDown();
            await(left);
            return Answer.of(Map.of()).then(stopped::countDown);
        });
        try (Door door = Door.open(folder, Map.of("stop", stop), Door.Limits.USUAL)) {
            try (SocketChannel asker = SocketChannel.open(UnixDomainSocketAddress.of(door.path()))) {
                asker.write(Frames.of(CtlJson.write(Map.of("command", "stop"))));
                await(asked);
            }
            left.countDown();

            assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

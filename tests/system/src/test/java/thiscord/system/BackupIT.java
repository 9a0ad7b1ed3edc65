package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.LinePeer;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** {@code thiscord backup} while people talk, and {@code thiscord restore}. */
class BackupIT {
    private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+)");
    private static final Pattern TEXT = Pattern.compile("\"text\":\"([^\"]*)\"");
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]+)\"");

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    /** What writers were told, by seq; the same seq never with another text. */
    private final Map<Long, String> told = new ConcurrentSkipListMap<>();

    private final Map<String, Throwable> broken = new ConcurrentHashMap<>();
    /** How many rooms were made, from k0 on, and had something said in them. */
    private final AtomicInteger made = new AtomicInteger();

    private volatile boolean enough;

    private static String find(Pattern pattern, String line) {
        Matcher found = pattern.matcher(line);
        assertThat(found.find()).as(line).isTrue();
        return found.group(1);
    }

    private static long seq(String line) {
        return Long.parseLong(find(SEQ, line));
    }

    private Thread writer(int port, String nick, CountDownLatch ended) {
        Thread thread = new Thread(() -> {
            try (LinePeer peer = LinePeer.connect(port).hello(nick).join("general")) {
                for (int batch = 0; !enough; batch++) {
                    List<String> lines = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                        lines.add("{\"type\":\"say\",\"room\":\"general\",\"text\":\"" + nick + "-" + batch + "-" + i
                                + "\"}");
                    }
                    peer.send(lines.toArray(new String[0]));
                    String last = nick + "-" + batch + "-49\"";
                    for (String line = ""; !line.contains(last); ) {
                        line = peer.until("\"type\":\"message\"");
                        if (line.contains("\"from\":\"" + nick + "\"")) {
                            told.put(seq(line), find(TEXT, line));
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                ended.countDown();
            }
        });
        return started(thread, nick);
    }

    private Thread started(Thread thread, String nick) {
        thread.setUncaughtExceptionHandler((t, e) -> broken.put(nick, e));
        thread.start();
        return thread;
    }

    /** Makes one room after the other and says something in it. */
    private Thread founder(int port) {
        return started(
                new Thread(() -> {
                    try (LinePeer peer = LinePeer.connect(port).hello("fay")) {
                        for (String room = "k0"; !enough && made.get() < 200; room = "k" + made.incrementAndGet()) {
                            peer.send("{\"type\":\"create\",\"room\":\"" + room + "\",\"keeps\":\"all\"}")
                                    .until("\"type\":\"created\"");
                            peer.join(room).say(room, "in " + room).until("\"type\":\"message\"");
                            peer.send("{\"type\":\"leave\",\"room\":\"" + room + "\"}")
                                    .until("\"type\":\"left\"");
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }),
                "fay");
    }

    private static void roomsHaveWhatWasSaidInThem(Planes up, int before) throws IOException {
        try (LinePeer gus = LinePeer.connect(up.hub()).hello("gus")) {
            for (int n = 0; n < before; n++) {
                gus.send("{\"type\":\"join\",\"room\":\"k" + n + "\",\"after\":0}");
                assertThat(gus.until("\"type\":\"message\"")).contains("\"in k" + n + "\"", "\"seq\":1,");
                gus.send("{\"type\":\"leave\",\"room\":\"k" + n + "\"}").until("\"type\":\"left\"");
            }
            gus.send("{\"type\":\"create\",\"room\":\"fresh\",\"keeps\":\"all\"}")
                    .until("\"type\":\"created\"");
            assertThat(gus.send("{\"type\":\"join\",\"room\":\"fresh\",\"after\":0}")
                            .until("\"type\":\"joined\""))
                    .contains("\"seq\":0,");
            gus.say("fresh", "first").until("\"seq\":1,");
        }
    }

    private Running run(int exit, String... arguments) {
        Running command = processes.thiscord(arguments);
        assertThat(command.exit()).isEqualTo(exit);
        return command;
    }

    @Test
    void whatWasSeenBeforeABackupBeganComesBackAndNumbersGivenTwiceAreOfAnotherEpoch() throws Exception {
        Path file = folder.resolve("backup.zip");
        Path data = folder.resolve("data");
        Path other = folder.resolve("other");
        Planes up = processes.up(data);
        CountDownLatch ended = new CountDownLatch(3);
        List<Thread> writers = List.of(
                writer(up.hub(), "ann", ended),
                writer(up.hub(), "bob", ended),
                writer(up.hub(), "cid", ended),
                founder(up.hub()));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> told.size() > 2000 && made.get() > 3 || !broken.isEmpty());

        Map<Long, String> before = Map.copyOf(told);
        int rooms = made.get();
        run(0, "backup", file.toString(), "--data", data.toString());
        assertThat(run(5, "restore", file.toString(), "--data", data.toString(), "--replace")
                        .err()
                        .toTheEnd())
                .singleElement()
                .asString()
                .contains("in use");
        enough = true;
        ended.await();
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(broken).isEmpty();
        String epoch;
        long newest;
        try (LinePeer dora = LinePeer.connect(up.hub()).hello("dora")) {
            String joined =
                    dora.send("{\"type\":\"join\",\"room\":\"general\"}").until("\"type\":\"joined\"");
            epoch = find(EPOCH, joined);
            newest = seq(joined);
        }
        up.process().kill();

        run(0, "restore", file.toString(), "--data", other.toString());
        Planes again = processes.up(other);

        try (LinePeer dora = LinePeer.connect(again.hub()).hello("dora");
                LinePeer ann = LinePeer.connect(again.hub()).hello("ann").join("general")) {
            long restored = everythingOnce(dora, before, epoch, newest);
            for (long seq = restored + 1; seq <= newest; seq++) {
                ann.say("general", "new-" + seq).until("\"seq\":" + seq + ",");
                assertThat(dora.until("\"type\":\"message\"")).contains("\"seq\":" + seq + ",", "new-" + seq);
                if (seq == restored + 20) {
                    break;
                }
            }
        }
        roomsHaveWhatWasSaidInThem(again, rooms);
        whoReadUpToANumberThatWasGivenAgainMissesNothing(again, epoch);
    }

    /** Reads the room from the beginning, as somebody who had read all of it; how far it goes. */
    private long everythingOnce(LinePeer reader, Map<Long, String> before, String epoch, long newest)
            throws IOException {
        String joined = reader.send(
                        "{\"type\":\"join\",\"room\":\"general\",\"after\":" + newest + ",\"epoch\":\"" + epoch + "\"}")
                .until("\"type\":\"joined\"");
        long last = seq(joined);
        assertThat(find(EPOCH, joined)).isNotEqualTo(epoch);
        assertThat(last).isLessThanOrEqualTo(newest).isGreaterThanOrEqualTo(before.size());
        for (long seq = 1; seq <= last; seq++) {
            String line = reader.line();
            assertThat(line).contains("\"seq\":" + seq + ",", "\"replay\":true");
            assertThat(find(TEXT, line)).isEqualTo(Objects.requireNonNull(told.get(seq)));
        }
        assertThat(before.keySet()).allMatch(seq -> seq <= last);
        return last;
    }

    private void whoReadUpToANumberThatWasGivenAgainMissesNothing(Planes again, String epoch) throws IOException {
        try (LinePeer eve = LinePeer.connect(again.hub()).hello("eve")) {
            String describe =
                    eve.send("{\"type\":\"join\",\"room\":\"general\"}").until("\"type\":\"joined\"");
            long newest = seq(describe);
            eve.send("{\"type\":\"leave\",\"room\":\"general\"}").until("\"type\":\"left\"");

            String joined = eve.send("{\"type\":\"join\",\"room\":\"general\",\"after\":" + (newest - 5)
                            + ",\"epoch\":\"" + epoch + "\"}")
                    .until("\"type\":\"joined\"");

            assertThat(find(EPOCH, joined)).isNotEqualTo(epoch);
            assertThat(eve.line()).contains("\"seq\":1,");
            eve.until("\"seq\":" + newest + ",");
        }
    }
}

package thiscord.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import thiscord.kit.Checkout;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/**
 * A disk that forgets what was not synced, under the message log of one process at a time; see lossydisk.c, which is
 * built here. Linux only. Used by the test's thread.
 */
final class LossyDisk {
    private static final List<String> FILES = List.of("/messages.db", "/messages.db-wal");
    private static final int HEAD = 6 * Long.BYTES;

    /** A write, or a sync with nothing in it. */
    private record Step(boolean write, int file, long offset, long sizeBefore, byte[] old, byte[] now) {}

    private final Path folder;
    private final Path library;
    private final Path journal;

    /**
     * Builds it.
     *
     * @param folder where those files lie
     * @param work for what it needs itself
     */
    LossyDisk(Path folder, Path work, Processes processes) {
        this.folder = folder;
        library = work.resolve("lossydisk.so");
        journal = work.resolve("lossydisk.journal");
        Path source = Checkout.root().resolve("tests/system/src/test/c/lossydisk.c");
        Running cc = processes.start("cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString());
        assertThat(cc.exit()).as("cc, for lossydisk.c (apt-get install gcc)").isZero();
    }

    /** What a process has to be started with. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "LOSSY_JOURNAL",
                journal.toString(),
                "LOSSY_FILES",
                String.join(":", FILES));
    }

    /**
     * The power goes: once the process is dead, takes back what no sync has covered, all of it or any part.
     *
     * @return how many writes were taken back
     */
    int losePower(Random random) throws IOException {
        List<Step> steps = steps();
        List<Step> unsynced = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.write()) {
                unsynced.add(step);
            } else {
                unsynced.removeIf(written -> written.file() == step.file());
            }
        }
        for (int i = unsynced.size() - 1; i >= 0; i--) {
            Step step = unsynced.get(i);
            put(step, step.old(), step.sizeBefore());
        }
        boolean some = random.nextBoolean();
        int lost = 0;
        for (Step step : unsynced) {
            if (some && random.nextBoolean()) {
                put(step, step.now(), step.now().length == 0 ? step.offset() : -1);
            } else {
                lost++;
            }
        }
        Files.deleteIfExists(journal);
        return lost;
    }

    private void put(Step step, byte[] bytes, long size) throws IOException {
        Path path = folder.resolve(FILES.get(step.file()).substring(1));
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(step.offset());
            file.write(bytes);
            if (size >= 0) {
                file.setLength(size);
            }
        }
    }

    private List<Step> steps() throws IOException {
        List<Step> steps = new ArrayList<>();
        if (!Files.exists(journal)) {
            return steps;
        }
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(journal)).order(ByteOrder.nativeOrder());
        while (all.remaining() >= HEAD) {
            boolean write = all.getLong() == 'w';
            int file = (int) all.getLong();
            long offset = all.getLong();
            long sizeBefore = all.getLong();
            int old = (int) all.getLong();
            int now = (int) all.getLong();
            if (all.remaining() < old + now) {
                break; // Killed before that was written, so also before what it is about.
            }
            byte[] oldBytes = new byte[old];
            byte[] newBytes = new byte[now];
            all.get(oldBytes).get(newBytes);
            steps.add(new Step(write, file, offset, sizeBefore, oldBytes, newBytes));
        }
        return steps;
    }
}

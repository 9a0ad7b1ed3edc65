package thiscord.hub.log;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which direct messages were taken, and which letters were given, within the last ten minutes: a ring of the newest in a file of the
 * data folder that is mapped into memory. A mark is in the file, for whoever starts after a kill, as soon as it is made, without a
 * system call; a power cut may take the newest. Has no text. Thread-safe; the lock is held for a few instructions.
 */
final class DirectRing {
    /** The file's name in the data folder. */
    static final String FILE = "directs";

    static final long MILLIS = 10 * 60_000;
    static final int MOST = 20_000;

    private static final long MAGIC = 0x746863_44_00_01L;
    private static final int HEADER = Long.BYTES;
    private static final int MARK = 4 * Long.BYTES;
    private static final long LETTER = 1;
    private static final long LIVE = 2;
    private static final long LEFT = 3;

    /** A mark; {@code kind} is in the lowest bits of its time. */
    private record Mark(int slot, long at, long kind, long a, long b) {}

    private final MappedByteBuffer bytes;
    private final LongSupplier clock;
    private final List<DirectKey.Taken> before = new ArrayList<>();
    private final Set<Long> givenBefore = new HashSet<>();
    private int next;
    /** The slots from there on may be out of date. */
    private int oldest;

    private DirectRing(MappedByteBuffer bytes, LongSupplier clock) {
        this.bytes = bytes;
        this.clock = clock;
    }

    /** Opens the ring of a folder; one that is missing or of another size begins empty. */
    static DirectRing open(Path folder, LongSupplier clock) throws IOException {
        Path file = folder.resolve(FILE);
        int size = HEADER + MOST * MARK;
        if (!Files.exists(file)) {
            Files.createFile(file);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            boolean whole = channel.size() == size;
            if (!whole) {
                channel.truncate(0);
            }
            DirectRing ring = new DirectRing(channel.map(FileChannel.MapMode.READ_WRITE, 0, size), clock);
            ring.begin();
            return ring;
        }
    }

    private void begin() {
        boolean ours = bytes.getLong(0) == MAGIC;
        List<Mark> marks = new ArrayList<>();
        long since = clock.getAsLong() - MILLIS;
        for (int slot = 0; slot < MOST; slot++) {
            int at = HEADER + slot * MARK;
            long time = bytes.getLong(at);
            Mark mark = new Mark(slot, time >>> 2, time & 3, bytes.getLong(at + 8), bytes.getLong(at + 16));
            boolean valid = ours && time != 0 && bytes.getLong(at + 24) == sum(time, mark.a(), mark.b());
            if (valid && mark.at() >= since) {
                marks.add(mark);
            } else if (time != 0) {
                clear(slot);
            }
        }
        bytes.putLong(0, MAGIC);
        marks.sort(Comparator.comparingLong(Mark::at));
        for (Mark mark : marks) {
            if (mark.kind() == LETTER) {
                givenBefore.add(mark.a());
            } else {
                before.add(new DirectKey.Taken(new DirectKey(mark.a(), mark.b()), mark.at(), mark.kind() == LEFT));
            }
        }
        next = marks.isEmpty() ? 0 : (marks.get(marks.size() - 1).slot() + 1) % MOST;
        oldest = next;
    }

    private static long sum(long time, long a, long b) {
        return (time * 31 + a) * 31 + b ^ MAGIC;
    }

    /** These were taken before the start too, which may not have been marked. */
    void waited(List<DirectKey.Taken> taken) {
        for (DirectKey.Taken one : taken) {
            if (!before.contains(one)) {
                before.add(one);
                took(one);
            }
        }
    }

    /** What was taken before the start, oldest first. */
    List<DirectKey.Taken> before() {
        return before;
    }

    /** True if that letter had been given before the start. */
    boolean wasGiven(long letter) {
        return givenBefore.contains(letter);
    }

    void took(DirectKey.Taken taken) {
        put(
                taken.at() << 2 | (taken.waits() ? LEFT : LIVE),
                taken.key().a(),
                taken.key().b());
    }

    void gave(long letter) {
        put(clock.getAsLong() << 2 | LETTER, letter, 0);
    }

    private synchronized void put(long time, long a, long b) {
        int at = HEADER + next * MARK;
        // What counts is the sum: it comes last.
        bytes.putLong(at + 24, 0);
        bytes.putLong(at, time);
        bytes.putLong(at + 8, a);
        bytes.putLong(at + 16, b);
        bytes.putLong(at + 24, sum(time, a, b));
        next = (next + 1) % MOST;
        forgetSome();
    }

    /** Two for one that came, so that what is out of date goes before long. */
    private void forgetSome() {
        long since = clock.getAsLong() - MILLIS;
        for (int i = 0; i < 2; i++) {
            long time = bytes.getLong(HEADER + oldest * MARK);
            if (time != 0 && time >>> 2 < since) {
                clear(oldest);
            }
            oldest = (oldest + 1) % MOST;
        }
    }

    private void clear(int slot) {
        for (int i = 0; i < MARK; i += Long.BYTES) {
            bytes.putLong(HEADER + slot * MARK + i, 0);
        }
    }
}

package thiscord.subscriber;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.OwnersAlone;
import thiscord.cli.WholeFile;

/**
 * Where a reliable subscriber is, in a file: a line for what it follows, one for the numbering, and one for each event that
 * was dealt with. Lines are added, so that little is lost when the process is killed: at most the last event is dealt with
 * again. When the file has grown it is replaced by a short one, which is on the disk by then. Belongs to one thread; one process at a time, which the
 * file of that name and {@code .lock} sees to.
 */
final class StateFile implements AutoCloseable {
    private static final String FIRST = "thiscord-subscriber 1 ";
    private static final String JOURNAL = "journal ";
    private static final String SEEN = "seen ";
    private static final long MOST_BYTES = 1 << 20;

    private final Path file;
    private final String follows;
    private final FileChannel lock;
    private FileChannel channel;
    private final Map<String, Long> seen = new HashMap<>();
    private @Nullable String journal;
    private long serial;
    private long size;
    /** Its size when it was last written anew. */
    private long shortest;

    private StateFile(Path file, String follows, FileChannel lock, FileChannel channel) {
        this.file = file;
        this.follows = follows;
        this.lock = lock;
        this.channel = channel;
    }

    /**
     * Opens it, made if it is missing.
     *
     * @throws Failure bad configuration, if it is in use, is no such file, or is of a subscriber to other topics
     */
    static StateFile open(Path file, Collection<String> prefixes) {
        String follows =
                FIRST + new TreeSet<>(prefixes).stream().map(StateFile::encode).collect(Collectors.joining(","));
        FileChannel lock = null;
        FileChannel channel = null;
        StateFile state = null;
        try {
            lock = OwnersAlone.open(file.resolveSibling(file.getFileName() + ".lock"));
            if (!isFree(lock)) {
                throw unusable(file, "another subscriber uses it", null);
            }
            channel = OwnersAlone.open(file);
            StateFile next = new StateFile(file, follows, lock, channel);
            next.read();
            state = next;
            return next;
        } catch (IOException e) {
            throw unusable(file, e.getClass().getSimpleName() + " " + e.getMessage(), e);
        } finally {
            if (state == null) {
                close(channel);
                close(lock);
            }
        }
    }

    private static boolean isFree(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            System.getLogger("thiscord.subscriber").log(System.Logger.Level.WARNING, "closing the state file", e);
        }
    }

    private static Failure unusable(Path file, String why, @Nullable Throwable cause) {
        return new Failure(
                ExitCode.BAD_CONFIGURATION,
                "cannot use the state file " + file + ": " + why + "; choose another with --state",
                cause);
    }

    private void read() throws IOException {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(Math.min(channel.size(), Integer.MAX_VALUE / 2)));
        while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {
            continue;
        }
        String text = new String(all.array(), 0, all.position(), StandardCharsets.US_ASCII);
        // What is behind the last end of line was being written when the process ended.
        int end = text.lastIndexOf('\n') + 1;
        String[] lines = text.substring(0, end).split("\n");
        size = end;
        if (end == 0) {
            if (!FIRST.startsWith(text) && !text.startsWith(FIRST)) {
                throw unusable(file, "it is no such file, or was damaged", null);
            }
            append(follows + "\n");
            return;
        }
        if (!lines[0].equals(follows)) {
            throw unusable(
                    file,
                    lines[0].startsWith(FIRST) ? "it is of a subscriber to other topics" : "it is no such file",
                    null);
        }
        for (int i = 1; i < lines.length; i++) {
            take(lines[i]);
        }
    }

    private void take(String line) {
        String[] words = line.split(" ");
        try {
            if (line.startsWith(JOURNAL) && words.length == 3) {
                if (!words[1].equals(journal)) {
                    seen.clear();
                }
                journal = words[1];
                serial = Long.parseLong(words[2]);
                return;
            }
            if (line.startsWith(SEEN) && words.length == 3) {
                seen.put(URLDecoder.decode(words[2], StandardCharsets.UTF_8), Long.parseLong(words[1]));
                return;
            }
        } catch (IllegalArgumentException e) {
            throw unusable(file, "the line '" + line + "' is damaged", e);
        }
        throw unusable(file, "the line '" + line + "' is damaged", null);
    }

    /** Where it says that the subscriber was; null if it says nothing yet. */
    Numbered.@Nullable Position position() {
        return journal == null ? null : new Numbered.Position(journal, serial, Map.copyOf(seen));
    }

    /** Notes what was dealt with. */
    void dealtWith(Numbered done) throws IOException {
        if (done instanceof Numbered.Event) {
            Numbered.Event event = (Numbered.Event) done;
            saw(event.topic(), event.offset());
        } else if (done instanceof Numbered.Gap) {
            Numbered.Gap gap = (Numbered.Gap) done;
            if (gap.topic() != null && gap.to() > 0) {
                saw(gap.topic(), gap.to());
            }
        } else {
            Numbered.Position position = (Numbered.Position) done;
            journal = position.journal();
            serial = position.serial();
            seen.clear();
            seen.putAll(position.seen());
            writeAnew();
        }
        if (size > MOST_BYTES && size > 2 * shortest) {
            writeAnew();
        }
    }

    private void saw(String topic, long offset) throws IOException {
        seen.put(topic, offset);
        append(SEEN + offset + " " + encode(topic) + "\n");
    }

    private void append(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            size += channel.write(bytes, size);
        }
    }

    /** Replaces the file by one that says the same in the fewest lines. */
    private void writeAnew() throws IOException {
        StringBuilder text = new StringBuilder(follows).append('\n');
        text.append(JOURNAL).append(journal).append(' ').append(serial).append('\n');
        seen.forEach((topic, offset) -> text.append(SEEN)
                .append(offset)
                .append(' ')
                .append(encode(topic))
                .append('\n'));
        try (WholeFile whole = WholeFile.begin(file)) {
            whole.out().write(text.toString().getBytes(StandardCharsets.US_ASCII));
            whole.finish(true);
        }
        channel.close();
        channel = OwnersAlone.open(file);
        size = text.length();
        shortest = size;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        close(channel);
        close(lock);
    }
}

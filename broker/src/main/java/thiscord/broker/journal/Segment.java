package thiscord.broker.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Digits;
import thiscord.cli.OwnersAlone;

/**
 * A stretch of the journal, in a file or in memory. The journal writes under its lock; reading what is written needs no
 * lock, and fails with an {@link IOException} once the segment is dropped.
 */
final class Segment {
    private static final String ENDING = ".events";

    final long number;
    private final @Nullable Path file;
    private final @Nullable FileChannel channel;
    private volatile byte[] memory = {};
    private volatile int size;
    private volatile boolean dropped;
    /** So many bytes are on the disk for sure. */
    private volatile int forced;
    /** Of its records; of the oldest, in milliseconds since 1970. */
    long oldest = Long.MAX_VALUE;

    long newest = Long.MIN_VALUE;

    private Segment(long number, @Nullable Path file, @Nullable FileChannel channel) {
        this.number = number;
        this.file = file;
        this.channel = channel;
    }

    /** A new one in memory. */
    static Segment inMemory(long number) {
        return new Segment(number, null, null);
    }

    /** The file of that number, made if it is missing; begins with nothing written, see {@link #recovered}. */
    static Segment inFile(Path folder, long number) throws IOException {
        Path file = folder.resolve(name(number));
        return new Segment(number, file, OwnersAlone.open(file));
    }

    /** The name of the file of that number. */
    static String name(long number) {
        return String.format(Locale.ROOT, "%019d", number) + ENDING;
    }

    /** The number of a segment's file, in digits of any script; null if it is another file. */
    static @Nullable Long numberOf(Path file) {
        String name = Digits.ascii(file.getFileName().toString());
        return name.matches("\\d{19}" + ENDING) ? Long.valueOf(name.substring(0, 19)) : null;
    }

    /** A place names a segment and a position in it. */
    static long place(long number, int position) {
        return number << 32 | position;
    }

    static long numberOf(long place) {
        return place >>> 32;
    }

    static int positionOf(long place) {
        return (int) place;
    }

    int size() {
        return size;
    }

    /** Everything in the file, to be looked through. */
    ByteBuffer all() throws IOException {
        return channel == null ? ByteBuffer.wrap(memory, 0, size) : ByteBuffer.wrap(Files.readAllBytes(notNull(file)));
    }

    private static Path notNull(@Nullable Path path) throws IOException {
        if (path == null) {
            throw new IOException("no file");
        }
        return path;
    }

    /** What of the file is sound; the rest is cut off. */
    void recovered(int soundBytes) throws IOException {
        if (channel != null && channel.size() > soundBytes) {
            channel.truncate(soundBytes);
        }
        size = soundBytes;
    }

    /** Adds at the end. If that fails, nothing was added. */
    void write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        if (channel == null) {
            if (size + length > memory.length) {
                memory = Arrays.copyOf(memory, Math.max(size + length, memory.length * 2));
            }
            bytes.get(memory, size, length);
        } else {
            long at = size;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }
        size += length;
    }

    /** Reads from a position, as much as is wanted or there. */
    ByteBuffer read(int position, int length) throws IOException {
        int there = Math.min(length, size - position);
        // It may be dropped at any moment, and its memory with it.
        byte[] from = memory;
        if (there <= 0 || dropped || channel == null && from.length < position + there) {
            throw new EOFException("dropped");
        }
        ByteBuffer into = ByteBuffer.allocate(there);
        if (channel == null) {
            into.put(from, position, there);
        } else {
            while (into.hasRemaining()) {
                if (channel.read(into, (long) position + into.position()) < 0) {
                    throw new EOFException("the file became shorter");
                }
            }
        }
        return into.flip();
    }

    /** Writes over the records that begin there, so that nothing of them is left, and waits until the disk has that. */
    void erase(Collection<Integer> positions) throws IOException {
        if (dropped) {
            return;
        }
        if (file == null) {
            for (int position : positions) {
                ByteBuffer over = over(ByteBuffer.wrap(memory, 0, size), position);
                over.get(memory, position, over.limit());
            }
            return;
        }
        // An error may have cost the channel.
        try (FileChannel anew = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int position : positions) {
                ByteBuffer head = ByteBuffer.allocate(Entry.LEAST);
                while (head.hasRemaining() && anew.read(head, (long) position + head.position()) >= 0) {
                    continue;
                }
                ByteBuffer over = over(head.flip(), 0);
                while (over.hasRemaining()) {
                    anew.write(over, (long) position + over.position());
                }
            }
            anew.force(true);
        }
    }

    /** What is written over the record that begins there; as old as that, so that it keeps others no longer than it did. */
    private static ByteBuffer over(ByteBuffer in, int at) throws IOException {
        int length = Entry.sizeAt(in, at);
        if (length == 0) {
            throw new EOFException("the file became shorter");
        }
        ByteBuffer over = ByteBuffer.allocate(length);
        Entry.erased(Entry.millisAt(in, at), length).writeTo(over);
        return over.flip();
    }

    /** Ends it and removes its file. */
    void drop() throws IOException {
        dropped = true;
        close();
        memory = new byte[0];
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    /** Waits until the disk has all that was written before. Any thread; needs no lock. */
    void force() throws IOException {
        int written = size;
        if (channel != null && forced < written && !dropped) {
            try {
                channel.force(true);
            } catch (ClosedChannelException e) {
                if (!dropped) {
                    throw e;
                }
            }
            forced = written;
        }
    }

    void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
